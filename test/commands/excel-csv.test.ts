import {describe, expect} from 'vitest'
import {test} from '../helpers/world.ts'

const german = {env: {LC_ALL: 'de_AT.UTF-8'}}
const english = {env: {LC_ALL: 'en_US.UTF-8'}}
const ada = '6411223344556677'
const ben = '6411223345556680'

describe.for([
  ['de_AT.UTF-8', german, ';'],
  ['en_US.UTF-8', english, ','],
] as const)('%s', ([_, where, separator]) => {
  test('a report for Excel is a list of people again', async ({world}) => {
    await world.write('people.csv', `psid,name\n${ada},"Zoë; ""=1+1"""\n${ben},=1+1\n`)
    await world.msgr('broadcast send --text {{name}} --to people.csv --yes')
    const {out} = await world.msgr('broadcast report last --format excel-csv', where)
    const [header, ...rows] = out.split('\r\n')

    expect(header).toMatch(new RegExp(`^\\ufeffpsid${separator}`))
    expect(rows.filter(row => row !== '').map(row => row.split(separator)[0])).toEqual([
      `"=""${ada}"""`,
      `"=""${ben}"""`,
    ])
    expect(out.replaceAll('\r\n', '')).not.toContain('\n')

    await world.write('report.csv', out)
    const plan = await world.msgr('broadcast plan --text Hi --to report.csv --json')
    expect(JSON.parse(plan.out)).toMatchObject({
      toSend: 2,
      examples: [{recipient: {id: ada}}, {recipient: {id: ben}}],
    })
  })

  test('files of --out and --rejects are for Excel too', async ({world}) => {
    await world.write('people.csv', `psid,name,zip\n${ada},Zoë,01010\n0${ben},=1+1,01020\n`)
    await world.msgr(
      'broadcast plan --text Hi --to people.csv --skip-invalid --rejects bad.csv --explain why.csv --format excel-csv',
      where,
    )
    await world.msgr('conversation export --out chats.csv --format excel-csv', where)

    expect(await world.read('bad.csv')).toContain(
      `\ufeffpsid${separator}name${separator}zip${separator}line${separator}reason\r\n"=""0${ben}"""${separator}'=1+1${separator}"=""01020"""${separator}3`,
    )
    expect(await world.read('why.csv')).toMatch(/^\ufeffpsid/)
    expect(await world.read('chats.csv')).toMatch(/^\ufeff[^\n]*\r\n/)
  })

  test('personal texts are the same after the way through CSV for Excel', async ({world}) => {
    await world.write('people.csv', `psid,name,zip\nx${ada},=1+1,01010\n${ben},y,z\n`)
    await world.msgr(
      'broadcast plan --text Hi --to people.csv --skip-invalid --rejects bad.csv --format excel-csv',
      where,
    )
    await world.write('again.csv', (await world.read('bad.csv')).replace(`x${ada}`, `"=""${ada}"""`))
    const {out} = await world.msgr('broadcast plan --text {{name}}{{zip}} --to again.csv --json')

    expect(JSON.parse(out)).toMatchObject({examples: [{recipient: {id: ada}, message: {text: '=1+101010'}}]})
  })
})

test('it contradicts JSON and --raw-csv', async ({bareWorld: world}) => {
  for (const flags of ['--format excel-csv --json', '--format excel-csv --raw-csv'])
    expect(await world.msgr(`label list ${flags}`)).toMatchObject({
      code: 2,
      err: expect.stringContaining('contradict each other'),
    })
})

test('numbers of insights too', async ({world}) => {
  const {code, out} = await world.msgr(
    'insights export page_messages_new_conversations_unique --format excel-csv --out i.csv',
    german,
  )

  expect({code, out}).toMatchObject({code: 0})
  expect(await world.read('i.csv')).toMatch(/^\ufeffday;metric;/)
})
