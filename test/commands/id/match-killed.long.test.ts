import {existsSync} from 'node:fs'
import {appendFile, readFile, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {type Child, startMsgr} from '../../helpers/child.ts'
import {loginsOf, peopleOf, personOf, psidsOf} from '../../helpers/probe.ts'
import {createWorld, type EmulatedWorld} from '../../helpers/world.ts'
import {type KillingProxy, startKillingProxy} from './killing-proxy.ts'
import {personsIn} from './match-rows.ts'

const ada = '6411223344556677'
const shop = '109876543210987'

const read = (world: EmulatedWorld, name: string) => readFile(join(world.folder, name), 'utf8')

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
