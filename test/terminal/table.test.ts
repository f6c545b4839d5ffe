import {describe, expect, test} from 'vitest'
import {plainStyle} from '../../src/terminal/style.ts'
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

  test('gives way in its widest column until it fits the terminal', () => {
    const wide = {
      columns: ['id', 'text'],
      rows: [
        ['1', 'a long text that does not fit'],
        ['2', 'short'],
      ],
    }

    expect(aligned(wide, plainStyle, 16)).toBe('id  text\n1   a long text…\n2   short\n')
  })

  test('keeps whole what is there to be copied', () => {
    const ids = {
      columns: ['id', 'text'],
      rows: [['6411223344556677', 'a long text that does not fit']],
      whole: ['id'],
    }

    expect(aligned(ids, plainStyle, 28)).toBe('id                text\n6411223344556677  a long te…\n')
    expect(aligned(ids, plainStyle, 10)).toBe('id                text\n6411223344556677  a long …\n')
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
    expect(commaSeparated({columns: ['c'], rows: [[cell]]})).toBe(`c\n${expected}\n`)
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
