import {expect, test} from 'vitest'
import {terminalPage} from '../../src/cli/help-page.ts'
import {plainStyle} from '../../src/terminal/style.ts'
import type {Style} from '../../src/terminal/view.ts'

const mark = (sign: string) => (text: string) => `${sign}${text}${sign}`
/** Visible marks in place of colours. */
const marks: Style = {...plainStyle, bold: mark('*'), faint: mark('~'), accent: mark('_'), paper: mark('#')}

const shown = (text: string, style = plainStyle, width = 40) => terminalPage(text, style, width).split('\n')

test('text stands below its heading, in lines as wide as the terminal', () => {
  expect(shown('# Labels\n\nOne\ntwo three four five six seven eight nine.\n\n### More\n\nEnd.')).toEqual([
    'Labels',
    '',
    '  One two three four five six seven',
    '  eight nine.',
    '',
    '  More',
    '',
    '  End.',
    '',
  ])
})

test('a command goes on behind a backslash; its output and other code stay whole', () => {
  const long = 'a: line of a file that is much wider than the terminal is'
  const text = `\`\`\`console\n$ msgr label create VIP --if-missing --json\n✔ Created\n\`\`\`\n\n\`\`\`yaml\n${long}\n\`\`\`\n`

  expect(shown(text, marks)).toEqual([
    '    $ msgr label create VIP \\',
    '        --if-missing --json',
    '  ~  ✔ Created~',
    '',
    `    ${long}`,
    '',
  ])
})

test('a command with a comment stays as it is, because no backslash continues a comment', () => {
  const line = 'msgr doctor    # finds out what is missing, and says how to mend it'

  expect(shown(`\`\`\`sh\n${line}\n\`\`\`\n`)).toEqual([`    ${line}`, ''])
})

test('lists keep their numbers, and what follows the first line stands below it', () => {
  const text = '1. **First.** And a text that takes more than a line.\n2. Second\n   - inner\n'

  expect(shown(text, marks)).toEqual([
    '  1. *First.* And a text that takes more',
    '     than a line.',
    '  2. Second',
    '     - inner',
    '',
  ])
})

test('a table has columns, and code inside a text keeps its marks only without colour', () => {
  const text = '| code | meaning |\n| --- | --- |\n| `190` | see `msgr login` for it and all of the rest |\n'

  expect(shown(text)).toEqual([
    '  code  meaning',
    '  190   see `msgr login` for it and all',
    '        of the rest',
    '',
  ])
  expect(shown(text, marks, 80)).toEqual([
    '  *code   meaning*',
    '  _190_  see msgr login for it and all of the rest',
    '',
  ])
})

test('a link to a page is a command, one to the web its address, one into the repository its text', () => {
  const text =
    'See [labels](people.md#label-people), [the site](https://example.com/a) and [the source](../a.ts).\n'

  expect(shown(text, plainStyle, 200)[0]).toBe(
    '  See labels (msgr help people), the site (https://example.com/a) and the source.',
  )
})

test('what marks a generated part is not shown, and escaped signs are', () => {
  expect(shown('<!-- generated: a -->\n| a |\n| --- |\n| \\<psid> |\n\n<!-- end -->\n')).toEqual([
    '  a',
    '  <psid>',
    '',
  ])
})

test('what no terminal shows is refused', () => {
  expect(() => shown('> quoted')).toThrow('A page has a blockquote, which a terminal does not show')
  expect(() => shown('![a](b.png)')).toThrow('A page has a image')
})
