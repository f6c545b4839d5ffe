import {expect, test} from 'vitest'
import {sortOut} from '../../../../src/commands/insights/shared/query.ts'

const today = '2026-11-22'

test('what has ended is left out with the reason, unless it is forced or the day is an earlier one', () => {
  const names = ['page_fans', 'page_follows', 'page_fans', 'new_one']

  expect(sortOut(names, today)).toEqual({
    metrics: ['page_follows', 'new_one'],
    leftOut: [{metric: 'page_fans', reason: 'it ended on 2025-11-15; use page_follows'}],
  })
  expect(sortOut(names, today, true).metrics).toEqual(['page_fans', 'page_follows', 'new_one'])
  expect(sortOut(names, '2025-11-14').leftOut).toEqual([])
})
