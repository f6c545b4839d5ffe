import {expect, test} from 'vitest'
import {harmless, painted, withoutControls} from '../../src/terminal/harmless.ts'
import {styleFor} from '../../src/terminal/style.ts'

test.each([
  ['a cleared screen', '\u001b[2Jready', '\\u001b[2Jready'],
  ['a colour', '\u001b[31mred\u001b[39m', '\\u001b[31mred\\u001b[39m'],
  ['a title', '\u001b]0;owned\u0007', '\\u001b]0;owned\\u0007'],
  ['a sequence of one byte', '\u009b31m', '\\u009b31m'],
  ['a carriage return', 'paid\rfree', 'paid\\u000dfree'],
  ['a backspace and NUL', 'a\b\0', 'a\\u0008\\u0000'],
  ['a turned direction', 'exe.\u202egnp', 'exe.\\u202egnp'],
  ['an isolate', '\u2066a\u2069', '\\u2066a\\u2069'],
  ['lines of Windows', 'one\r\ntwo\tcell', 'one\ntwo\tcell'],
  ['letters of every script', 'Zoë 日本 👍🏽 שלום', 'Zoë 日本 👍🏽 שלום'],
])('%s is shown, not obeyed', (_, text, shown) => {
  expect(painted(harmless(text))).toBe(shown)
})

test('a pipe keeps the direction of letters, and no control characters', () => {
  expect(withoutControls('\u2067שלום\u2069 \u001b[2J\u009b')).toBe('\u2067שלום\u2069 \\u001b[2J\\u009b')
})

test('colours of ours stay, around text of others whose colours do not', async () => {
  const {bad, bold} = await styleFor(true)

  const text = `${bad('no')} ${bold(`a ${bad('\u001b[32mb')} c`)} \u001b[32md`

  expect(painted(harmless(text))).toBe(
    '\u001b[31mno\u001b[39m \u001b[1ma \u001b[31m\\u001b[32mb\u001b[39m c\u001b[22m \\u001b[32md',
  )
})
