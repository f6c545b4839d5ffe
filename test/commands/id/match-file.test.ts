import {existsSync} from 'node:fs'
import {appendFile, readdir, readFile, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {type Child, startMsgr} from '../../helpers/child.ts'
import {loginsOf, peopleOf, personOf, psidsOf} from '../../helpers/probe.ts'
import {createWorld, type EmulatedWorld} from '../../helpers/world.ts'
import {type KillingProxy, startKillingProxy} from './killing-proxy.ts'

const ada = '6411223344556677'
const ben = '6411223345556680'
const hiro = '6411223351556698'
const stranger = '999'
const shop = '109876543210987'

const match = (world: EmulatedWorld, ...flags: string[]) =>
  world.msgr(['id', 'match', '--from', 'people.csv', ...flags])

const read = (world: EmulatedWorld, name: string) => readFile(join(world.folder, name), 'utf8')

test.each([
  ['matches.csv', ['--format', 'csv']],
  ['matches.ndjson', ['--json']],
])('id match --out %s writes what %j prints', async (name, flags) => {
  const world = await createWorld()
  await world.write('people.csv', `psid\n${hiro}\n${ben}\n${ada}\n`)

  const printed = await match(world, ...flags)
  const written = await match(world, '--out', name)

  expect(written).toMatchObject({code: 0, err: ''})
  expect(written.out).toBe(`✔ Wrote ${join(world.folder, name)}: 3 people, 2 of them with a match\n`)
  expect(await read(world, name)).toBe(printed.out)
  expect((await readdir(world.folder)).toSorted()).toEqual([name, 'people.csv'].toSorted())
})

test('id match --out counts those whom the platform does not know, and exits with 6', async () => {
  const world = await createWorld()
  await world.write('people.csv', `${ada}\n${stranger}\n`)

  const {code, json} = await match(world, '--out', 'matches.csv', '--json')

  expect(code).toBe(6)
  expect(json()).toEqual({file: join(world.folder, 'matches.csv'), people: 2, matched: 1, failed: 1})
  expect(await read(world, 'matches.csv')).toMatch(new RegExp(`\n${stranger},failed,,,,.+\n$`))
})

describe('a match that is killed', () => {
  /** Ids of the seeded people with strangers between them, so that there are rows of every kind. */
  async function prepare(people: number) {
    const world = await createWorld()
    await world.msgr(['emulator', 'seed', '--people', String(people)])
    const known = psidsOf(world.emulator).slice(0, people)
    const ids = known.flatMap((id, index) => (index % 10 === 0 ? [id, `77${id}`] : [id]))
    await world.write('people.csv', `psid\n${ids.join('\n')}\n`)
    const proxy = await startKillingProxy(world.emulator.url)
    const {pageToken, appSecret} = await world.emulator.connection()
    const env = {MSGR_HOME: world.home, MSGR_GRAPH_URL: proxy.url}
    const secrets = {MSGR_PAGE_TOKEN: pageToken ?? '', MSGR_APP_SECRET: appSecret ?? ''}
    const line = (flags: readonly string[]) => ['id', 'match', '--from', 'people.csv', ...flags]
    /** As a process of its own, which can be killed. */
    const start = (...flags: string[]) =>
      startMsgr(line(flags), {cwd: world.folder, env: {...env, ...secrets}})
    /** To its end, in this process. */
    const run = (...flags: string[]) =>
      world.msgr(line(flags), {env: {MSGR_EMULATOR: undefined, ...env, ...secrets}})
    return {world, ids, proxy, start, run}
  }

  async function killAfter(calls: number, proxy: KillingProxy, start: () => Child): Promise<void> {
    let child: Child | undefined
    proxy.after(calls, () => child?.kill('SIGKILL'))
    child = start()
    expect(await child.ended).toEqual({code: null, signal: 'SIGKILL'})
  }

  test.each([
    ['csv', [3, 8]],
    ['ndjson', [1, 7]],
  ])('and started again writes the same .%s, with no call twice but those under way', async (kind, kills) => {
    const {world, ids, proxy, start, run} = await prepare(500)
    await run('--out', `whole.${kind}`)
    const wholeCalls = proxy.calls()

    for (const calls of kills) await killAfter(calls, proxy, () => start('--out', `killed.${kind}`))
    expect(existsSync(join(world.folder, `killed.${kind}.unfinished`))).toBe(true)
    // What a machine that loses power may leave behind.
    await appendFile(join(world.folder, `killed.${kind}`), '8100000000000000,pa')
    await appendFile(join(world.folder, `killed.${kind}.unfinished/journal.ndjson`), '{"event":"pa')

    expect(await run('--out', `killed.${kind}`)).toMatchObject({code: 6})
    const whole = await read(world, `whole.${kind}`)
    expect(await read(world, `killed.${kind}`)).toBe(whole)
    expect(personsIn(whole, kind)).toEqual(ids)
    expect(matchesIn(whole, kind)).toEqual(ids.flatMap(id => matchesOf(world, id)))
    expect(existsSync(join(world.folder, `killed.${kind}.unfinished`))).toBe(false)
    expect(proxy.calls()).toBeLessThanOrEqual(2 * wholeCalls + 2 * kills.length)
  })

  test('continues only for the same people and flags, unless it is to start again', async () => {
    const {world, proxy, start, run} = await prepare(200)
    await killAfter(5, proxy, () => start('--out', 'matches.csv'))
    const begun = await read(world, 'matches.csv')

    const otherFlags = await run('--out', 'matches.csv', '--for-app', '998877665544332')
    expect(otherFlags.code).toBe(2)
    expect(otherFlags.err).toContain('started with another --for-page, another --for-app')
    await world.write('people.csv', `psid\n${ada}\n`)
    const otherPeople = await run('--out', 'matches.csv')
    expect(otherPeople.code).toBe(2)
    expect(otherPeople.err).toContain('matches.csv is unfinished, and was started with another list of ids')
    expect(await read(world, 'matches.csv')).toBe(begun)

    expect(await run('--out', 'matches.csv', '--overwrite')).toMatchObject({code: 0})
    expect(personsIn(await read(world, 'matches.csv'), 'csv')).toEqual([ada])
  })

  test('does not go on behind a part that somebody took away', async () => {
    const {world, proxy, start, run} = await prepare(200)
    await killAfter(5, proxy, () => start('--out', 'matches.csv'))
    await rm(join(world.folder, 'matches.csv'))

    const {code, err} = await run('--out', 'matches.csv')

    expect(code).toBe(1)
    expect(err).toContain('somebody changed it')
  })

  test('says how to go on when it is interrupted, also with the same list in another form', async () => {
    const {world, ids, proxy, start} = await prepare(500)
    let child: Child | undefined
    proxy.after(9, () => child?.kill('SIGINT'))
    child = start('--out', 'matches.csv')

    expect(await child.ended).toEqual({code: 130, signal: null})
    expect(child.err.text).toMatch(/\d+ of 550 people are done; run the same command to continue/)
    await world.write('people.csv', `\uFEFFPSID;name\r\n${ids.map(id => `${id};Ann\r\n`).join('')}`)
    expect(await start('--out', 'matches.csv').ended).toMatchObject({code: 6})
    expect(personsIn(await read(world, 'matches.csv'), 'csv')).toEqual(ids)
  })
})

test('a match that the platform throttles stops, and goes on later', async () => {
  const world = await createWorld()
  await world.write('people.csv', Array.from({length: 120}, (_, index) => `${800_000 + index}\n`).join(''))
  await match(world, '--out', 'whole.csv')
  const throttle = ['--call', 'POST /', '--nth', '3', '--error', '4', '--minutes', '30']
  await world.msgr(['emulator', 'fault', 'add', ...throttle])

  const throttled = await match(world, '--out', 'matches.csv')
  await world.msgr(['emulator', 'fault', 'clear'])
  const resumed = await match(world, '--out', 'matches.csv')

  expect(throttled.code).toBe(5)
  expect(throttled.err).toContain('50 of 120 people are done; run the same command to continue')
  expect(resumed.code).toBe(6)
  expect(resumed.err).toContain('Continuing after 50 people')
  expect(await read(world, 'matches.csv')).toBe(await read(world, 'whole.csv'))
})

test('a whole file is not written again without --overwrite', async () => {
  const world = await createWorld()
  await world.write('people.csv', `${ada}\n`)
  await world.write('matches.csv', 'precious')

  const refused = await match(world, '--out', 'matches.csv')
  const kept = await read(world, 'matches.csv')
  const replaced = await match(world, '--out', 'matches.csv', '--overwrite')

  expect(refused.code).toBe(2)
  expect(refused.err).toContain('matches.csv already exists')
  expect(kept).toBe('precious')
  expect(replaced.code).toBe(0)
  expect(await read(world, 'matches.csv')).toMatch(/^person,match,/)
})

test('a match that never begins leaves nothing behind', async () => {
  const world = await createWorld()
  await world.write('people.csv', `${ada}\n`)

  const {code} = await world.msgr(['id', 'match', '--from', 'people.csv', '--out', 'matches.csv'], {
    env: {MSGR_EMULATOR: '0'},
  })

  expect(code).toBe(4)
  expect(await readdir(world.folder)).toEqual(['people.csv'])
})

test('a dry run of id match --out writes nothing', async () => {
  const world = await createWorld()
  await world.write('people.csv', `${ada}\n`)

  const {code, json} = await match(world, '--out', 'matches.csv', '-n', '--json')

  expect(code).toBe(0)
  expect(json().requests).toHaveLength(2)
  expect(await readdir(world.folder)).not.toContain('matches.csv')
})

test('a list with bad rows is refused with their lines before anything is written, unless they are left out', async () => {
  const world = await createWorld()
  await world.write('people.csv', `\uFEFFpsid;name\n${ada};Ada\n6,4112E+15;Ben\nBen;\n`)

  const refused = await match(world, '--out', 'matches.csv')
  const files = await readdir(world.folder)
  const without = await match(world, '--out', 'matches.csv', '--skip-invalid', '--rejects', 'bad.csv')

  expect(refused.code).toBe(2)
  expect(refused.err).toContain('people.csv:3: 6,4112E+15 was an id until a spreadsheet')
  expect(refused.err).toContain('people.csv:4: Ben is not a page-scoped id')
  expect(files).not.toContain('matches.csv')
  expect(without.code).toBe(0)
  expect(personsIn(await read(world, 'matches.csv'), 'csv')).toEqual([ada])
  expect((await read(world, 'bad.csv')).split('\n')).toHaveLength(4)
})

test.each([
  [['--out', 'matches.txt'], 'neither in .csv nor in .ndjson'],
  [['--out', 'missing/matches.csv'], 'cannot be written'],
  [['--out', 'home.csv'], 'not a regular file'],
])('id match --from people.csv %j is misused', async (flags, message) => {
  const world = await createWorld()
  await world.write('people.csv', `${ada}\n`)
  await world.write('home.csv/file', '')

  const {code, err} = await match(world, ...flags)

  expect(code).toBe(2)
  expect(err).toContain(message)
})

test('id match --out wants a file of people', async () => {
  const {code, err} = await (await createWorld()).msgr(['id', 'match', ada, '--out', 'matches.csv'])

  expect(code).toBe(2)
  expect(err).toContain('work only with --from')
})

/** What the emulator knows about a PSID of the shop: the ids of the same human elsewhere. */
function matchesOf({emulator}: EmulatedWorld, psid: string): readonly string[] {
  const person = personOf(emulator, psid)
  if (person?.accountId === undefined || person.pageId !== shop) return []
  const isSame = (other: {readonly accountId?: string | undefined}) => other.accountId === person.accountId
  const elsewhere = peopleOf(emulator).filter(other => isSame(other) && other.pageId !== person.pageId)
  return [
    ...elsewhere.map(other => other.psid),
    ...loginsOf(emulator)
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
