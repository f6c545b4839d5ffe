import {createServer, type IncomingMessage} from 'node:http'
import type {AddressInfo} from 'node:net'
import {PassThrough} from 'node:stream'
import {setTimeout as sleep} from 'node:timers/promises'
import {describe, expect, onTestFinished} from 'vitest'
import {parseStoreUrl} from '../../src/config/store/address.ts'
import {openStoredRecord} from '../../src/desired/stored-record.ts'
import {openStore} from '../../src/store/open-store.ts'
import {patiently} from '../helpers/patience.ts'
import {openDatabase, type TestDatabase} from '../helpers/postgres.ts'
import {hasPostgres} from '../helpers/postgres-programs.ts'
import {PASSWORD} from '../helpers/postgres-server.ts'
import {openWorld, test, type World} from '../helpers/world.ts'

const pageId = '109876543210987'

/** A machine of its own: nothing but the store and the platform is shared. */
async function machine(env: Readonly<Record<string, string>>): Promise<World> {
  const {remove, ...world} = await openWorld(env)
  onTestFinished(remove)
  return world
}

/** A Page without a profile; `onRead` and `onWrite` run before its answers. */
async function startPage({
  onRead = async () => {},
  onWrite = async () => {},
}: {
  onRead?: () => Promise<unknown>
  onWrite?: () => Promise<unknown>
}) {
  const profile: Record<string, unknown> = {}
  const server = createServer(async (request: IncomingMessage, response) => {
    const body = Buffer.concat(await request.toArray()).toString()
    const isProfile = (request.url ?? '').includes('messenger_profile')
    if (request.method === 'POST') {
      await onWrite()
      Object.assign(profile, JSON.parse(body))
    } else if (isProfile) await onRead()
    const read = isProfile ? {data: [profile]} : {id: pageId, name: 'Shop'}
    response.writeHead(200, {'content-type': 'application/json', 'facebook-api-version': 'v26.0'})
    response.end(JSON.stringify(request.method === 'POST' ? {result: 'success'} : read))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const {port} = server.address() as AddressInfo
  return {MSGR_GRAPH_URL: `http://127.0.0.1:${port}`, MSGR_PAGE_TOKEN: 'EAABfake', MSGR_PAGE_ID: pageId}
}

const greeting = (text: string) => `profile: {greeting: [{locale: default, text: ${text}}]}\n`

const stateIn = (database: TestDatabase) =>
  database.query<{holder: string | null; attempting: unknown; facets: object; locked: boolean}>(
    'select holder, attempting, facets, until > now() as locked from msgr.page_state',
  )

describe.skipIf(!hasPostgres('Pages that several machines change'))('with a store', () => {
  test('what others changed since the last apply is known on every machine', async () => {
    const database = await openDatabase()
    const env = {...(await startPage({})), MSGR_STORE: database.url()}
    const [first, second, alone] = [
      await machine(env),
      await machine(env),
      await machine({...env, MSGR_STORE: ''}),
    ]
    for (const {write} of [first, second, alone]) await write('page.yaml', greeting('Hello'))
    expect(await first.msgr('page apply --yes')).toMatchObject({code: 0})

    // Somebody else: nothing of it is recorded.
    await alone.write('changed.yaml', 'greeting: [{locale: default, text: Changed}]\n')
    expect(await alone.msgr('profile set changed.yaml --yes')).toMatchObject({code: 0})

    expect((await alone.msgr('page plan --json')).json().pages[0]).toMatchObject({drift: []})
    expect(await second.msgr('page apply')).toMatchObject({
      code: 3,
      err: expect.stringMatching(/Somebody else changed profile.greeting since the last apply \(2/),
    })
    expect(await second.msgr('page apply --yes')).toMatchObject({code: 0})
    await first.write('page.yaml', greeting('Welcome'))
    // The first machine knows what the second one left, so this is no drift.
    expect(await first.msgr('page apply')).toMatchObject({code: 0})
    expect(await stateIn(database)).toMatchObject([{holder: null, attempting: null, locked: false}])
  })

  test('a second runner is refused while the first one writes, and is told who that is', async () => {
    const database = await openDatabase()
    let duringWrite: () => Promise<unknown> = async () => {}
    const env = {...(await startPage({onWrite: () => duringWrite()})), MSGR_STORE: database.url()}
    const [first, second] = [await machine(env), await machine(env)]
    await first.write('page.yaml', greeting('First'))
    await second.write('page.yaml', greeting('Second'))
    await second.write('profile.yaml', 'greeting: [{locale: default, text: Second}]\n')
    const refused: unknown[] = []
    duringWrite = async () => {
      duringWrite = async () => {}
      const job = {GITHUB_ACTIONS: 'true', GITHUB_REPOSITORY: 'shop/pages', GITHUB_RUN_ID: '17'}
      refused.push(
        await second.msgr('page apply --yes'),
        await second.msgr('profile apply profile.yaml --yes', {env: job}),
      )
      refused.push(await stateIn(database))
    }

    expect(await first.msgr('page apply --yes')).toMatchObject({code: 0})

    const says = expect.stringMatching(
      /The Page 109876543210987 is being changed by \S+@\S+, process \d+\n +Try again when it has ended\. If it no longer runs: msgr page unlock 109876543210987/,
    )
    expect(refused).toMatchObject([
      {code: 5, err: says},
      {code: 5},
      [{locked: true, attempting: expect.anything()}],
    ])
    expect((await second.msgr('profile get --json')).out).toContain('First')
    expect(await second.msgr('page apply --yes')).toMatchObject({code: 0})
    expect((await second.msgr('profile get --json')).out).toContain('Second')
  })

  test('a runner that read the Page before another one changed it writes nothing', async () => {
    const database = await openDatabase()
    let afterRead: () => Promise<unknown> = async () => {}
    const env = {...(await startPage({onRead: () => afterRead()})), MSGR_STORE: database.url()}
    const [slow, fast] = [await machine(env), await machine(env)]
    await fast.write('page.yaml', greeting('Fast'))
    await slow.write('page.yaml', greeting('Slow'))
    // `page apply` asks for the Page after it has read what was applied last.
    afterRead = async () => {
      afterRead = async () => {}
      expect(await fast.msgr('page apply --yes')).toMatchObject({code: 0})
    }

    expect(await slow.msgr('page apply --yes')).toMatchObject({
      code: 3,
      err: expect.stringContaining('The Page 109876543210987 was changed from elsewhere since it was read'),
    })
    expect((await slow.msgr('profile get --json')).out).toContain('Fast')
  })

  test('a runner waits for another one for as long as it is told to', async () => {
    const database = await openDatabase()
    const env = {...(await startPage({})), MSGR_STORE: database.url()}
    const [world, other] = [await machine(env), await machine(env)]
    await world.write('page.yaml', greeting('Hello'))
    const holder = await recordOf(database, env.MSGR_GRAPH_URL, {holder: 'ann@shop-1, process 1'})
    await holder.begin({applied_at: '', facets: {}, attempting: {'profile.greeting': 'x'}})
    const before = world.clock.now()

    const refused = await world.msgr('page apply --yes --lock-timeout 20s')
    expect(refused).toMatchObject({code: 5, err: expect.stringContaining('ann@shop-1, process 1')})
    expect(world.clock.now() - before).toBeGreaterThanOrEqual(20_000)
    expect(await other.msgr('page apply page.yaml --lock-timeout 5')).toMatchObject({code: 2})

    const applying = world.start('page apply --yes --lock-timeout 7d')
    await expect
      .poll(() => applying.err.text, {timeout: patiently(10_000)})
      .toContain('Waiting: the Page 109876543210987 is being changed by ann@shop-1, process 1')
    await holder.end({applied_at: '2026-01-01T00:00:00.000Z', facets: {'profile.greeting': 'x'}})
    expect(await applying.ended).toMatchObject({code: 0})
    expect((await world.msgr('profile get --json')).out).toContain('Hello')
  })

  test('with time to wait, a runner that was overtaken reads the Page and plans again', async () => {
    const database = await openDatabase()
    let afterRead: () => Promise<unknown> = async () => {}
    const env = {...(await startPage({onRead: () => afterRead()})), MSGR_STORE: database.url()}
    const [slow, fast, alone] = [
      await machine(env),
      await machine(env),
      await machine({...env, MSGR_STORE: ''}),
    ]
    await fast.write('page.yaml', greeting('Fast'))
    await slow.write('page.yaml', greeting('Slow'))
    await alone.write('changed.yaml', 'greeting: [{locale: default, text: Changed}]\n')
    const overtake = (isChangedByHand: boolean) => {
      afterRead = async () => {
        afterRead = async () => {}
        expect(await fast.msgr('page apply --yes')).toMatchObject({code: 0})
        if (isChangedByHand)
          expect(await alone.msgr('profile set changed.yaml --yes')).toMatchObject({code: 0})
      }
    }

    // What was changed by hand meanwhile needs an answer, as always.
    overtake(true)
    expect(await slow.msgr('page apply --lock-timeout 1m')).toMatchObject({
      code: 3,
      err: expect.stringContaining('Somebody else changed profile.greeting'),
    })
    expect((await slow.msgr('profile get --json')).out).toContain('Changed')

    overtake(false)
    expect(await slow.msgr('page apply --yes --lock-timeout 1m')).toMatchObject({code: 0})
    expect((await slow.msgr('profile get --json')).out).toContain('Slow')
    await slow.write('page.yaml', greeting('Slower'))
    expect(await slow.msgr('page plan --out plan.json')).toMatchObject({code: 0})
    overtake(false)
    expect(await slow.msgr('page apply plan.json --lock-timeout 1m')).toMatchObject({
      code: 3,
      err: expect.stringContaining('changed'),
    })
    expect((await slow.msgr('profile get --json')).out).toContain('Fast')
  })

  test.for([
    ['profile apply', (_: string): string => 'profile apply slow.yaml --yes'],
    ['profile restore', (at: string): string => `profile restore ${at} --yes`],
  ] as const)(
    '%s is refused for what another one changes, and with time to wait reads the Page again',
    async ([, lineFor]) => {
      const database = await openDatabase()
      let afterRead: () => Promise<unknown> = async () => {}
      const env = {...(await startPage({onRead: () => afterRead()})), MSGR_STORE: database.url()}
      const [slow, fast] = [await machine(env), await machine(env)]
      for (const name of ['Slow', 'Before', 'Fast'])
        for (const world of [slow, fast])
          await world.write(`${name.toLowerCase()}.yaml`, `greeting: [{locale: default, text: ${name}}]\n`)
      // What a restore brings back.
      for (const name of ['slow', 'before'])
        expect(await slow.msgr(`profile apply ${name}.yaml --yes`)).toMatchObject({code: 0})
      const [{replacedAt}] = (await slow.msgr('profile history --json')).json()
      const line = lineFor(replacedAt)
      const overtake = () => {
        afterRead = async () => {
          afterRead = async () => {}
          expect(await fast.msgr('profile apply fast.yaml --yes')).toMatchObject({code: 0})
        }
      }
      const greets = async () => (await slow.msgr('profile get --json')).json().greeting[0].text

      overtake()
      expect(await slow.msgr(line)).toMatchObject({
        code: 3,
        err: expect.stringContaining('was changed from elsewhere since it was read'),
      })
      expect(await greets()).toBe('Fast')

      expect(await slow.msgr('profile apply before.yaml --yes')).toMatchObject({code: 0})
      overtake()
      expect(await slow.msgr(`${line} --lock-timeout 1m`)).toMatchObject({code: 0})
      expect(await greets()).toBe('Slow')

      // What a person has agreed to is not made into something else.
      expect(await slow.msgr('profile apply before.yaml --yes')).toMatchObject({code: 0})
      const stdin = new PassThrough()
      const terminals = {stdin: true, stderr: true}
      const asking = slow.start(`${line.replace(' --yes', '')} --lock-timeout 1m`, {stdin, terminals})
      await asking.err.holds('Make 1 change?')
      expect(await fast.msgr('profile apply fast.yaml --yes')).toMatchObject({code: 0})
      stdin.write('y\n')
      expect(await asking.ended).toMatchObject({code: 3})
      expect(await greets()).toBe('Fast')

      expect(await slow.msgr('profile apply before.yaml --yes')).toMatchObject({code: 0})
      const holder = await recordOf(database, env.MSGR_GRAPH_URL, {holder: 'ann@shop-1, process 1'})
      const facets = {'profile.greeting': 'x'}
      await holder.begin({applied_at: '', facets: {}, attempting: facets})
      const before = slow.clock.now()
      expect(await slow.msgr(`${line} --lock-timeout 20s`)).toMatchObject({
        code: 5,
        err: expect.stringContaining('ann@shop-1, process 1'),
      })
      expect(slow.clock.now() - before).toBeGreaterThanOrEqual(20_000)
      const waiting = slow.start(`${line} --lock-timeout 7d`)
      await waiting.err.holds('Waiting: the Page 109876543210987 is being changed by ann@shop-1, process 1')
      await holder.end({applied_at: '2026-01-01T00:00:00.000Z', facets})
      expect(await waiting.ended).toMatchObject({code: 0})
      expect(await greets()).toBe('Slow')
    },
  )

  test('a lock that a killed runner left is ended by page unlock, and then by itself', async () => {
    const database = await openDatabase()
    const env = {...(await startPage({})), MSGR_STORE: database.url()}
    const world = await machine(env)
    await world.write('page.yaml', greeting('Hello'))
    const killed = await recordOf(database, env.MSGR_GRAPH_URL, {
      holder: 'ann@gone, process 1',
      leaseMs: 60_000,
    })
    await killed.begin({applied_at: '', facets: {}, attempting: {'profile.greeting': 'x'}})

    expect(await world.msgr('page apply --yes')).toMatchObject({
      code: 5,
      err: expect.stringContaining('ann@gone, process 1'),
    })
    expect(await world.msgr('page unlock')).toMatchObject({code: 2, err: expect.stringContaining('--yes')})
    expect(await world.msgr('page unlock --dry-run')).toMatchObject({code: 0})
    expect(await world.msgr('page apply --yes')).toMatchObject({code: 5})
    expect((await world.msgr(`page unlock ${pageId} --yes --json`)).json()).toMatchObject({
      id: pageId,
      holder: 'ann@gone, process 1',
    })
    expect((await world.msgr('page unlock')).out).toContain('Nobody is changing')
    expect(await world.msgr('page apply --yes')).toMatchObject({code: 0})
    // It was not dead after all: what it says of the Page is no longer taken.
    await expect(killed.end({applied_at: '2026-01-01T00:00:00.000Z', facets: {}})).rejects.toThrow(
      'was changed from elsewhere',
    )
    expect(await stateIn(database)).toMatchObject([{facets: {'profile.greeting': expect.any(String)}}])

    const short = await recordOf(database, env.MSGR_GRAPH_URL, {holder: 'short', leaseMs: 40})
    await short.begin({applied_at: '', facets: {}})
    await short.close()
    const again = await recordOf(database, env.MSGR_GRAPH_URL, {holder: 'again', leaseMs: 10})
    const begun = () => again.begin({applied_at: '', facets: {}}).then(() => 'begun', String)
    await expect.poll(begun).toBe('begun')
  })

  test('a runner that takes longer than its lock keeps it', async () => {
    const database = await openDatabase()
    const url = 'https://graph.facebook.com'
    const long = await recordOf(database, url, {holder: 'long', leaseMs: patiently(300)})
    await long.begin({applied_at: '', facets: {}})
    await sleep(patiently(600))
    const other = await recordOf(database, url, {holder: 'other'})

    await expect(other.begin({applied_at: '', facets: {}})).rejects.toMatchObject({reason: 'pageLocked'})
    await long.end({applied_at: '2026-01-01T00:00:00.000Z', facets: {a: 'b'}})
    const third = await recordOf(database, url, {holder: 'third'})
    expect(third.known).toEqual({applied_at: '2026-01-01T00:00:00.000Z', facets: {a: 'b'}})
  })

  test('no lock is asked for without a store', async ({world}) => {
    expect(await world.msgr('page unlock')).toMatchObject({
      code: 2,
      err: expect.stringContaining('Only a store has locks'),
    })
  })
})

async function recordOf(
  database: TestDatabase,
  graphUrl: string,
  options: {holder: string; leaseMs?: number},
) {
  const {address} = parseStoreUrl(database.openUrl(), {origin: '', user: '', mayBePlain: false})
  const store = await openStore({address, password: PASSWORD, limitMs: patiently(5000)})
  const record = await openStoredRecord(
    store,
    {stateFolder: '', target: 'platform', graphUrl, pageId},
    options,
  )
  onTestFinished(async () => {
    await record.close()
    await store.close()
  })
  return record
}
