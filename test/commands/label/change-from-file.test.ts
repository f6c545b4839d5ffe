import {readdir} from 'node:fs/promises'
import {createServer, type IncomingMessage} from 'node:http'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import {describe, expect, onTestFinished} from 'vitest'
import {test, type World} from '../../helpers/world.ts'

const PEOPLE = 2000
const psidOf = (index: number) => String(24_000_000_000_000_000n + BigInt(index))
const everyone = Array.from({length: PEOPLE}, (_, index) => psidOf(index))

interface LabelServer {
  readonly env: Readonly<Record<string, string>>
  /** Who is under the label VIP. */
  readonly members: Set<string>
  /** Calls that changed labels, with the number of changes in each. */
  readonly batches: number[]
  /** Called with the number of each such call, from 1, before it is answered. */
  onBatch: (number: number) => void
  /** PSIDs whose next change fails for a moment. */
  readonly busy: Set<string>
  /** PSIDs whom the platform refuses. */
  readonly unknown: Set<string>
}

interface Change {
  readonly method: string
  readonly relative_url: string
  readonly body?: string
}

const transient = {error: {message: 'Service temporarily unavailable', code: 2, is_transient: true}}
const refusal = {error: {message: 'No matching user found', code: 100, error_subcode: 2018001}}

/** A Graph server with the label VIP of the id 17, which takes any number of people. */
async function startLabels(): Promise<LabelServer> {
  const members = new Set<string>()
  const batches: number[] = []
  const [busy, unknown] = [new Set<string>(), new Set<string>()]
  const change = ({method, relative_url: url, body = ''}: Change) => {
    const psid = new URLSearchParams(`${url.split('?')[1] ?? ''}&${body}`).get('user') ?? ''
    if (busy.delete(psid)) return {code: 503, body: JSON.stringify(transient)}
    if (unknown.has(psid)) return {code: 400, body: JSON.stringify(refusal)}
    if (method === 'DELETE') members.delete(psid)
    else members.add(psid)
    return {code: 200, body: '{"success":true}'}
  }
  const answer = (url: string, body: string) => {
    if (url.includes('custom_labels')) return {data: [{id: '17', page_label_name: 'VIP'}]}
    if (!body.includes('batch')) return {id: '109876543210987', name: 'Shop'}
    const {batch} = JSON.parse(body) as {batch: Change[]}
    batches.push(batch.length)
    started.onBatch(batches.length)
    return batch.map(change)
  }
  const server = createServer(async (request: IncomingMessage, response) => {
    const body = Buffer.concat(await request.toArray()).toString()
    response.writeHead(200, {'content-type': 'application/json', 'facebook-api-version': 'v26.0'})
    response.end(JSON.stringify(answer(request.url ?? '', body)))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const started: LabelServer = {
    env: {
      MSGR_GRAPH_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      MSGR_PAGE_TOKEN: 'EAABfake',
      MSGR_PAGE_ID: '109876543210987',
    },
    members,
    batches,
    busy,
    unknown,
    onBatch: () => {},
  }
  return started
}

const importsIn = ({home}: World) => readdir(join(home, 'state', 'imports'))
const people = (psids: readonly string[]) => `psid,label\n${psids.map(psid => `${psid},\n`).join('')}`

describe('a label for the 2,000 people of a file', () => {
  test('survives Ctrl-C: it says how to go on, and goes on there', async ({bareWorld: world}) => {
    const server = await startLabels()
    await world.write('people.csv', people(everyone))
    for (const index of [3, 1998, 1999]) server.busy.add(psidOf(index))
    const assigning = world.start('label assign VIP --from people.csv --json', {env: server.env})
    server.onBatch = number => {
      if (number === 20) assigning.send('SIGINT')
    }

    const broken = await assigning.ended
    const result = JSON.parse(broken.out)
    const done = server.members.size
    const {next, ...others} = result
    const dry = await world.msgr(`${next.replace(/^msgr /, '')} --dry-run --json`, {env: server.env})
    const resumed = await world.msgr(`${next.replace(/^msgr /, '')} --json`, {env: server.env})

    expect(broken.code).toBe(130)
    expect(others).toMatchObject({labelId: '17', label: 'VIP', state: 'interrupted', refused: 0})
    expect(result.assigned).toBe(done)
    expect(result.remaining).toBe(PEOPLE - done)
    expect(result.people).toHaveLength(PEOPLE)
    expect(result.people[0]).toEqual({psid: psidOf(0), done: true, reason: null})
    expect(result.people.at(-1)).toEqual({
      psid: psidOf(1999),
      done: false,
      reason: expect.stringContaining(next),
    })
    expect(next).toBe(`msgr label import --resume ${result.run}`)
    const shown = JSON.parse(dry.out).requests.flatMap(({body}: {body: {batch?: unknown[]}}) => body.batch)
    expect(shown).toHaveLength(result.remaining)
    expect(resumed.code).toBe(0)
    expect(JSON.parse(resumed.out)).toMatchObject({run: result.run, state: 'done', assigned: PEOPLE})
    expect(server.members.size).toBe(PEOPLE)
    expect(Math.max(...server.batches)).toBe(50)
    // Three people were asked for again, the last two in one call.
    expect(server.batches).toHaveLength(PEOPLE / 50 + 2)
  })
})

describe('a file of few people', () => {
  test('is tried again where the platform is busy, and keeps whom it refuses', async ({bareWorld: world}) => {
    const server = await startLabels()
    await world.write('people.csv', people(everyone.slice(0, 60)))
    server.busy.add(psidOf(1))
    server.unknown.add(psidOf(2))

    const assigned = await world.msgr('label assign VIP 24 --from people.csv --rejects bad.csv', {
      env: server.env,
    })
    const taken = await world.msgr('label unassign VIP --from people.csv --yes --json', {env: server.env})
    const csv = await world.msgr('label assign VIP --from people.csv --format csv', {env: server.env})

    expect(assigned.code).toBe(6)
    expect(assigned.out).toMatch(
      new RegExp(`^Added 60 people to the label VIP\\.\n  ${psidOf(2)} VIP: .*No matching user found.*\n$`),
    )
    expect(await world.read('bad.csv')).toContain(`${psidOf(2)},VIP,4,`)
    expect(taken.code).toBe(6)
    expect(JSON.parse(taken.out)).toMatchObject({
      assigned: 0,
      unassigned: 59,
      refused: 1,
      people: {length: 60},
    })
    expect(server.members).toEqual(new Set(['24', ...(csv.out.match(/\d+(?=,true)/g) ?? [])]))
    expect(csv.out.split('\n').slice(0, 2)).toEqual(['psid,done,reason', `${psidOf(0)},true,`])
  })

  test('leaves no run behind when it is refused, and none for people of the command line', async ({
    bareWorld: world,
  }) => {
    const server = await startLabels()
    await world.write('people.csv', people(everyone.slice(0, 3)))
    await world.write('bad.csv', 'psid\n12ab\n')
    await world.write('none.csv', 'psid\n')

    for (const [line, code] of [
      ['label unassign VIP --from people.csv', 2],
      ['label assign VIP --from bad.csv', 2],
      ['label assign VIP --from none.csv', 2],
      ['label assign Nobody --from people.csv', 1],
      ['label assign VIP 24 25', 0],
    ] as const) {
      expect((await world.msgr(line, {env: server.env})).code, line).toBe(code)
      expect(await importsIn(world).catch(() => []), line).toEqual([])
    }
  })
})

test('a flag about the file is refused where an import goes on', async ({world}) => {
  for (const flag of [
    '--psid-column id',
    '--label VIP',
    '--label-column tag',
    '--create-missing',
    '--replace',
    '--skip-invalid',
  ]) {
    const {code, err} = await world.msgr(`label import --resume last ${flag}`)

    expect(code, flag).toBe(2)
    expect(err, flag).toContain(`${flag.split(' ')[0]} has no effect on a resumed import`)
  }
})
