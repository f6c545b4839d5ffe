import {describe, expect, test} from 'vitest'
import {readRecipientRows} from '../../src/bulk/recipient-rows.ts'
import {collect} from './bulk-world.ts'

async function* linesOf(text: string): AsyncGenerator<string> {
  yield* text.split('\n')
}

function read(text: string) {
  return collect(readRecipientRows(linesOf(text), {file: 'people.csv'}))
}

describe('what a list may look like', () => {
  test.each([
    ['one id per line', '101\n102\n\n103\n'],
    ['a list with a heading', 'PSID\n101\n102\n103'],
    ['a list with quotes', '"101"\n"102"\n="103"'],
    ['CSV', 'name,psid\nAnn,101\n"Ray, Bo",102\nCy,103'],
    ['CSV with semicolons and a byte order mark', '\uFEFFpsid;name\r\n101;Ann\r\n102;Bo\r\n103;Cy\r\n'],
    ['CSV with tabs', 'recipient id\tname\n101\tAnn\n102\tBo\n103\tCy'],
    ['CSV with the separator named above it', 'sep=;\nsender;name\n101;Ann\n102;Bo\n103;Cy'],
    ['CSV with ids protected from a spreadsheet', 'name,Recipient ID\nAnn,\'101\nBo,="102"\nCy, 103 '],
    ['NDJSON', '{"psid":"101"}\n{"psid":102,"name":"Bo"}\n\n{"psid":"103"}'],
    [
      'NDJSON as the Send API writes it',
      '{"recipient":{"id":"101"}}\n{"recipient":{"id":"102"}}\n{"recipient":{"id":"103"}}',
    ],
  ])('%s', async (_, text) => {
    expect((await read(text)).map(({psid}) => psid)).toEqual(['101', '102', '103'])
  })

  test('an empty file is nobody', async () => {
    expect(await read('')).toEqual([])
  })
})

test('columns become fields, and a row knows its line even behind a cell of two lines', async () => {
  const rows = await read('psid,First Name,city\n101,Ann,"a\nb"\n102,Bo\n')

  const columns = [
    {name: 'first_name', written: 'First Name'},
    {name: 'city', written: 'city'},
  ]
  expect(rows).toEqual([
    {psid: '101', fields: {psid: '101', first_name: 'Ann', city: 'a\nb'}, columns, place: 3},
    {psid: '102', fields: {psid: '102', first_name: 'Bo', city: ''}, columns, place: 4},
  ])
})

test('the column named psid wins over one named id', async () => {
  expect((await read('id,psid\n1,101')).map(({psid}) => psid)).toEqual(['101'])
})

describe('what is refused', () => {
  test.each([
    [
      'no column of recipients',
      'name,city\nAnn,Ulm',
      'No column of people.csv holds the recipients: name, city',
    ],
    ['no header', '101,Ann\n102,Bo', 'The first line of people.csv does not name the columns: 101, Ann'],
    [
      'a quote that is never closed',
      'psid,name\n101,"Ann\n102,Bo',
      'people.csv:2: this is not CSV: a quote is never closed',
    ],
  ])('%s', async (_, text, message) => {
    await expect(read(text)).rejects.toThrow(message)
  })
})

test('lines of NDJSON that hold no usable id are told one by one', async () => {
  const rows = await read('{"psid":24000000000000001}\n{"psid":\n{"name":"Ann"}')

  expect(rows.map(({skip, psid}) => skip?.detail ?? psid)).toEqual([
    'the number 24000000000000000 is too large for JSON and lost its last digits; write it in quotes',
    'the line is not a JSON object',
    '',
  ])
})
