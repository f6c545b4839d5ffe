import {describe, expect, test} from 'vitest'
import {excelCsvOf} from '../../src/terminal/excel-csv.ts'
import {commaSeparated} from '../../src/terminal/table.ts'
import {withFormulas} from '../../src/text/formulas.ts'
import {nastyStrings} from '../helpers/nasty-strings.ts'

const excel = {separator: ';'} as const

describe('the separator is that of Excel in the country', () => {
  test.each([
    [{LANG: 'de_AT.UTF-8'}, ';'],
    [{LANG: 'fr_FR'}, ';'],
    [{LANG: 'en_US.UTF-8'}, ','],
    [{LANG: 'de_CH.UTF-8'}, ','],
    [{LANG: 'C.UTF-8'}, ','],
    [{LANG: 'en_US.UTF-8', LC_NUMERIC: 'de_DE.UTF-8'}, ';'],
    [{LANG: 'de_DE.UTF-8', LC_ALL: 'C'}, ','],
    [{LANG: 'de_DE.UTF-8', LC_ALL: ''}, ';'],
    [{LANG: 'not a locale'}, ','],
  ])('%j', (env, separator) => {
    expect(excelCsvOf(env)).toEqual({separator})
  })
})

describe('a cell', () => {
  const cellOf = (cell: string | number) =>
    commaSeparated({columns: ['c'], rows: [[cell]]}, {isRaw: false, excel, hasHeader: false})

  test.each([
    ['6411223344556677', '"=""6411223344556677"""'],
    ['641122334455', '"=""641122334455"""'],
    ['+4366412345', '"=""+4366412345"""'],
    ['01234', '"=""01234"""'],
    ['12E5', '"=""12E5"""'],
    ['1234', '1234'],
    ['0', '0'],
    ['Zoë', 'Zoë'],
    ['a;b', '"a;b"'],
    ['a,b', 'a,b'],
    ['=1+1', "'=1+1"],
    ['="5"', `"'=""5"""`],
    ['2026-12-01T09:00:00.000Z', '2026-12-01T09:00:00.000Z'],
    [12.5, '12,5'],
    [12, '12'],
  ])('%s', (cell, written) => {
    expect(cellOf(cell)).toBe(`${written}\r\n`)
  })

  test('is what it was when msgr reads it', () => {
    for (const cell of [...Object.values(nastyStrings), '6411223344556677', '+43664', '="5"', '007', '1e5']) {
      const [, quoted] = /^"(.*)"\r\n$/s.exec(cellOf(cell)) ?? []
      expect(withFormulas(quoted?.replaceAll('""', '"') ?? cellOf(cell).slice(0, -2)), cell).toBe(cell)
    }
  })
})

test('a byte order mark is at the start alone', () => {
  const table = {columns: ['psid', 'name'], rows: [['1', 'Zoë']]}

  expect(commaSeparated(table, {isRaw: false, excel})).toBe('\ufeffpsid;name\r\n1;Zoë\r\n')
  expect(commaSeparated(table, {isRaw: false, excel, hasHeader: false})).toBe('1;Zoë\r\n')
})
