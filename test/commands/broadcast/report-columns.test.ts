import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect} from 'vitest'
import {subscribersOf} from '../../helpers/probe.ts'
import {type EmulatedWorld, test} from '../../helpers/world.ts'

const [ada, ben] = ['6411223344556677', '6411223345556680'] as const

const csvOf = async (world: EmulatedWorld, flags = '') => {
  const {out} = await world.msgr(`broadcast report last --format csv ${flags}`)
  return out.trimEnd().split('\n')
}

/** Everything that the runs have on disk. */
async function filesOf({home}: EmulatedWorld): Promise<string> {
  const folder = join(home, 'state', 'broadcasts')
  const names = (await readdir(folder, {recursive: true, withFileTypes: true})).filter(each => each.isFile())
  return (
    await Promise.all(names.map(({parentPath, name}) => readFile(join(parentPath, name), 'latin1')))
  ).join()
}

describe('the report of a broadcast', () => {
  test('repeats the columns of the file, as it spells them, for everybody on the list', async ({world}) => {
    await world.write(
      'people.csv',
      `\uFEFFMessenger ID;First Name;Kunden-Nr;Größe\r\n${ada};Ada;=K-17;"5;5"\r\n${ben};Ben;K-18;\r\n${ada};Ada;K-17;2\r\n`,
    )
    await world.msgr(
      'broadcast send --text "Hi {{first_name}}" --to people.csv --psid-column "Messenger ID" --yes',
    )

    const [header, ...rows] = await csvOf(world)
    const raw = await csvOf(world, '--raw-csv')
    const {out} = await world.msgr('broadcast report last --json')
    await world.msgr('broadcast report last --out report.ndjson')

    expect(header).toBe(
      'psid,outcome,reason,code,subcode,traceId,messageId,attempts,updatedAt,First Name,Kunden-Nr,Größe',
    )
    expect(rows[0]).toMatch(new RegExp(`^${ada},sent,.*,1,[^,]*,Ada,'=K-17,5;5$`))
    expect(rows[1]).toMatch(new RegExp(`^${ben},sent,.*,1,[^,]*,Ben,K-18,$`))
    expect(rows[2]).toMatch(new RegExp(`^${ada},skipped,.*,0,,Ada,K-17,2$`))
    expect(raw[1]).toContain(',Ada,=K-17,')
    const [first, second] = out.split('\n').map(line => (line === '' ? undefined : JSON.parse(line)))
    expect(first).toMatchObject({
      attempts: 1,
      columns: {'First Name': 'Ada', 'Kunden-Nr': '=K-17', Größe: '5;5'},
    })
    expect(second.columns).toEqual({'First Name': 'Ben', 'Kunden-Nr': 'K-18', Größe: null})
    expect((await world.read('report.ndjson')).split('\n')[1]).toBe(out.split('\n')[1])
  })

  test('of people from NDJSON and from elsewhere; a column of the same name is marked', async ({world}) => {
    await world.write(
      'people.ndjson',
      `{"psid":"${ada}","outcome":"won","city":"Graz"}\n{"psid":"${ben}","tier":2}\n`,
    )
    await world.msgr('broadcast send --text Hi --to people.ndjson --yes')
    const listed = await csvOf(world)
    await world.msgr('broadcast send --text Hello --active-within 30h --yes')
    const walked = await csvOf(world)

    expect(listed[0]).toMatch(/,updatedAt,file_outcome,city,tier$/)
    expect(listed[1]).toMatch(/,won,Graz,$/)
    expect(listed[2]).toMatch(/,,,2$/)
    expect(walked[0]).toMatch(/,updatedAt$/)
  })

  test('--keep-columns keeps these alone, or none but those of the message', async ({world}) => {
    await world.write('people.csv', `psid,name,Customer No,iban\n${ada},Ada,K-17,AT61\n`)
    const send = 'broadcast send --text "Hi {{name}}" --to people.csv --yes'
    const lastColumns = async () => (await csvOf(world))[0]?.split(',').slice(9)

    await world.msgr([
      ...send.split(' ').slice(0, 3),
      'Hi {{name}}',
      '--to',
      'people.csv',
      '--yes',
      '--keep-columns',
      'customer_no',
    ])
    const some = await lastColumns()
    const kept = await filesOf(world)
    await world.msgr(`${send} --again --keep-columns none`)
    const none = await lastColumns()
    const wrong = await world.msgr(`${send} --again --keep-columns custmer_no`)
    const empty = await world.msgr(`${send} --again --keep-columns name,`)
    const all = await world.msgr('broadcast plan --text Hi --all --keep-columns name')

    expect(some).toEqual(['name', 'Customer No'])
    expect(none).toEqual(['name'])
    expect(kept).toContain('K-17')
    expect(kept).not.toContain('AT61')
    expect(wrong).toMatchObject({code: 2, err: expect.stringContaining('did you mean customer_no?')})
    expect(empty).toMatchObject({code: 2, err: expect.stringContaining('--keep-columns has an empty name')})
    expect(all).toMatchObject({code: 2, err: expect.stringContaining('works only with a file')})
  })

  test('counts attempts, and a retry keeps the columns of those it tries again', async ({world}) => {
    await world.write('people.csv', `psid,city\n${ada},Graz\n${ben},Linz\n`)
    await world.msgr('emulator fault add --call "POST /me/messages" --nth 1 --error 613')
    await world.msgr('emulator fault add --call "POST /me/messages" --nth 1 --error 100')
    await world.msgr('broadcast send --text Hi --to people.csv --width 1 --yes')
    const first = (await world.msgr('broadcast report last --json')).out.trim().split('\n')
    const attempts = first.map(line => JSON.parse(line)).map(({outcome, attempts: n}) => [outcome, n])
    await world.msgr('broadcast retry last --yes')
    const again = await csvOf(world)

    expect(attempts.sort()).toEqual([
      ['failed', 2],
      ['sent', 1],
    ])
    expect(again).toHaveLength(2)
    expect(again[0]).toMatch(/,city$/)
    expect(again[1]).toMatch(/,Graz$/)
  })

  test('never keeps the tokens of subscribers', async ({world}) => {
    const all = subscribersOf(world.emulator)
    const rows = all.map(({token, psid = ''}, index) => `${psid},${token},${token},City ${index}`)
    await world.write('subscribers.csv', `psid,token,my_copy,city\n${rows.join('\n')}\n`)
    const flags = '--via marketing --campaign "Autumn offers" --text Sale --to subscribers.csv --skip-invalid'
    const sent = await world.msgr(`broadcast send ${flags} --yes --json`)
    const report = await csvOf(world)

    expect(sent.json()).toMatchObject({accepted: all.length})
    expect(report[0]).toMatch(/,failedAt,my_copy,city$/)
    expect(report[1]).toMatch(/,,City 0$/)
    for (const {token} of all) expect(report.join('\n')).not.toContain(token)
  })
})

describe('the end of a run', () => {
  test('names for each reason what helps', async ({world}) => {
    await world.write(
      'people.csv',
      `psid\n${ada}\n${ben}\n6411223346556683\n6411223347556686\n6411223348556689\n`,
    )
    const faults = ['--error 100', '--error 10/2018278', '--error 551', '--reset']
    for (const fault of faults)
      await world.msgr(`emulator fault add --call "POST /me/messages" --nth 1 ${fault}`)

    const {out} = await world.msgr('broadcast send --text Hi --to people.csv --width 1 --yes')
    const {reasons, run, next} = (await world.msgr('broadcast report last --summary --json')).json()
    const summary = await world.msgr('broadcast report last --summary')

    expect(out).toContain(`→ msgr broadcast retry ${run}`)
    expect(out).toContain('a utility template or --via marketing reaches them')
    expect(out).toContain('--not-to gone.csv')
    expect(out).toContain(`→ msgr broadcast resume ${run} --in-doubt check`)
    expect(reasons.every((reason: {next: string | null}) => reason.next !== null)).toBe(true)
    for (const command of next) expect(summary.out).toContain(`Next: ${command}`)
  })
})
