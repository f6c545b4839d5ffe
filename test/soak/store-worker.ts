import {argv, stdout} from 'node:process'
import type {SendOutcome} from '../../src/bulk/outcome.ts'
import {postgresStore} from '../../src/bulk/postgres-store/postgres-store.ts'
import {readStatus} from '../../src/bulk/runs.ts'
import {sendAll} from '../../src/bulk/send-all.ts'
import {MsgrError} from '../../src/errors.ts'
import {openStore} from '../../src/store/open-store.ts'

/** Which database, which platform, and what others call this worker. */
export interface WorkerOptions {
  readonly database: string
  readonly port: number
  readonly password: string
  readonly url: string
  readonly owner: string
  readonly leaseMs: number
  readonly width: number
}

/** Sends all runs of a store, at one Page each at a time, until all are over; then says so. */
const {database, port, password, url, owner, leaseMs, width} = JSON.parse(argv[2] ?? '') as WorkerOptions
const {signal} = new AbortController()
const clock = {now: Date.now, sleep: (ms: number) => new Promise<void>(done => setTimeout(done, ms))}

const place = {host: '127.0.0.1', port, database, user: 'sender', tls: 'disable'} as const
const address = {...place, rootCertificate: undefined, channelBinding: undefined}
const runs = postgresStore(await openStore({address, password}), {owner, leaseMs, signal})

async function send(request: object): Promise<SendOutcome> {
  try {
    const response = await fetch(url, {method: 'POST', body: JSON.stringify(request)})
    return (await response.json()) as SendOutcome
  } catch {
    return {kind: 'in-doubt', reason: 'the connection broke'}
  }
}

async function work(): Promise<boolean> {
  let isOver = true
  const sending: Promise<unknown>[] = []
  for (const {run} of await runs.list()) {
    const stored = runs.open(run)
    const {state} = await readStatus(stored)
    if (state === 'done') continue
    isOver = false
    if (state === 'running') continue
    const options = {clock, random: Math.random, signal, width, rate: Number.POSITIVE_INFINITY, send}
    sending.push(
      sendAll(stored, options).catch(error => {
        // Another worker has it, or the database was away.
        if (!(error instanceof MsgrError)) throw error
      }),
    )
  }
  await Promise.all(sending)
  return isOver
}

while (!(await work())) await clock.sleep(200)
stdout.write('over\n', () => process.exit(0))
