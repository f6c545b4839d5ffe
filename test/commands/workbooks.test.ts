import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {Readable} from 'node:stream'
import {describe, expect} from 'vitest'
import {messagesIn} from '../helpers/probe.ts'
import {rowOf, workbookOf} from '../helpers/workbook.ts'
import {type EmulatedWorld, test} from '../helpers/world.ts'

const [ada, ben, cleo] = ['6411223344556677', '6411223345556680', '6411223346556683']
const foreign = (name: string) => join(import.meta.dirname, '../fixtures/workbooks', name)
const header = rowOf(1, ['psid', 'name', 'label', 'email', 'ref'])
const person = (row: number, psid: string, name: string, attributes = '') =>
  rowOf(row, [psid, name, 'VIP', `${psid}@example.com`, name], attributes)

/** Two people to see, and one hidden between them. */
const people = workbookOf({
  rows: header + person(2, ada, 'Zoë') + person(3, ben, 'Jürgen', 'hidden="1"') + person(5, cleo, 'Chloé'),
})
const numbers = workbookOf({
  rows: header + person(2, ada, 'Zoë') + rowOf(3, [`<c><v>${ben}</v></c>`, 'Jürgen', 'VIP', '', '']),
})

/** Each command that reads a list, with `LIST` for the file. */
const readers = {
  'broadcast plan': 'broadcast plan --text Hi --to LIST --json',
  'broadcast send': 'broadcast send --text Hi --again --yes --to LIST --json',
  'broadcast plan --not-to': 'broadcast plan --text Hi --all --not-to LIST --json',
  'label assign': 'label assign VIP --from LIST --json',
  'label unassign': 'label unassign VIP --from LIST --yes --json',
  'label plan': 'label plan LIST --json',
  'label import': 'label import LIST --yes --json',
  'user block': 'user block --from LIST --yes --json',
  'id match': 'id match --from LIST --json',
  'subscriber ask': 'subscriber ask --from LIST --title Hats --yes --json',
  'subscriber unsubscribe': 'subscriber unsubscribe --from LIST --yes --json',
  'code generate': 'code generate --from LIST --json',
} as const

async function prepare(world: EmulatedWorld): Promise<void> {
  await world.msgr('label create VIP')
  await world.write('people.xlsx', people)
}

describe.for(Object.entries(readers))('%s', ([name, line]) => {
  test('reads a workbook by its content, and from standard input', async ({world}) => {
    await prepare(world)
    await world.write('people.csv', people)
    const runs = [
      await world.msgr(line.replace('LIST', 'people.xlsx')),
      await world.msgr(
        `${line.replace('LIST', 'people.csv')}${name === 'code generate' ? ' --overwrite' : ''}`,
      ),
      await world.msgr(`${line.replace('LIST', '-')}${name === 'code generate' ? ' --overwrite' : ''}`, {
        stdin: Readable.from([people.subarray(0, 3), people.subarray(3, 70), people.subarray(70)]),
      }),
    ]

    for (const {code, err} of runs)
      expect({code, err}).toMatchObject({code: name === 'subscriber ask' ? expect.any(Number) : 0})
    const [first] = runs
    if (name === 'broadcast plan --not-to') expect(first?.err).not.toContain('hidden')
    else expect(first?.err).toContain('1 hidden row of people.xlsx left out')
  })

  test('sends nothing to an id that lost digits', async ({world}) => {
    if (name === 'subscriber unsubscribe' || name === 'code generate') return
    await prepare(world)
    await world.write('people.xlsx', numbers)
    const before = messagesIn(world.emulator).length
    const {code, err, out} = await world.msgr(line.replace('LIST', 'people.xlsx'))

    expect(code).toBe(2)
    expect(err + out).toMatch(
      /A3 has the number 6\.41122334555668E\+15; a spreadsheet keeps 15 digits .*: format the column as text/,
    )
    expect(messagesIn(world.emulator)).toHaveLength(before)
  })

  test('asks which of several sheets, and is told by --sheet', async ({world}) => {
    await prepare(world)
    const flag = name === 'broadcast plan --not-to' ? '--not-to-sheet' : '--sheet'
    const named = line.replace('LIST', foreign('sheets.xlsx'))

    expect(await world.msgr(named)).toMatchObject({
      code: 2,
      err: expect.stringContaining('has several sheets with content: Notes, Kunden 2026'),
    })
    expect((await world.msgr([...named.split(' '), flag, 'Nobody'])).err).toContain('has no sheet Nobody')
  })
})

describe('what is no workbook that can be read', () => {
  test.for([
    ['password.xlsx', 'has a password', 'Remove it in Excel'],
    ['old.xls', 'is a spreadsheet (Excel 97–2003)', 'Save it as a workbook of Excel (.xlsx)'],
    ['people.ods', 'is a spreadsheet, which msgr does not read', 'Save it as a workbook of Excel (.xlsx)'],
  ] as const)('%s', async ([file, what, hint], {world}) => {
    for (const [argument, stdin] of [
      [foreign(file), undefined],
      ['-', Readable.from([await readFile(foreign(file))])],
    ] as const) {
      const words = ['broadcast', 'plan', '--text', 'Hi', '--to', argument]
      const {code, err} = await world.msgr(words, stdin === undefined ? {} : {stdin})

      expect({code, err}).toEqual({code: 2, err: expect.stringContaining(what)})
      expect(err).toContain(hint)
    }
  })

  test('CSV has no sheets', async ({world}) => {
    await world.write('people.csv', `psid\n${ada}\n`)

    expect(await world.msgr('broadcast plan --text Hi --to people.csv --sheet 1')).toMatchObject({
      code: 2,
      err: expect.stringContaining('people.csv is not a workbook, so it has no sheet 1'),
    })
  })

  test('--sheet needs a file', async ({world}) => {
    expect((await world.msgr('broadcast plan --text Hi --all --sheet 1')).err).toContain(
      '--sheet works only with a file',
    )
    expect((await world.msgr('broadcast plan --text Hi --all --not-to-sheet 1')).err).toContain(
      '--not-to-sheet works only with a file',
    )
  })
})

test('a broadcast from a workbook: umlauts, hidden rows, and the same name again', async ({world}) => {
  await world.write('people.xlsx', people)
  const line = [
    'broadcast',
    'send',
    '--text',
    'Hi {{name}}',
    '--to',
    'people.xlsx',
    '--name',
    'sale',
    '--yes',
  ]
  const before = new Set(messagesIn(world.emulator).map(({id}) => id))
  const sent = () => messagesIn(world.emulator).flatMap(({id, text}) => (before.has(id) ? [] : [text]))

  expect(await world.msgr(line)).toMatchObject({code: 0})
  expect(sent().sort()).toEqual(['Hi Chloé', 'Hi Zoë'])
  expect(await world.msgr(line)).toMatchObject({
    code: 0,
    err: expect.stringContaining('sale was sent before'),
  })

  await world.write(
    'people.xlsx',
    workbookOf({rows: header + person(2, ada, 'Zoë') + person(3, ben, 'Jürgen')}),
  )
  expect(await world.msgr(line)).toMatchObject({
    code: 2,
    err: expect.stringContaining('sale was planned for'),
  })
  expect(sent()).toHaveLength(2)
})

test('whoever is hidden in the list of those who get nothing gets nothing', async ({world}) => {
  await world.write('stop.xlsx', workbookOf({rows: rowOf(1, ['psid']) + rowOf(2, [ada], 'hidden="1"')}))
  await world.write('people.csv', `psid\n${ada}\n${cleo}\n`)
  const {out} = await world.msgr('broadcast plan --text Hi --to people.csv --not-to stop.xlsx --json')

  expect(JSON.parse(out)).toMatchObject({toSend: 1, skipped: {notTo: 1}})
})

test('rows that cannot be used are written with their row and cell', async ({world}) => {
  await world.write('people.xlsx', numbers)
  const {code} = await world.msgr(
    'broadcast plan --text Hi --to people.xlsx --skip-invalid --rejects bad.csv --json',
  )

  expect(code).toBe(0)
  expect(await world.read('bad.csv')).toMatch(
    /^psid,name,label,email,ref,line,reason\n6\.41122334555668E\+15,Jürgen,VIP,,,3,"?A3 has/,
  )
})

test('an import of subscribers reads the same sheet when it continues', async ({world}) => {
  await world.write('people.xlsx', people)
  const {code, err} = await world.msgr('subscriber import people.xlsx --sheet People --name Fans --yes')

  expect({code, err}).toMatchObject({code: 0})
  expect(await world.msgr('subscriber import --resume last --sheet People')).toMatchObject({code: 2})
})
