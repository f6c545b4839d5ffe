import {describe, expect, test} from 'vitest'
import {readRecipientRows} from '../../src/bulk/recipient-rows.ts'
import {type ValidRowsOptions, validRows} from '../../src/bulk/valid-rows.ts'
import {collect} from './bulk-world.ts'

async function* linesOf(text: string): AsyncGenerator<string> {
  yield* text.split('\n')
}

function read(text: string, options: Partial<ValidRowsOptions> = {}) {
  return collect(
    validRows(readRecipientRows(linesOf(text), {file: 'people.csv'}), {file: 'people.csv', ...options}),
  )
}

describe('a list is refused with its lines and reasons', () => {
  test.each([
    [
      'an id that is no number',
      'psid\n101\n10x',
      'people.csv:3: 10x is not a page-scoped id, which has only digits',
    ],
    [
      'an id that a spreadsheet made a number of',
      'psid,name\n6.4112E+15,Ann',
      'people.csv:2: 6.4112E+15 was an id until a spreadsheet turned it into a number',
    ],
    [
      'an id with a comma for the point',
      'psid;name\n6,4112E+15;Ann',
      'people.csv:2: 6,4112E+15 was an id until',
    ],
    ['a missing id', 'psid,name\n101,Ann\n,Bo', 'people.csv:3: there is no id'],
    [
      'a cell too many, for want of quotes',
      'psid,name\n101,Ray, Bo',
      'people.csv:2: 3 cells, and the header has 2: a cell that contains the separator needs quotes around it',
    ],
    ['an empty file', '', 'people.csv is empty: it lists nobody'],
    ['nothing but a header', 'psid,name\n', 'people.csv is empty: it lists nobody'],
    [
      'ids of which a spreadsheet kept 15 digits',
      ['psid', ...Array.from({length: 10}, (_, row) => `6411223344556${row}00`)].join('\n'),
      'A spreadsheet rounded the ids of people.csv: behind the 15th digit all 10 of them have only zeros',
    ],
  ])('%s', async (_, text, message) => {
    await expect(read(text)).rejects.toThrow(message)
  })

  test('very many bad rows are counted, and the last is named', async () => {
    const text = ['psid', ...Array.from({length: 100}, () => 'x')].join('\n')

    await expect(read(text)).rejects.toThrow('people.csv:101: 80 more rows, this is the last of them')
  })
})

test('empty cells behind the last column are what a spreadsheet leaves, and do no harm', async () => {
  expect((await read('psid,name\n101,Ann,,\n102,Bo,')).map(({psid}) => psid)).toEqual(['101', '102'])
})

test('with skipInvalid the good rows go on, and the bad ones are handed over', async () => {
  const bad: unknown[] = []

  const rows = await read('psid\n101\nx\n102\n', {
    skipInvalid: true,
    onInvalid: ({place}) => void bad.push(place),
  })

  expect(rows.map(({psid}) => psid)).toEqual(['101', '102'])
  expect(bad).toEqual([3])
})

test('a list without a single good row is refused even then', async () => {
  await expect(read('psid\nx\ny', {skipInvalid: true})).rejects.toThrow('No row of people.csv can be used')
})

test.each([
  ['', 'Write one id per line, or CSV with a column psid'],
  [
    ['psid', ...Array.from({length: 8}, (_, row) => `64112233445${row}67800`)].join('\n'),
    'Export the list again with the column as text; the lost digits cannot be recovered',
  ],
])('what to do about the whole list is said: %.10j', async (text, hint) => {
  await expect(read(text)).rejects.toMatchObject({code: 'USAGE', hint})
})

test('ids that happen to end in zeros are ids', async () => {
  const rounded = Array.from({length: 7}, (_, row) => `64112233445${row}67800`)

  expect(await read(['psid', ...rounded].join('\n'))).toHaveLength(7)
  expect(await read(['psid', ...rounded, '64112233445967801', '641122334459678'].join('\n'))).toHaveLength(9)
})

test('ids that a spreadsheet rounded are told beside shorter ones, which it keeps', async () => {
  const rounded = Array.from({length: 8}, (_, row) => `64112233445${row}67800`)

  await expect(read(['psid', ...rounded, '641122334459678', '101'].join('\n'))).rejects.toThrow(
    'A spreadsheet rounded the ids of people.csv: behind the 15th digit all 8 of them have only zeros',
  )
})

test('what is wrong with a list can be handed over instead of thrown, after all of its rows', async () => {
  const refusals: unknown[] = []

  const rows = await read('psid\n101\nx\n102', {
    onRefusal: refusal => refusals.push(refusal),
    keepsInvalid: true,
  })

  expect(rows.map(({psid}) => psid)).toEqual(['101', 'x', '102'])
  expect(refusals).toMatchObject([{code: 'INVALID_INPUT', reason: 'rowsInvalid'}])
})

test('a list from standard input is called so', async () => {
  await expect(read('', {file: undefined})).rejects.toThrow('standard input is empty: it lists nobody')
})

test('rows can be judged by another rule', async () => {
  const reasonOf = ({psid}: {readonly psid: string}) => (psid === '102' ? 'not that one' : undefined)

  await expect(read('psid\n101\n102', {reasonOf})).rejects.toThrow('people.csv:3: not that one')
})
