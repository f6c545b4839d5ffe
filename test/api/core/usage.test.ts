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

test.each([
  ['null', undefined],
  ['[1]', undefined],
  ['"28"', undefined],
  ['{', undefined],
  ['{}', {percent: 0, waitMs: 0}],
  ['{"call_count":"28","total_time":-5,"estimated_time_to_regain_access":-2}', {percent: 0, waitMs: 0}],
  ['{"call_count":1,"total_time":7}', {percent: 7, waitMs: 0}],
  ['{"total_cputime":100,"estimated_time_to_regain_access":1}', {percent: 100, waitMs: 60_000}],
])('a usage header of %s tells %j, whichever it is', (header, usage) => {
  expect(parseUsage({'x-app-usage': header})).toEqual(usage)
  expect(parseUsage({'x-page-usage': header})).toEqual(usage)
  const business = usage === undefined ? header : `{"1001":[${header}]}`
  expect(parseUsage({'x-business-use-case-usage': business})).toEqual(usage)
})

test('a usage header that was sent several times says nothing', () => {
  expect(parseUsage({'x-app-usage': ['{"call_count":28}', '{"call_count":29}']})).toBeUndefined()
})
