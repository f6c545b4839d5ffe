import {describe, expect, test} from 'vitest'
import {painted} from '../../src/terminal/harmless.ts'
import {plainStyle, styleFor} from '../../src/terminal/style.ts'
import {aligned, commaSeparated, tabSeparated} from '../../src/terminal/table.ts'
import {fitTo, widthOf} from '../../src/terminal/width.ts'

const table = {
  columns: ['id', 'name'],
  rows: [
    ['1', 'Newsletter'],
    ['22', '日本 👍'],
    ['3', undefined],
  ],
} as const

describe('a table', () => {
  test('is aligned on a terminal, whatever the script', () => {
    expect(aligned(table, plainStyle, 80)).toBe('id  name\n1   Newsletter\n22  日本 👍\n3\n')
  })

  test('goes on below, within its column, where a text does not fit', () => {
    const wide = {
      columns: ['id', 'text'],
      rows: [
        ['1', 'a long text that does not fit'],
        ['2', 'short'],
      ],
    }

    expect(aligned(wide, plainStyle, 16)).toBe(
      ['id  text', '1   a long text', '    that does', '    not fit', '2   short', ''].join('\n'),
    )
  })

  test('breaks a text without spaces between its characters, and keeps the columns beside it in line', () => {
    const wide = {columns: ['text', 'n'], rows: [['帽子がまだ届いていません', 1]]}

    expect(aligned(wide, plainStyle, 15)).toBe(
      ['text          n', '帽子がまだ届  1', 'いていません', ''].join('\n'),
    )
  })

  test('lays a colour over each line of a cell', async () => {
    const {bad} = await styleFor(true)
    const wide = {columns: ['text', 'n'], rows: [[bad('not at all well'), 1]]}

    expect(painted(aligned(wide, plainStyle, 11))).toBe(
      ['text      n', '\u001b[31mnot at\u001b[39m    1', '\u001b[31mall well\u001b[39m', ''].join('\n'),
    )
  })

  test('keeps whole what is there to be copied', () => {
    const ids = {
      columns: ['id', 'text'],
      rows: [['6411223344556677', 'a long text that fits']],
      whole: ['id'],
    }

    const narrow = aligned(ids, plainStyle, 28)

    expect(narrow).toContain('6411223344556677  a long\n')
  })

  test('keeps an id whole that is longer than any word, and breaks other words of that length', () => {
    const long = 'm_'.padEnd(40, 'x')
    const ids = {columns: ['id', 'text'], rows: [[long, 'a long text that does not fit']]}

    expect(aligned({...ids, whole: ['id']}, plainStyle, 64)).toContain(`${long}  a long`)
    expect(aligned(ids, plainStyle, 50)).not.toContain(long)
  })

  test('leaves an address in its last column to the edge of the terminal, so that it can be copied', () => {
    const link = `https://shop.example.com/${'x'.repeat(60)}`
    const wide = {columns: ['what', 'value'], rows: [['link', `see ${link}`]]}

    expect(aligned(wide, plainStyle, 40)).toContain(`\n      ${link}\n`)
  })

  test('leaves out the least valuable columns first, and names them', () => {
    const people = {
      columns: ['psid', 'name', 'locale', 'window'],
      rows: [['6411223344556677', 'Ada Lindqvist', 'sv_SE', 'closed']],
      whole: ['psid'],
      leaveOut: ['locale', 'window', 'no such column'],
    }

    expect(aligned(people, plainStyle, 80)).not.toContain('left out')
    expect(aligned(people, plainStyle, 44)).toBe(
      [
        'psid              name           window',
        '6411223344556677  Ada Lindqvist  closed',
        '(column left out: locale; --json or a wider',
        'terminal shows it)',
        '',
      ].join('\n'),
    )
    expect(aligned(people, plainStyle, 31)).toContain('(columns left out: locale,')
  })

  test('is a block for each row where the terminal is narrower than what has to be whole', () => {
    const ids = {
      columns: ['id', 'text'],
      rows: [
        ['6411223344556677', 'a long text'],
        ['6411223344556678', undefined],
      ],
      whole: ['id'],
    }

    expect(aligned(ids, plainStyle, 20)).toBe(
      ['id    6411223344556677', 'text  a long text', '', 'id    6411223344556678', ''].join('\n'),
    )
    expect(aligned({...ids, columns: ['the id', 'what was said']}, plainStyle, 20)).toBe(
      [
        'the id',
        '  6411223344556677',
        'what was said',
        '  a long text',
        '',
        'the id',
        '  6411223344556678',
        '',
      ].join('\n'),
    )
  })

  test('without rows says so', () => {
    expect(aligned({columns: ['id'], rows: [], empty: 'No labels.'}, plainStyle, 80)).toBe('No labels.\n')
    expect(tabSeparated({columns: ['id'], rows: [], empty: 'No labels.'})).toBe('')
  })

  test('keeps one row on one line in a pipe', () => {
    expect(tabSeparated({columns: ['a', 'b'], rows: [['x\ty\r\nz', true]]})).toBe('x y z\ttrue\n')
  })

  test.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    [' space', '" space"'],
    [undefined, ''],
    [0, '0'],
  ])('as CSV writes %j as %s', (cell, expected) => {
    expect(commaSeparated({columns: ['c'], rows: [[cell]]}, {isRaw: false})).toBe(`c\n${expected}\n`)
  })
})

describe('the width of a text', () => {
  test.each([
    ['abc', 3],
    ['äöü', 3],
    ['日本', 4],
    ['👍🏽', 2],
    ['👨‍👩‍👧', 2],
    ['🇩🇪', 2],
    ['e\u0301', 1],
    ['\u001b[31mred\u001b[39m', 3],
  ])('%j is %i columns', (text, columns) => {
    expect(widthOf(text)).toBe(columns)
  })

  test('is kept when a text is filled up or cut', () => {
    for (const text of ['abc', '日本語の文', '👍👍👍👍👍👍', 'exactly8'])
      expect(widthOf(fitTo(text, 8))).toBe(8)
  })
})
