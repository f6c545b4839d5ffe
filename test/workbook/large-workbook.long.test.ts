import {expect, test} from 'vitest'
import {openSheet} from '../../src/workbook/open-workbook.ts'
import {rowOf, workbookOf} from '../helpers/workbook.ts'

test('rows come while the rest is still packed', async () => {
  const people = Array.from({length: 200_000}, (_, index) =>
    rowOf(index + 2, [`641122334${1e6 + index}`, 'Zoë']),
  )
  const bytes = workbookOf({rows: rowOf(1, ['psid', 'name']) + people.join('')})
  const opened = await openSheet({name: 'people.xlsx', bytes: {bytes}, sheet: undefined, isLikely: true})
  if (opened === undefined) throw new Error('not a workbook')
  const before = process.memoryUsage().arrayBuffers
  let most = 0
  let count = 0
  for await (const _row of opened.rows()) {
    count += 1
    if (count % 10_000 === 0) most = Math.max(most, process.memoryUsage().arrayBuffers - before)
  }

  expect(count).toBe(200_001)
  expect(most).toBeLessThan(10 * 1024 * 1024)
})
