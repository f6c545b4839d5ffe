import {describe, expect, test} from 'vitest'
import {malformedReason, type RowSource, readRecipientRows} from '../../src/bulk/recipient-rows.ts'
import type {SheetRow} from '../../src/workbook/open-workbook.ts'
import {collect} from './bulk-world.ts'

const [ann, bo] = ['24000000000000001', '24000000000000002']

type Cells = readonly string[] | ({readonly cells: readonly string[]} & Partial<SheetRow>)

/** The people in a sheet, or why a row names nobody, and how many hidden rows were left out. */
async function read(rows: readonly Cells[], source: Partial<RowSource> = {}) {
  const hidden: number[] = []
  const sheet = {
    name: 'People',
    async *rows(): AsyncGenerator<SheetRow> {
      for (const [index, row] of rows.entries()) {
        const given = 'cells' in row ? row : {cells: row}
        yield {number: index + 1, isHidden: false, faults: undefined, ...given}
      }
    },
  }
  const list = async () => ({sheet})
  const options = {file: 'people.xlsx', onHidden: (count: number) => hidden.push(count), ...source}
  const read = await collect(readRecipientRows(list, options))
  return {ids: read.map(row => malformedReason(row) ?? row.psid), rows: read, hidden}
}

const lostDigits = {reason: 'a number of 17 digits lost the last two', isOfIds: true}
const formula = {reason: 'the formula has no value', isOfIds: false}

describe('a sheet', () => {
  test('with a header is a table: its columns become fields, and each row knows its number', async () => {
    const {rows} = await read([
      ['First Name', 'psid', ''],
      ['Ann', ann, 'beside the table'],
      ['Bo', `'${bo}`],
    ])

    const columns = [{name: 'first_name', written: 'First Name'}]
    expect(rows).toEqual([
      {psid: ann, fields: {first_name: 'Ann', psid: ann, '': 'beside the table'}, columns, place: 2},
      {psid: bo, fields: {first_name: 'Bo', psid: `'${bo}`, '': ''}, columns, place: 3},
    ])
  })

  test.each<[string, readonly Cells[]]>([
    ['ids alone', [[ann], [bo]]],
    [
      'ids in another column than the first',
      [
        ['', '', ann],
        ['', '', bo],
      ],
    ],
    ['ids below a heading', [['PSID'], [ann], [bo]]],
    ['ids that are protected from the spreadsheet', [[`'${ann}`], [`="${bo}"`]]],
  ])('may hold %s', async (_, rows) => {
    expect((await read(rows)).ids).toEqual([ann, bo])
  })

  test('of ids knows the number of each row, and has no columns', async () => {
    expect((await read([[ann], ['x']])).rows).toEqual([
      {psid: ann, fields: {}, place: 1},
      {psid: 'x', fields: {}, place: 2},
    ])
  })

  test('has the column that was named, and says so where it has not', async () => {
    expect((await read([['my id'], [ann]], {given: 'My-ID'})).ids).toEqual([ann])
    await expect(read([[ann], [bo]], {given: 'my id'})).rejects.toThrow('people.xlsx has no column my id')
  })

  test('names a column twice: the name stands for neither', async () => {
    const {rows} = await read([
      ['psid', 'city', 'City'],
      [ann, 'Ulm', 'Bonn'],
    ])

    expect(rows).toMatchObject([{psid: ann, fields: {psid: ann}, ambiguous: ['city']}])
  })
})

describe('hidden rows', () => {
  const rows = [['psid'], [ann], {cells: [bo], isHidden: true}]

  test('are left out and counted', async () => {
    expect(await read(rows)).toMatchObject({ids: [ann], hidden: [1]})
    expect(await read([[ann], {cells: [bo], isHidden: true}])).toMatchObject({ids: [ann], hidden: [1]})
  })

  test('count in a list of people who get nothing', async () => {
    expect(await read(rows, {readsHidden: true})).toMatchObject({ids: [ann, bo], hidden: []})
  })

  test('are left out also where nobody wants to know how many', async () => {
    expect((await read(rows, {onHidden: undefined})).ids).toEqual([ann])
  })

  test('are not spoken of where there are none', async () => {
    expect((await read([['psid'], [ann]])).hidden).toEqual([])
  })
})

describe('a cell that cannot be read', () => {
  const faultAt = (index: number, fault: typeof formula) => ({faults: new Map([[index, fault]])})

  test.each([
    ['of the ids, where digits are lost', 1, lostDigits, lostDigits.reason],
    ['of the ids, where a formula has no value', 1, formula, formula.reason],
    ['of another column', 0, formula, formula.reason],
    ['of another column, where lost digits do not matter', 0, lostDigits, ann],
    ['beside the table', 2, formula, ann],
  ])('%s', async (_, index, fault, expected) => {
    const {ids} = await read([['name', 'psid', ''], {cells: ['Ann', ann, ''], ...faultAt(index, fault)}])

    expect(ids).toEqual([expected])
  })

  test('in a list of ids makes its row unusable', async () => {
    expect((await read([[ann], {cells: [bo], ...faultAt(0, lostDigits)}])).ids).toEqual([
      ann,
      lostDigits.reason,
    ])
    expect((await read([[ann], {cells: [bo], ...faultAt(1, lostDigits)}])).ids).toEqual([ann, bo])
  })

  test('in the header stops everything, but for lost digits', async () => {
    const header = {cells: ['psid', 'city']}
    const reading = read([{...header, ...faultAt(1, formula)}, [ann, 'Ulm']])
    await expect(reading).rejects.toThrow(
      'The first row of people.xlsx cannot be read: the formula has no value',
    )

    expect((await read([{...header, ...faultAt(1, lostDigits)}, [ann, 'Ulm']])).ids).toEqual([ann])
  })
})

test('a cell that msgr wrote as a formula for a spreadsheet is read as what it says', async () => {
  expect(
    (
      await read([
        ['psid', 'note'],
        [ann, "'=1+1"],
      ])
    ).rows,
  ).toMatchObject([{fields: {note: '=1+1'}}])
})
