import {describe, expect, test} from 'vitest'
import {wrapHelp} from '../../src/cli/help-text.ts'

describe('a text of help', () => {
  test('is filled, sentence by sentence', () => {
    expect(wrapHelp('One two three\nfour five.\nSix seven.\n\nEight nine ten', 14)).toBe(
      'One two three\nfour five.\nSix seven.\n\nEight nine ten',
    )
    expect(wrapHelp('One two three\nfour five.', 20)).toBe('One two three four\nfive.')
  })

  test('goes on below its last column in a list, and as a comment behind a comment', () => {
    expect(wrapHelp('  name   what it is and does', 20)).toBe('  name   what it is\n         and does')
    expect(wrapHelp('  - tap: Buy   # a button on screen', 32)).toBe(
      '  - tap: Buy   # a button on\n               # screen',
    )
  })

  test('keeps an example one command, its quoted words whole and its flags beside their values', () => {
    const example = '  $ msgr send text 6411223344556677 "Your order is on its way" --tag HUMAN_AGENT'

    expect(wrapHelp(`Examples:\n${example}`, 40)).toBe(
      [
        'Examples:',
        '  $ msgr send text 6411223344556677 \\',
        '      "Your order is on its way" \\',
        '      --tag HUMAN_AGENT',
      ].join('\n'),
    )
  })

  test('breaks no word, however long', () => {
    const link = `https://example.com/${'x'.repeat(80)}`

    expect(wrapHelp(`See ${link} for more`, 40)).toBe(`See\n${link}\nfor more`)
  })
})
