import {describe, expect, test} from 'vitest'
import {faultAt, formatPlace, malformedReason, readRecipientRows} from '../../src/bulk/recipient-rows.ts'
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
    ['one id per line with blanks around', ' 101\n102 \n   \n\t103'],
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

test('a list that begins with a bracket is not JSON for that', async () => {
  expect((await read('[name],psid\nAnn,101')).map(({psid}) => psid)).toEqual(['101'])
})

test.each(['[', '[{"psid":"1"}]', '[ ["1"]]', '["1","2"]', '[ '])(
  'one JSON array is refused: %s',
  async text => {
    await expect(read(text)).rejects.toThrow('people.csv is one JSON array')
  },
)

test.each(['101\n102', 'psid,name\n101,Ann\n102,Bo', '{"psid":"101"}\n{"psid":"102"}'])(
  'a file is closed when nobody reads on: %j',
  async text => {
    const lines = linesOf(text)
    let isClosed = false
    const file = {
      [Symbol.asyncIterator]: () => ({
        next: () => lines.next(),
        return: async () => {
          isClosed = true
          return {done: true as const, value: undefined}
        },
      }),
    }
    const rows = readRecipientRows(file, {file: 'people.csv'})
    await rows.next()

    await rows.return(undefined)

    expect(isClosed).toBe(true)
  },
)

test('keys of NDJSON are compared as columns are, with blanks and capitals', async () => {
  const rows = await read('{" First Name ":"Ann","PSID":"101","n":5,"yes":true,"list":[1],"none":null}')

  expect(rows).toMatchObject([
    {
      psid: '101',
      fields: {first_name: 'Ann', psid: '101', n: '5', yes: 'true', list: '', none: ''},
      place: 1,
    },
  ])
  expect(rows[0]?.columns?.map(({written}) => written)).toEqual(['First Name', 'n', 'yes', 'list', 'none'])
})

test('NDJSON knows its column from the first line that has one, and a name twice stands for neither', async () => {
  const rows = await read('{"name":"Ann"}\n{"psid":"101"}\n{"PSID":"102","city":"Ulm","City":"Bonn"}')

  expect(rows.map(({psid, ambiguous}) => [psid, ambiguous])).toEqual([
    ['', undefined],
    ['101', undefined],
    ['102', ['city']],
  ])
})

test('a list of ids under a weak name holds only those that are long enough', async () => {
  const rows = await read('id\n24000000000000001\n12345')

  expect(rows).toEqual([
    {psid: '24000000000000001', fields: {}, place: 2},
    {
      psid: '12345',
      fields: {},
      place: 3,
      skip: {
        reason: 'malformed',
        detail: '12345 is too short for a page-scoped id; if it is one: --psid-column id',
      },
    },
  ])
})

test('a place is a line, or what its source calls it', () => {
  const fault = {path: 'message.text', message: 'too long'}

  expect([formatPlace(17), formatPlace('label VIP')]).toEqual(['line 17', 'label VIP'])
  expect(faultAt(17, 'people.csv', fault)).toEqual({...fault, file: 'people.csv', line: 17})
  expect(faultAt('label VIP', 'people.csv', fault)).toEqual({...fault, path: 'label VIP, message.text'})
  expect(faultAt('label VIP', undefined, {...fault, path: ''})).toEqual({...fault, path: 'label VIP'})
})

test.each<[string, Parameters<typeof malformedReason>[0], string | undefined]>([
  ['an id', {psid: '101'}, undefined],
  ['another name of a person who is known by a token', {psid: 'sub_1', token: 't'}, undefined],
  ['a token without any name', {psid: '', token: 't'}, 'there is no id'],
  ['a reason from before', {psid: '101', skip: {reason: 'malformed', detail: 'why'}}, 'why'],
  ['a reason of another kind', {psid: '101', skip: {reason: 'windowClosed', detail: 'why'}}, undefined],
])('%s names somebody, or says why not', (_, row, reason) => {
  expect(malformedReason(row)).toBe(reason)
})

test('an id of another kind is called by its name', () => {
  expect(malformedReason({psid: 'x'}, 'app-scoped')).toBe('x is not an app-scoped id, which has only digits')
  expect(malformedReason({psid: '0101'}, 'app-scoped')).toMatch(
    /^0101 is not an app-scoped id, which has no leading/,
  )
})

test('what reading a file throws is not called a fault of its CSV', async () => {
  const broken = new TypeError('the disk does not answer')
  const lines = (async function* () {
    yield 'psid,name'
    yield '101,Ann'
    throw broken
  })()

  await expect(collect(readRecipientRows(lines, {file: 'people.csv'}))).rejects.toBe(broken)
})
