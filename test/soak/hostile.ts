import {type ChildProcess, execFileSync, spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, readFileSync} from 'node:fs'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as wait} from 'node:timers/promises'
import {seeded} from '../../src/emulator/graph/faults.ts'
import {createHostileClient} from './hostile-client.ts'
import {appSecret, type HostileRequest, hostileRequests, verifyToken} from './hostile-requests.ts'
import {deliverAmongSlow, type SlowOutcome} from './slow-connections.ts'

const WIDTH = 32
/** The buffers of the operating system between two sockets, and the megabyte that is read before it is too much. */
const MOST_SENT_BYTES = 16_000_000
const MAX_FAULTS = 20
/** The memory is checked only after this share: by then every kind has come and the heap has its size. */
const WARM_SHARE = 0.2
const msgr = join(import.meta.dirname, '../../bin/msgr.js')

export interface HostileOutcome {
  /** Requests by kind. */
  readonly counts: Readonly<Record<string, number>>
  /** The first wrong answers. */
  readonly faults: readonly string[]
  /** Lines of the log that are not events. */
  readonly strayLines: number
  readonly events: number
  /** Exit code of the receiver; a crash has another. */
  readonly exitCode: number | null
  /** Memory in megabytes after the warm-up and at the end. */
  readonly memory: {readonly warm: number; readonly end: number}
  readonly perSecond: number
}

/** Starts a `listen`, sends it requests made from a seed, and checks each answer. */
export async function sendHostile({
  seed,
  count,
  say = () => undefined,
}: {
  readonly seed: number
  readonly count: number
  readonly say?: (line: string) => void
}): Promise<HostileOutcome> {
  const listen = await startListen()
  const counts: Record<string, number> = {}
  const faults: string[] = []
  const requests = hostileRequests(seeded(seed), count)
  let done = 0
  let warm = 0
  const startMs = performance.now()

  const judge = async (send: ReturnType<typeof createHostileClient>['send'], request: HostileRequest) => {
    const {statuses, sentBytes} = await send(request)
    const isRight = request.answers.every((right, index) => right.includes(statuses[index] ?? -1))
    if ((!isRight || sentBytes > MOST_SENT_BYTES) && faults.length < MAX_FAULTS)
      faults.push(
        `${request.kind}: ${statuses.join(', ')} instead of ${request.answers.join(', ')} (${sentBytes} bytes sent)`,
      )
    counts[request.kind] = (counts[request.kind] ?? 0) + 1
    done += 1
    if (done === Math.floor(count * WARM_SHARE)) warm = megabytes(listen.child)
    if (done % 50_000 === 0) say(`${done} requests, ${megabytes(listen.child)} MB`)
  }
  const worker = async () => {
    const client = createHostileClient(listen.port)
    for (const request of requests) {
      if (listen.child.exitCode !== null || faults.length >= MAX_FAULTS) break
      await judge(client.send, request)
    }
    client.close()
  }
  try {
    await Promise.all(Array.from({length: WIDTH}, worker))
    const perSecond = done / ((performance.now() - startMs) / 1000)
    const end = megabytes(listen.child)
    return {counts, faults, memory: {warm, end}, perSecond, ...(await listen.stop())}
  } finally {
    await listen.remove()
  }
}

/** Starts a `listen` and delivers to it while many slow connections are open. */
export async function besiegeListen(siege: {
  readonly slow: number
  readonly deliveries: number
}): Promise<SlowOutcome> {
  const listen = await startListen()
  try {
    return await deliverAmongSlow({...siege, port: listen.port, appSecret, returnMs: 500})
  } finally {
    await listen.remove()
  }
}

/** The command as people run it. Every line of its output is checked, none is kept. */
async function startListen() {
  const folder = await mkdtemp(join(tmpdir(), 'msgr-hostile-'))
  const readyFile = join(folder, 'ready.json')
  const args = [
    msgr,
    'listen',
    '--json',
    '--quiet',
    '--port',
    '0',
    '--verify-token',
    verifyToken,
    '--ready-file',
    readyFile,
  ]
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: {PATH: process.env['PATH'], MSGR_HOME: folder, MSGR_APP_SECRET: appSecret},
    cwd: folder,
  })
  const ended = once(child, 'close')
  const lines = {events: 0, strayLines: 0}
  let begun = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (begun + chunk).split('\n')
    begun = parts.pop() ?? ''
    for (const line of parts) lines[/^\{"kind":"event",.*\}$/.test(line) ? 'events' : 'strayLines'] += 1
  })
  while (!existsSync(readyFile) || readFileSync(readyFile, 'utf8') === '') {
    if (child.exitCode !== null) throw new Error(`listen ended with ${child.exitCode}`)
    await wait(20)
  }
  const {url} = JSON.parse(readFileSync(readyFile, 'utf8'))
  return {
    child,
    port: Number(new URL(url).port),
    stop: async () => {
      child.kill('SIGINT')
      const [exitCode] = (await ended) as [number | null]
      return {exitCode, ...lines}
    },
    remove: async () => {
      child.kill('SIGKILL')
      await ended
      await rm(folder, {recursive: true, force: true})
    },
  }
}

/** The memory of a process. */
function megabytes({pid}: ChildProcess): number {
  return Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], {encoding: 'utf8'})) / 1024)
}
