import {expect, test} from 'vitest'
import {parseUsage} from '../../../src/api/core/usage.ts'

test.each([
  [{}, undefined],
  [{'x-app-usage': 'nonsense'}, undefined],
  [{'x-app-usage': '{"call_count":28,"total_time":25,"total_cputime":31}'}, {percent: 31, waitMs: 0}],
  [
    {'x-page-usage': '{"call_count":4}', 'x-app-usage': '{"call_count":2}'},
    {percent: 4, waitMs: 0},
  ],
  [
    {
      'x-business-use-case-usage': JSON.stringify({
        1001: [{type: 'pages', call_count: 12}],
        1002: [{type: 'messenger', call_count: 104, estimated_time_to_regain_access: 3}],
      }),
    },
    {percent: 104, waitMs: 180_000},
  ],
])('the usage headers %j tell %j', (headers, usage) => {
  expect(parseUsage(headers)).toEqual(usage)
})
