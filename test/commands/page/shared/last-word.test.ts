import {expect, test} from 'vitest'
import {lastWord} from '../../../../src/commands/page/shared/last-word.ts'

test('the last word names the Pages that failed, a few of them, with a short reason', () => {
  const failed = Array.from({length: 7}, (_, index) => ({
    page: `page${index}`,
    reason: `the token of this Page ${'has expired '.repeat(12)}`,
  }))

  expect(lastWord({'to change': 28, 'matching the file': 0}, [])).toBe(
    '28 to change, 0 matching the file, 0 failed',
  )
  expect(lastWord({changed: 1}, failed)).toMatch(
    /^1 changed, 7 failed: page0 \(the token of this Page has expired .{1,100}…\), page1 .*, and 2 more$/,
  )
})
