import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {Agent, createServer, request} from 'node:http'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {execPath} from 'node:process'
import {json} from 'node:stream/consumers'
import {setTimeout as sleep} from 'node:timers/promises'
import {expect, onTestFinished, test} from 'vitest'
import {toWireForm} from '../../src/platform/signature.ts'
import {deliveryHeaders} from '../../src/platform/webhook-delivery.ts'
import {Capture} from '../helpers/capture.ts'
import {freePort} from '../helpers/free-port.ts'
import {patience, patiently} from '../helpers/patience.ts'
import {openDatabase} from '../helpers/postgres.ts'
import {hasPostgres} from '../helpers/postgres-programs.ts'

const isShort = process.env['MSGR_SOAK'] === 'short'
const EVENTS = isShort ? 4_000 : 20_000
const COMPARED_EVENTS = isShort ? 2_000 : 10_000
const PEOPLE = 500
const IN_FLIGHT = 64
const KILLS = 4

const appSecret = '0123456789abcdef0123456789abcdef'
const msgr = join(import.meta.dirname, '../../bin/msgr.js')

/** A message of one of the people; every twentieth comes twice, as the platform does it. */
const message = (number: number) => ({
  object: 'page',
  entry: [
    {
      id: '1',
      time: 1,
      messaging: [
        {
          sender: {id: String(1000 + (number % PEOPLE))},
          recipient: {id: '1'},
          timestamp: 1,
          message: {mid: String(number), text: 'Where is my order? I have been waiting for two weeks.'},
        },
      ],
    },
  ],
})

/** Starts msgr and waits until stderr or stdout holds the text. What it prints afterwards is read and forgotten. */
async function start(args: readonly string[], store: string, ready?: RegExp): Promise<ChildProcess> {
  const home = mkdtempSync(join(tmpdir(), 'msgr-inbox-'))
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    MSGR_HOME: home,
    MSGR_STORE: store,
    MSGR_APP_SECRET: appSecret,
  }
  const child = spawn(execPath, [msgr, ...args], {env, cwd: home, stdio: ['ignore', 'pipe', 'pipe']})
  onTestFinished(() => {
    child.kill('SIGKILL')
    rmSync(home, {recursive: true, force: true})
  })
  child.stdout.resume()
  const err = new Capture()
  child.stderr.on('data', chunk => err.write(chunk))
  if (ready !== undefined) await err.holds(ready)
  return child
}

const startReceiver = (port: number, store: string, flags: readonly string[]) =>
  start(['listen', '--port', String(port), '--json', ...flags], store, /^ready$/m)

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal)
  await once(child, 'exit')
}

/** Posts as the platform does: each until it is taken. */
async function post(port: number, count: number, onTaken = (_: number) => {}, from = 0): Promise<void> {
  // Not undici, which on import takes the place of what `fetch` uses, for all files of this worker.
  const agent = new Agent({keepAlive: true, maxSockets: IN_FLIGHT})
  const statusOf = (body: Buffer) =>
    new Promise<number | undefined>(resolve => {
      const headers = {...deliveryHeaders(body, appSecret)}
      const sent = request({host: '127.0.0.1', port, path: '/webhook', method: 'POST', headers, agent})
      sent.on('response', answer => answer.resume().on('close', () => resolve(answer.statusCode)))
      sent.on('error', () => resolve(undefined))
      sent.end(body)
    })
  let next = from
  const lane = async () => {
    while (next < from + count) {
      const number = next++
      const body = toWireForm(message(number))
      for (let copies = number % 20 === 0 ? 2 : 1; copies > 0; ) {
        if ((await statusOf(body)) === 200) copies -= 1
        else await sleep(20)
      }
      onTaken(number)
    }
  }
  await Promise.all(Array.from({length: IN_FLIGHT}, lane))
  agent.destroy()
}

/** Seconds of processor time so far; undefined where the system does not say. */
function cpuOf({pid}: ChildProcess): number | undefined {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return undefined
  const fields = readFileSync(file, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

test.skipIf(!hasPostgres('the inbox under kills'))(
  `of ${EVENTS} deliveries at ${IN_FLIGHT} in flight, with ${KILLS} kills of the receiver and of workers, every one that was acknowledged is handled, in order for each person`,
  {timeout: patiently(300_000)},
  async () => {
    const database = await openDatabase()
    const [port, store] = [await freePort(), database.url()]
    const handled: number[] = []
    const bot = createServer(async (request, response) => {
      const {entry} = (await json(request)) as ReturnType<typeof message>
      await sleep(2)
      handled.push(Number(entry[0]?.messaging[0]?.message.mid))
      response.end()
    }).listen(0, '127.0.0.1')
    await once(bot, 'listening')
    onTestFinished(() => void bot.close().closeAllConnections())
    const {port: botPort} = bot.address() as AddressInfo
    // Longer than a process may stand still on this machine: others would take what it has.
    const claim = `${patience}s`
    const startWorker = (...flags: readonly string[]) =>
      start(['inbox', 'work', '--forward-to', String(botPort), '--claim', claim, '--quiet', ...flags], store)

    let receiver = await startReceiver(port, store, ['--inbox'])
    const workers = [await startWorker(), await startWorker()]
    const acknowledged = new Set<number>()
    const posting = post(port, EVENTS, number => acknowledged.add(number))
    for (let kill = 1; kill <= KILLS; kill += 1) {
      await expect
        .poll(() => acknowledged.size, {timeout: patiently(60_000)})
        .toBeGreaterThan((EVENTS / (KILLS + 1)) * kill)
      const [oldest] = workers.splice(0, 1)
      await Promise.all([end(receiver, 'SIGKILL'), oldest && end(oldest, 'SIGKILL')])
      receiver = await startReceiver(port, store, ['--inbox'])
      workers.push(await startWorker())
    }
    await posting
    await end(receiver, 'SIGTERM')
    const last = await startWorker('--until-idle')
    const [code] = await once(last, 'exit')
    for (const worker of workers) await end(worker, 'SIGTERM')

    expect(code).toBe(0)
    const first = [...new Set(handled)]
    expect([...acknowledged].filter(number => !first.includes(number))).toEqual([])
    const newest = new Map<number, number>()
    const late = first.filter(number => {
      const former = newest.get(number % PEOPLE) ?? -1
      newest.set(number % PEOPLE, Math.max(former, number))
      return number < former
    })
    expect(late).toEqual([])
    const states = await database.query('select state, count(*)::int from msgr.inbox group by state')
    expect(states).toEqual([{state: 'd', count: first.length}])
    // A kill repeats at most what the worker had under way.
    expect(handled.length - first.length).toBeLessThanOrEqual(KILLS * 16)
    process.stdout.write(`${handled.length - first.length} of ${EVENTS} were handled twice\n`)
  },
)

test.skipIf(!hasPostgres('the cost of the inbox'))(
  'storing costs a receiver at most as much again as receiving',
  {timeout: patiently(300_000)},
  async ({skip}) => {
    const {url} = await openDatabase()
    const costOf = async (flags: readonly string[]) => {
      const port = await freePort()
      const receiver = await startReceiver(port, url(), flags)
      await post(port, COMPARED_EVENTS / 4)
      const before = cpuOf(receiver)
      await post(port, COMPARED_EVENTS, undefined, COMPARED_EVENTS)
      const after = cpuOf(receiver)
      await end(receiver, 'SIGTERM')
      return before === undefined || after === undefined ? undefined : after - before
    }
    const plain = await costOf([])
    const storing = await costOf(['--inbox'])
    if (plain === undefined || storing === undefined)
      return skip('this system does not say what a process costs')

    process.stdout.write(`receiver: ${perEvent(plain)} µs a delivery, with --inbox ${perEvent(storing)} µs\n`)
    expect(storing / plain).toBeLessThanOrEqual(2)
  },
)

const perEvent = (seconds: number) => Math.round((seconds * 1e6) / COMPARED_EVENTS)
