import {describe, expect, test} from 'vitest'
import {columnKey, columnNamed, type IdColumns, isLikelyPsid} from '../../src/bulk/id-column.ts'
import {malformedReason, type RowSource, readRecipientRows} from '../../src/bulk/recipient-rows.ts'
import {reported} from '../helpers/reported.ts'
import {collect} from './bulk-world.ts'

async function* linesOf(text: string): AsyncGenerator<string> {
  yield* text.split('\n')
}

const [one, two] = ['24000000000000001', '24000000000000002']

/** The ids that are read, or why a row holds none, and the column that was guessed. */
async function read(text: string, source: Partial<RowSource> = {}) {
  const guesses: string[] = []
  const rows = await collect(
    readRecipientRows(linesOf(text), {file: 'p.csv', onGuess: name => guesses.push(name), ...source}),
  )
  return {ids: rows.map(row => malformedReason(row) ?? row.psid), guesses, rows}
}

describe('which column holds the people', () => {
  // As people and other programs spell them; not read from the code.
  test.each([
    ...['psid', 'facebook_psid', 'messenger_psid', 'fb_psid', 'page_scoped_id', 'page_scoped_user_id'],
    ...['urn_facebook', 'facebook_urn', 'urn_messenger', 'recipient', 'recipient_id', 'recipient_psid'],
    ...['sender', 'sender_id', 'sender_psid'],
  ])('%s holds them by its name, in whatever case it is written', async name => {
    const written = name.toUpperCase().replaceAll('_', ' ')

    expect(await read(`a,${written}\n1,5`)).toMatchObject({
      ids: ['5'],
      guesses: name === 'psid' ? [] : [written],
    })
  })

  test.each([
    ...['messenger_user_id', 'messenger_id', 'facebook_user_id', 'facebook_id', 'fb_user_id', 'fb_id'],
    ...['user', 'user_id', 'subscriber_id', 'contact_id', 'customer_id', 'identifier', 'id'],
  ])('%s holds them where its values are long enough', async name => {
    expect(await read(`a,${name}\n1,\n2,${one}\n3,12345\n4,${two}`)).toMatchObject({
      ids: [
        'there is no id',
        one,
        `12345 is too short for a page-scoped id; if it is one: --psid-column ${name}`,
        two,
      ],
      guesses: [name],
    })
  })

  test.each<[string, string, Partial<RowSource>, readonly string[], readonly string[]]>([
    ['psid before every other', `id,sender,psid\n1,2,${one}`, {}, [one], ['psid']],
    ['the one that is named', `psid,my id\n1,${one}`, {given: 'My-ID'}, [one], []],
    ['the named one in NDJSON', `{"psid":"1","my_id":"${one}"}`, {given: 'my id'}, [one], []],
    ['the likely one in NDJSON', `{"user_id":"7","id":"${one}"}`, {}, [one], ['id']],
    ['the likely one of two', `user_id,id\n7,${one}`, {}, [one], ['id']],
    [
      'one of its own',
      `a,node\n1,x-1`,
      {columns: columnNamed('node')},
      ['x-1 is not a page-scoped id, which has only digits'],
      [],
    ],
  ])('it is %s', async (_, text, source, ids, guesses) => {
    expect(await read(text, source)).toMatchObject({ids, guesses})
  })

  test.each<[string, string, Partial<RowSource>, string, string]>([
    [
      'no such column',
      'name,city\nAnn,Ulm',
      {},
      'No column of p.csv holds the recipients: name, city',
      'Name the column psid, as in: psid,name – or say which it is: --psid-column NAME',
    ],
    [
      'no such column of something else',
      'name,city\nAnn,Ulm',
      {columns: columnNamed('node')},
      'No column of p.csv holds node: name, city',
      'Name the column node, as in: node,name',
    ],
    [
      'data for a header',
      `12, Ann\n13,Bo`,
      {file: undefined},
      'The first line of standard input does not name the columns: 12, Ann',
      'Name the column psid, as in: psid,name – or say which it is: --psid-column NAME',
    ],
    [
      'two of the name',
      `psid,PSID \n1,2`,
      {},
      'p.csv has two columns named psid',
      'Rename one of them, or take it out of the file',
    ],
    [
      'a name that is nearly right',
      `psid,name\n1,2`,
      {given: 'pside'},
      'p.csv has no column pside; did you mean psid?',
      'Its columns are psid, name',
    ],
    [
      'a name that is nothing like it',
      `psid,name\n1,2`,
      {given: 'telephone'},
      'p.csv has no column telephone',
      'Its columns are psid, name',
    ],
    [
      'a name in a plain list',
      `PSID\n1`,
      {given: 'telephone'},
      'p.csv has no column telephone',
      'Its columns are PSID',
    ],
    [
      'a name in NDJSON',
      `{"psid":"1"}`,
      {given: 'telephone'},
      'p.csv has no column telephone',
      'Its columns are psid',
    ],
    [
      'values that cannot be ids',
      `user_id,name\n,Ann\n12345,Bo`,
      {},
      'No column of p.csv is known to hold PSIDs: user_id holds 12345, which cannot be one',
      'Name the column: --psid-column NAME, one of user_id, name',
    ],
    [
      'one JSON array',
      `[{"psid":"1"}]`,
      {},
      'p.csv is one JSON array; a list has one object on each line',
      "Write it as NDJSON, such as with jq -c '.[]'",
    ],
    [
      'a quote that is never closed',
      `psid,name\n1,"Ann\n2,Bo`,
      {},
      'p.csv:2: this is not CSV: a quote is never closed',
      'A quote inside a quoted cell is written twice: "Ann ""Sunny"" Ray"',
    ],
  ])('%s is refused', async (_, text, source, message, hint) => {
    await expect(read(text, source).catch(reported)).resolves.toMatchObject({
      name: 'UsageError',
      message,
      hint,
    })
  })
})

describe('what stands in a cell of ids', () => {
  test.each([
    ["'101", '101'],
    ['="101"', '101'],
    ['"101"', '101'],
    ['URN:facebook:101', '101'],
    ['messenger:101', '101'],
    ['fb:101', '101'],
    [' 101 ', '101'],
    ['', 'there is no id'],
    [
      '6,4112E+15',
      '6,4112E+15 was an id until a spreadsheet turned it into a number; export the list again with the column as text',
    ],
    [
      '6411.00',
      '6411.00 was an id until a spreadsheet turned it into a number; export the list again with the column as text',
    ],
    ['ann', 'ann is not a page-scoped id, which has only digits'],
    ['x:101', 'x:101 is not a page-scoped id, which has only digits'],
    [
      '00101',
      '00101 is not a page-scoped id, which has no leading zeros, sign or spaces; if 101 is the person, write that',
    ],
    [
      '+101',
      '+101 is not a page-scoped id, which has no leading zeros, sign or spaces; if 101 is the person, write that',
    ],
    ['y'.repeat(90), `${'y'.repeat(80)} is not a page-scoped id, which has only digits`],
  ])('%j is %s', async (cell, id) => {
    expect((await read(JSON.stringify({psid: cell}))).ids).toEqual([id])
  })

  test('where the rows of NDJSON hold none, each says why', async () => {
    const {ids, rows} = await read(
      [
        '{"recipient":{"id":"101"}}',
        '',
        '[1]',
        'x'.repeat(90),
        '{"recipient":{}}',
        '{"recipient":9007199254740993}',
        '{"recipient":true}',
        '{"recipient":null}',
        '{}',
      ].join('\n'),
    )

    expect(ids).toEqual([
      '101',
      'the line is not a JSON object',
      'the line is not a JSON object',
      'there is no id',
      'the number 9007199254740992 is too large for JSON and lost its last digits; write it in quotes',
      'true is not a page-scoped id, which has only digits',
      'there is no id',
      'there is no id',
    ])
    expect(rows.map(({place, psid}) => [place, psid.length])).toEqual([
      [1, 3],
      [3, 3],
      [4, 80],
      [5, 0],
      [6, 16],
      [7, 4],
      [8, 0],
      [9, 0],
    ])
  })
})

describe('the rows of a file', () => {
  test.each([
    ['sep=;\npsid;name\n101;a,b', {psid: '101', name: 'a,b'}, 3],
    ['"sep=|"\npsid|name\n101|a;b', {psid: '101', name: 'a;b'}, 3],
    ['\n\n psid ,name\n\n101,"a ""b"""', {psid: '101', name: 'a "b"'}, 5],
    ['psid\tname\n101\ta;b,c', {psid: '101', name: 'a;b,c'}, 2],
    ['psid|name\n101|a', {psid: '101', name: 'a'}, 2],
    ['psid;a,b\n101;x', {psid: '101', 'a,b': 'x'}, 2],
    ['psid,First Name\n101', {psid: '101', first_name: ''}, 2],
    ['psid,a,A,\n101,x,y,', {psid: '101', '': ''}, 2],
    ['psid,name\n,\n101,Ann,,', {psid: '101', name: 'Ann'}, 3],
  ])('%j are cells under their names, with the number of the line', async (text, fields, place) => {
    expect((await read(text)).rows).toMatchObject([{psid: '101', fields, place}])
  })

  test('a name that two columns have says so with each row', async () => {
    expect((await read('psid,a,A\n101,x,y')).rows).toEqual([
      {psid: '101', fields: {psid: '101'}, columns: [], place: 2, ambiguous: ['a']},
    ])
  })

  test('a cell too many is told with the numbers of both', async () => {
    expect((await read('psid,name\n101,Ray, Bo')).ids).toEqual([
      '3 cells, and the header has 2: a cell that contains the separator needs quotes around it',
    ])
  })
})

test('a column of secrets is not quoted when it is missing: the first line may be an address', async () => {
  const columns: IdColumns = {names: ['email'], weakNames: [], secretly: 'email addresses'}

  await expect(read('ada@shop.example,x\na,b', {columns}).catch(reported)).resolves.toMatchObject({
    message: 'The first line of p.csv names no column of email addresses',
    hint: 'Name the column email, as in: email,name',
  })
})

test('of two weak columns the one is guessed, and said, of which the values are ids', async () => {
  expect(await read(`id,user\n7,${one}\n8,${two}`)).toMatchObject({ids: [one, two], guesses: ['user']})
  expect(await read(`id,user\n,\n${one},`)).toMatchObject({ids: [one], guesses: ['id']})
  expect(await read(`id\n${one}`)).toMatchObject({ids: [one], guesses: ['id']})
  expect(await read(`psid,id\n101,7`)).toMatchObject({ids: ['101'], guesses: ['psid']})
  expect(await read(`psid,name\n101,Ann`)).toMatchObject({ids: ['101'], guesses: []})
})

test('rows before the first value of a weak column have no id', async () => {
  expect((await read(`id,name\n,Ann\n${one},Bo`)).ids).toEqual(['there is no id', one])
})

test.each([
  ['URN:Facebook', 'urn_facebook'],
  [' Recipient.ID ', 'recipient_id'],
  ['user - id', 'user_id'],
  ['a__b', 'a_b'],
])('%j is compared as %s', (name, key) => {
  expect(columnKey(name)).toBe(key)
})

test.each([
  ['24000000000000', true],
  ['2400000000000', false],
  ['240000000000001x', false],
  ['x240000000000001', false],
  ['6.4112E+15', true],
  ['6E15', true],
  ['6411223344556680,00', true],
  ['6411223344556680.', true],
  ['6.5', false],
  ['E15', false],
])('%s may be an id, in a column that may not be one of ids: %s', (text, isLikely) => {
  expect(isLikelyPsid(text)).toBe(isLikely)
})
