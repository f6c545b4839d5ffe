import {expect, test} from 'vitest'
import {totalOf} from '../../../../src/commands/shared/wording/series-total.ts'
import type {InsightsPeriod, InsightsValue} from '../../../../src/platform/insights.ts'

const began = 'page_messages_new_conversations_unique'

test.each<[string, string, InsightsPeriod, InsightsValue['value'][], unknown]>([
  ['counts are added up', began, 'day', [1, 2, 4], 7],
  ['spans that overlap have none', began, 'week', [1, 2, 4], undefined],
  ['of a running total it is the last', 'page_messages_total_messaging_connections', 'day', [7, 8, 9], 9],
  ['ratios have none', 'page_messages_read_ratio', 'day', [0.5, 0.7], undefined],
  [
    'kinds are added up apart',
    'page_actions_post_reactions_total',
    'day',
    [{like: 1}, {like: 2, wow: 3}],
    {like: 3, wow: 3},
  ],
  ['what msgr does not know has none', 'page_new', 'day', [1], undefined],
])('the total: %s', (_, name, period, values, total) => {
  expect(totalOf({name, period, values: values.map(value => ({value}))})).toEqual(total)
})
