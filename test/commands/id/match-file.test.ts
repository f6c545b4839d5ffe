import {existsSync} from 'node:fs'
import {appendFile, readdir, readFile, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {type Child, startMsgr} from '../../helpers/child.ts'
import {createStage, type Stage} from '../stage.ts'
import {type KillingProxy, startKillingProxy} from './killing-proxy.ts'

const ada = '6411223344556677'
const ben = '6411223345556680'
const hiro = '6411223351556698'
const stranger = '999'
const shop = '109876543210987'

const match = (stage: Stage, ...flags: string[]) =>
  stage.msgr(['id', 'match', '--from', 'people.csv', ...flags])

const read = (stage: Stage, name: string) => readFile(join(stage.folder, name), 'utf8')

test.each([
  ['matches.csv', ['--format', 'csv']],
  ['matches.ndjson', ['--json']],
])('id match --out %s writes what %j prints', async (name, flags) => {
  const stage = await createStage()
  await stage.file('people.csv', `psid\n${hiro}\n${ben}\n${ada}\n`)

  const printed = await match(stage, ...flags)
  const written = await match(stage, '--out', name)

  expect(written).toMatchObject({code: 0, err: ''})
  expect(written.out).toBe(`✔ Wrote ${join(stage.folder, name)}: 3 people, 2 of them with a match\n`)
  expect(await read(stage, name)).toBe(printed.out)
  expect((await readdir(stage.folder)).toSorted()).toEqual(['home', name, 'people.csv'].toSorted())
})

test('id match --out counts those whom the platform does not know, and exits with 6', async () => {
  const stage = await createStage()
  await stage.file('people.csv', `${ada}\n${stranger}\n`)

  const {code, json} = await match(stage, '--out', 'matches.csv', '--json')

  expect(code).toBe(6)
  expect(json()).toEqual({file: join(stage.folder, 'matches.csv'), people: 2, matched: 1, failed: 1})
  expect(await read(stage, 'matches.csv')).toMatch(new RegExp(`\n${stranger},failed,,,,.+\n$`))
})

describe('a match that is killed', () => {
  /** Ids of the seeded people with strangers between them, so that there are rows of every kind. */
  async function prepare(people: number) {
    const stage = await createStage()
    await stage.msgr(['emulator', 'seed', '--people', String(people)])
    const known = Object.keys(stage.emulator.world.state.people).slice(0, people)
    const ids = known.flatMap((id, index) => (index % 10 === 0 ? [id, `77${id}`] : [id]))
    await stage.file('people.csv', `psid\n${ids.join('\n')}\n`)
    const proxy = await startKillingProxy(stage.emulator.url)
    const {pageToken, appSecret} = await stage.emulator.connection()
    const env = {MSGR_HOME: join(stage.folder, 'home'), MSGR_GRAPH_URL: proxy.url}
    const secrets = {MSGR_PAGE_TOKEN: pageToken ?? '', MSGR_APP_SECRET: appSecret ?? ''}
    const start = (...flags: string[]) =>
      startMsgr(['id', 'match', '--from', 'people.csv', ...flags], {
        cwd: stage.folder,
        env: {...env, ...secrets},
      })
    return {stage, ids, proxy, start}
  }

  async function killAfter(calls: number, proxy: KillingProxy, start: () => Child): Promise<void> {
    let child: Child | undefined
    proxy.after(calls, () => child?.kill('SIGKILL'))
    child = start()
    expect(await child.ended).toEqual({code: null, signal: 'SIGKILL'})
  }

  test.each([
    ['csv', [3, 8, 1]],
    ['ndjson', [1, 6, 7]],
  ])('and started again writes the same .%s, with no call twice but those under way', async (kind, kills) => {
    const {stage, ids, proxy, start} = await prepare(500)
    await start('--out', `whole.${kind}`).ended
    const wholeCalls = proxy.calls()

    for (const calls of kills) await killAfter(calls, proxy, () => start('--out', `killed.${kind}`))
    expect(existsSync(join(stage.folder, `killed.${kind}.unfinished`))).toBe(true)
    // What a machine that loses power may leave behind.
    await appendFile(join(stage.folder, `killed.${kind}`), '8100000000000000,pa')
    await appendFile(join(stage.folder, `killed.${kind}.unfinished/journal.ndjson`), '{"event":"pa')
    const last = start('--out', `killed.${kind}`)

    expect(await last.ended).toEqual({code: 6, signal: null})
    const whole = await read(stage, `whole.${kind}`)
    expect(await read(stage, `killed.${kind}`)).toBe(whole)
    expect(personsIn(whole, kind)).toEqual(ids)
    expect(matchesIn(whole, kind)).toEqual(ids.flatMap(id => matchesOf(stage, id)))
    expect(existsSync(join(stage.folder, `killed.${kind}.unfinished`))).toBe(false)
    expect(proxy.calls()).toBeLessThanOrEqual(2 * wholeCalls + 2 * kills.length)
  })

  test('continues only for the same people and flags, unless it is to start again', async () => {
    const {stage, proxy, start} = await prepare(200)
    await killAfter(5, proxy, () => start('--out', 'matches.csv'))
    const begun = await read(stage, 'matches.csv')

    const otherFlags = start('--out', 'matches.csv', '--for-app', '998877665544332')
    expect(await otherFlags.ended).toMatchObject({code: 2})
    expect(otherFlags.err.text).toContain('begun with another --for-page, another --for-app')
    await stage.file('people.csv', `psid\n${ada}\n`)
    const otherPeople = start('--out', 'matches.csv')
    expect(await otherPeople.ended).toMatchObject({code: 2})
    expect(otherPeople.err.text).toContain(
      'matches.csv is unfinished, and was started with another list of ids',
    )
    expect(await read(stage, 'matches.csv')).toBe(begun)

    const anew = start('--out', 'matches.csv', '--overwrite')
    expect(await anew.ended).toMatchObject({code: 0})
    expect(personsIn(await read(stage, 'matches.csv'), 'csv')).toEqual([ada])
  })

  test('does not go on behind a part that somebody took away', async () => {
    const {stage, proxy, start} = await prepare(200)
    await killAfter(5, proxy, () => start('--out', 'matches.csv'))
    await rm(join(stage.folder, 'matches.csv'))

    const child = start('--out', 'matches.csv')

    expect(await child.ended).toMatchObject({code: 1})
    expect(child.err.text).toContain('somebody changed it')
  })

  test('says how to go on when it is interrupted, also with the same list in another form', async () => {
    const {stage, ids, proxy, start} = await prepare(500)
    let child: Child | undefined
    proxy.after(9, () => child?.kill('SIGINT'))
    child = start('--out', 'matches.csv')

    expect(await child.ended).toEqual({code: 130, signal: null})
    expect(child.err.text).toMatch(/\d+ of 550 people are done; the same command goes on/)
    await stage.file('people.csv', `\uFEFFPSID;name\r\n${ids.map(id => `${id};Ann\r\n`).join('')}`)
    expect(await start('--out', 'matches.csv').ended).toMatchObject({code: 6})
    expect(personsIn(await read(stage, 'matches.csv'), 'csv')).toEqual(ids)
  })
})

test('a match that the platform throttles stops, and goes on later', async () => {
  const stage = await createStage()
  await stage.file('people.csv', Array.from({length: 120}, (_, index) => `${800_000 + index}\n`).join(''))
  await match(stage, '--out', 'whole.csv')
  const throttle = ['--call', 'POST /', '--nth', '3', '--error', '4', '--minutes', '30']
  await stage.msgr(['emulator', 'fault', 'add', ...throttle])

  const throttled = await match(stage, '--out', 'matches.csv')
  await stage.msgr(['emulator', 'fault', 'clear'])
  const resumed = await match(stage, '--out', 'matches.csv')

  expect(throttled.code).toBe(5)
  expect(throttled.err).toContain('50 of 120 people are done; the same command goes on')
  expect(resumed.code).toBe(6)
  expect(resumed.err).toContain('Going on behind 50 people')
  expect(await read(stage, 'matches.csv')).toBe(await read(stage, 'whole.csv'))
})

test('a whole file is not written again without --overwrite', async () => {
  const stage = await createStage()
  await stage.file('people.csv', `${ada}\n`)
  await stage.file('matches.csv', 'precious')

  const refused = await match(stage, '--out', 'matches.csv')
  const kept = await read(stage, 'matches.csv')
  const replaced = await match(stage, '--out', 'matches.csv', '--overwrite')

  expect(refused.code).toBe(2)
  expect(refused.err).toContain('matches.csv already exists')
  expect(kept).toBe('precious')
  expect(replaced.code).toBe(0)
  expect(await read(stage, 'matches.csv')).toMatch(/^person,match,/)
})

test('a match that never begins leaves nothing behind', async () => {
  const stage = await createStage()
  await stage.file('people.csv', `${ada}\n`)

  const {code} = await stage.msgr(['id', 'match', '--from', 'people.csv', '--out', 'matches.csv'], {
    env: {MSGR_EMULATOR: '0'},
  })

  expect(code).toBe(4)
  expect(await readdir(stage.folder)).toEqual(['home', 'people.csv'])
})

test('a dry run of id match --out writes nothing', async () => {
  const stage = await createStage()
  await stage.file('people.csv', `${ada}\n`)

  const {code, json} = await match(stage, '--out', 'matches.csv', '-n', '--json')

  expect(code).toBe(0)
  expect(json().requests).toHaveLength(2)
  expect(await readdir(stage.folder)).not.toContain('matches.csv')
})

test('a list with bad rows is refused with their lines before anything is written, unless they are left out', async () => {
  const stage = await createStage()
  await stage.file('people.csv', `\uFEFFpsid;name\n${ada};Ada\n6,4112E+15;Ben\nBen;\n`)

  const refused = await match(stage, '--out', 'matches.csv')
  const files = await readdir(stage.folder)
  const without = await match(stage, '--out', 'matches.csv', '--skip-invalid', '--rejects', 'bad.csv')

  expect(refused.code).toBe(2)
  expect(refused.err).toContain('people.csv:3: 6,4112E+15 was an id until a spreadsheet')
  expect(refused.err).toContain('people.csv:4: Ben is not a page-scoped id')
  expect(files).not.toContain('matches.csv')
  expect(without.code).toBe(0)
  expect(personsIn(await read(stage, 'matches.csv'), 'csv')).toEqual([ada])
  expect((await read(stage, 'bad.csv')).split('\n')).toHaveLength(4)
})

test.each([
  [['--out', 'matches.txt'], 'neither in .csv nor in .ndjson'],
  [['--out', 'missing/matches.csv'], 'cannot be written'],
  [['--out', 'home.csv'], 'not a regular file'],
])('id match --from people.csv %j is misused', async (flags, message) => {
  const stage = await createStage()
  await stage.file('people.csv', `${ada}\n`)
  await stage.file('home.csv/file', '')

  const {code, err} = await match(stage, ...flags)

  expect(code).toBe(2)
  expect(err).toContain(message)
})

test('id match --out wants a file of people', async () => {
  const {code, err} = await (await createStage()).msgr(['id', 'match', ada, '--out', 'matches.csv'])

  expect(code).toBe(2)
  expect(err).toContain('go with --from')
})

/** What the emulator knows about a PSID of the shop: the ids of the same human elsewhere. */
function matchesOf({emulator}: Stage, psid: string): readonly string[] {
  const {people, logins} = emulator.world.state
  const person = people[psid]
  if (person?.accountId === undefined || person.pageId !== shop) return []
  const isSame = (other: {readonly accountId?: string | undefined}) => other.accountId === person.accountId
  const elsewhere = Object.values(people).filter(other => isSame(other) && other.pageId !== person.pageId)
  return [
    ...elsewhere.map(other => other.psid),
    ...Object.values(logins)
      .filter(isSame)
      .map(({asid}) => asid),
  ]
}

/** The ids that were found, in the order of the file. */
function matchesIn(text: string, kind: string): readonly string[] {
  const lines = text.trimEnd().split('\n')
  if (kind === 'csv') return lines.slice(1).flatMap(line => line.split(',')[4] || [])
  return lines.flatMap(line => {
    const {pages, apps} = JSON.parse(line)
    return [...(pages ?? []), ...(apps ?? [])].map(({id}) => id)
  })
}

/** In the order of the file, each once. */
function personsIn(text: string, kind: string): readonly string[] {
  const lines = text.trimEnd().split('\n')
  const persons =
    kind === 'csv'
      ? lines.slice(1).map(line => line.split(',')[0] ?? '')
      : lines.map(line => JSON.parse(line).person)
  return [...new Set(persons)]
}
