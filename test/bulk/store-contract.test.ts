import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {describe, expect, onTestFinished, test} from 'vitest'
import {cancelRun} from '../../src/bulk/cancel.ts'
import {type DraftOptions, draftRun} from '../../src/bulk/draft.ts'
import type {Failpoint} from '../../src/bulk/failpoints.ts'
import {fileStore} from '../../src/bulk/file-store/file-store.ts'
import type {Journal} from '../../src/bulk/journal.ts'
import type {JournalEntry} from '../../src/bulk/journal-entry.ts'
import type {JournalMark} from '../../src/bulk/journal-mark.ts'
import {lockRun} from '../../src/bulk/lock.ts'
import {readReport} from '../../src/bulk/report.ts'
import {openRunJournal, readRunJournal} from '../../src/bulk/run-journal.ts'
import {findRun, readStatus} from '../../src/bulk/runs.ts'
import {sendAll} from '../../src/bulk/send-all.ts'
import {changeRate} from '../../src/bulk/steering/change-rate.ts'
import {pauseRun} from '../../src/bulk/steering/pause-run.ts'
import type {Held, RunStore, StoredRun} from '../../src/bulk/store.ts'
import {openDatabase} from '../helpers/postgres.ts'
import {hasPostgres} from '../helpers/postgres-programs.ts'
import {collect, hello, people, toRows} from './bulk-world.ts'
import {openPostgresStore} from './open-postgres-store.ts'

/** A store of one test, as a second process sees it too, and what is done to it behind its back. */
interface Place {
  readonly store: RunStore
  /** The same store in another process, as far as the store can tell. */
  readonly other: () => Promise<RunStore>
  readonly changeManifest: (run: string) => Promise<void>
  readonly changeList: (run: string) => Promise<void>
}

async function inFiles(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'msgr-store-'))
  onTestFinished(() => rm(folder, {recursive: true, force: true}))
  const change = async (run: string, name: string, from: string, to: string) => {
    const file = join(folder, run, name)
    await writeFile(file, (await readFile(file, 'utf8')).replace(from, to))
  }
  return {
    store: fileStore(folder),
    other: async () => fileStore(folder),
    changeManifest: run => change(run, 'manifest.json', 'Hello', 'Hallo'),
    changeList: run => change(run, 'recipients.ndjson', '24', '25'),
  }
}

async function inPostgres(): Promise<Place> {
  const database = await openDatabase()
  const open = (owner: string) => openPostgresStore(database, {owner})
  return {
    store: await open('the first process'),
    other: () => open('the second process'),
    changeManifest: async run => {
      await database.query(
        `update msgr.run set manifest_text = replace(manifest_text, 'Hello', 'Hallo') where run = $1`,
        [run],
      )
    },
    changeList: async run => {
      await database.query(
        `update msgr.list_part set bytes = convert_to(replace(convert_from(bytes, 'UTF8'), '24', '25'), 'UTF8') where run = $1`,
        [run],
      )
    },
  }
}

const clock = {now: Date.now, sleep: (ms: number) => new Promise<void>(done => setTimeout(done, ms))}

const draftOptions = (store: RunStore, name?: string): DraftOptions => ({
  store,
  message: hello,
  check: () => [],
  messageInput: {name: 'message.json'},
  target: 'emulator',
  page: {id: '109876543210987', name: 'Shop'},
  identity: name === undefined ? undefined : () => ({name, selection: '{}'}),
  rate: 300,
  nowMs: Date.now(),
  random: Math.random,
})

const draft = (store: RunStore, psids: readonly string[], name?: string) =>
  draftRun(toRows(psids), draftOptions(store, name))

const freeze = async (store: RunStore, psids: readonly string[], name?: string): Promise<StoredRun> =>
  (await draft(store, psids, name)).freeze()

/** Sends as fast as it can to nobody in particular, and notes whom. */
function send(run: StoredRun, got: string[] = [], options: Partial<Parameters<typeof sendAll>[1]> = {}) {
  return sendAll(run, {
    clock,
    random: Math.random,
    rate: Number.POSITIVE_INFINITY,
    width: 8,
    signal: new AbortController().signal,
    lookEveryMs: 20,
    send: async ({recipient}) => {
      got.push(recipient.id)
      return {kind: 'sent', messageId: `m_${recipient.id}`}
    },
    ...options,
  })
}

async function readAll(run: StoredRun, from?: JournalMark) {
  const lines: JournalEntry[] = []
  const batches = readRunJournal(run, from)
  for (let batch = await batches.next(); ; batch = await batches.next()) {
    if (batch.done) return {lines, end: batch.value}
    lines.push(...batch.value.map(({entry}) => entry))
  }
}

const open = async (held: Held, run: StoredRun): Promise<Journal> =>
  openRunJournal(held, (await readAll(run)).end, {acceptsCopy: false})

describe.each([
  {name: 'files', place: inFiles, isHere: true},
  {name: 'PostgreSQL', place: inPostgres, isHere: hasPostgres('runs in PostgreSQL')},
])('a store of runs in $name', ({place, isHere, name}) => {
  const check = test.skipIf(!isHere)

  check('sends a run to everybody once, and reports it', async () => {
    const {store} = await place()
    const run = await freeze(store, people(50))
    const got: string[] = []

    expect(await readStatus(run)).toMatchObject({state: 'planned', counts: {remaining: 50}})
    expect(await send(run, got)).toMatchObject({state: 'done', counts: {sent: 50}})

    expect(got.toSorted()).toEqual(people(50))
    expect(await readStatus(run)).toMatchObject({state: 'done', counts: {sent: 50, remaining: 0}})
    const rows = await collect(readReport(run))
    expect(rows.map(({psid, outcome, messageId}) => ({psid, outcome, messageId}))).toEqual(
      people(50).map(psid => ({psid, outcome: 'sent', messageId: `m_${psid}`})),
    )
  })

  check('can be stopped just before a plan is a run, and just after it', async () => {
    const {store} = await place()
    const moments: Failpoint[] = []
    const planned = await draftRun(toRows(people(1)), {
      ...draftOptions(store),
      failpoint: name => {
        moments.push(name)
        return false
      },
    })
    expect(await store.list()).toEqual([])

    await planned.freeze()

    expect(moments).toEqual(['plan-written', 'plan-renamed'])
    expect(await store.list()).toHaveLength(1)
  })

  check('lists runs in order, and finds them by name, by their beginning and as the last', async () => {
    const {store, other} = await place()
    const first = await freeze(store, people(1), 'spring-sale')
    const second = await freeze(await other(), people(1))

    expect(await store.list()).toEqual([
      {run: first.run, sequence: 1, name: 'spring-sale'},
      {run: second.run, sequence: 2, name: name === 'files' ? undefined : null},
    ])
    expect(await findRun(store, 'spring-sale')).toBe(first.run)
    expect(await findRun(store, 'last')).toBe(second.run)
    expect(await findRun(store, second.run)).toBe(second.run)
  })

  check('has no part of a run that was not frozen', async () => {
    const {store} = await place()
    const drafted = await draft(store, people(3))

    expect(await store.list()).toEqual([])
    await drafted.discard()
    expect(await store.list()).toEqual([])
    await expect(store.open(drafted.run).manifest()).rejects.toThrow()
  })

  check('keeps a long list whole, whatever its parts', async () => {
    const {store} = await place()
    const many = people(20_000)
    const run = await freeze(store, many)

    const bytes: Buffer[] = []
    for await (const part of run.list()) bytes.push(Buffer.from(part))
    const lines = Buffer.concat(bytes).toString().trimEnd().split('\n')
    expect(lines.map(line => (JSON.parse(line) as {psid: string}).psid)).toEqual(many)
  })

  check('refuses a manifest or a list that was changed', async () => {
    const {store, changeManifest, changeList} = await place()
    const [one, other] = [await freeze(store, people(2)), await freeze(store, people(2))]
    await changeManifest(one.run)
    await changeList(other.run)

    await expect(send(one)).rejects.toMatchObject({reason: 'planChanged'})
    await expect(send(other)).rejects.toMatchObject({reason: 'planChanged'})
  })

  check('gives a run to one process at a time, and says who has it', async () => {
    const {store, other} = await place()
    const run = await freeze(store, people(1))
    const held = await lockRun(run)
    const elsewhere = (await other()).open(run.run)

    expect(await elsewhere.holder()).toMatchObject({name: expect.stringContaining('process')})
    await expect(lockRun(elsewhere)).rejects.toThrow(/is being sent by .*process/)
    await held.release()
    expect(await elsewhere.holder()).toBeUndefined()
    await (await lockRun(elsewhere)).release()
  })

  check('appends what is committed in order, and continues where reading ended', async () => {
    const {store} = await place()
    const run = await freeze(store, people(9))
    const held = await lockRun(run)
    const journal = await open(held, run)
    await Promise.all([1, 2, 3].map(line => journal.commit({event: 'attempt', line, at: 1})))
    const {end, lines} = await readAll(run)
    journal.append({event: 'sent', line: 1, at: 2, messageId: 'm'})
    await journal.commit({event: 'attempt', line: 4, at: 3})
    await journal.close()
    await held.release()

    expect(lines.map(entry => 'line' in entry && entry.line)).toEqual([1, 2, 3])
    expect((await readAll(run, end)).lines).toEqual([
      {event: 'sent', line: 1, at: 2, messageId: 'm'},
      {event: 'attempt', line: 4, at: 3},
    ])
    expect(await run.last()).toEqual({event: 'attempt', line: 4, at: 3})
  })

  check('leaves in doubt whoever has an attempt without a result, and sends to the others', async () => {
    const {store} = await place()
    const run = await freeze(store, people(5))
    const held = await lockRun(run)
    const journal = await open(held, run)
    await journal.commit({event: 'attempt', line: 2, at: Date.now()})
    await journal.close()
    await held.release()
    const got: string[] = []

    expect(await send(run, got)).toMatchObject({state: 'done', counts: {sent: 4, inDoubt: 1}})
    expect(got.toSorted()).toEqual(people(5).filter((_, index) => index !== 1))
  })

  check('takes a pause, another rate and a cancellation from another process', async () => {
    const {store, other} = await place()
    const run = await freeze(store, people(400))
    const elsewhere = (await other()).open(run.run)
    const got: string[] = []
    const options = {clock, signal: new AbortController().signal}
    const slow = {rate: 20, liftsPause: true}
    let begun = () => {}
    const first = new Promise<void>(resolve => {
      begun = resolve
    })
    const sending = send(run, got, {...slow, onEvent: () => begun()})
    await Promise.race([sending, first])

    expect(await changeRate(elsewhere, 30, options)).toMatchObject({before: 20})
    expect(await pauseRun(elsewhere, 'enough', options)).toMatchObject({state: 'paused', reason: 'enough'})
    expect(await sending).toMatchObject({state: 'paused', reason: 'enough'})
    expect(await send(run, got)).toMatchObject({state: 'paused'})
    const resumed = send(run, got, {liftsPause: true, rate: 20})
    await clock.sleep(100)
    const counts = await cancelRun(elsewhere, 'over', options)
    expect(await resumed).toMatchObject({state: 'canceled'})
    expect(counts.sent).toBe(got.length)
    expect(await readStatus(elsewhere)).toMatchObject({state: 'canceled', counts: {remaining: 0}})
  })
})
