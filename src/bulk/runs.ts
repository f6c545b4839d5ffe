import {UsageError} from '../errors.ts'
import type {Clock} from '../system/clock.ts'
import {type EndState, formatReason} from './journal-entry.ts'
import {type LedgerReading, type RunWait, readLedger} from './ledger.ts'
import {isLocked} from './lock.ts'
import type {Manifest, MarketingRun} from './manifest.ts'
import {type RunCounts, settledState} from './run-counts.ts'
import {isPlace, isRunName, runsNamed} from './run-name.ts'
import {firstOpening, waitReason} from './schedule.ts'
import type {NamePlace, RunStore, StoredRun} from './store.ts'

/** The state of a run. Reading it neither stops nor changes the run. */
export interface RunStatus {
  readonly manifest: Manifest
  /** When no process sends the run, those that were in flight count as in doubt. */
  readonly counts: RunCounts
  /** `planned` before the first start. */
  readonly state: 'planned' | 'running' | EndState
  /** Why it is paused, stopped or interrupted. */
  readonly reason: string | undefined
  /** Time of the last line of the journal, in milliseconds since 1970; undefined before the first line. */
  readonly lastAt: number | undefined
  /** Why nothing is sent although the run is being sent, in the words of the platform or the network; it may be over. */
  readonly waiting?: RunWait | undefined
  /** When a scheduled run is due, by the platform's clock; undefined if that is now, or is seen when it is started. */
  readonly until?: number | undefined
  /** Whether it is left to a process that sends what is due. */
  readonly isDetached: boolean
  /** Somebody paused it: it continues only when it is resumed. */
  readonly isHeld: boolean
  /** Messages per second, if that was changed since the run was planned and the whole journal was read. */
  readonly rate?: number | undefined
}

export interface FindRunOptions {
  /** Only runs of this channel; default all. */
  readonly via?: MarketingRun['via'] | undefined
  /** Decides between runs of several Pages with the same name; undefined when the Page is not known. */
  readonly place?: (() => Promise<NamePlace | undefined>) | undefined
  /** What to do when there is none. */
  readonly hint?: string | undefined
}

/**
 * Finds the id of a run by its name, by its beginning, if unambiguous, or by `last`.
 * @throws {UsageError} if there is none, or more than one.
 */
export async function findRun(
  store: RunStore,
  name: string,
  {via, place, hint}: FindRunOptions = {},
): Promise<string> {
  const all = isRunName(name) ? await withName(store, name, place) : (await store.list()).map(({run}) => run)
  const runs = via === undefined ? all : await runsVia(store, all, via)
  const isWhole = isRunName(name)
  const found = name === 'last' ? runs.slice(-1) : runs.filter(run => isWhole || run.startsWith(name))
  const [run, other] = found
  if (run === undefined)
    throw new UsageError(`There is no run ${name}`, hint === undefined ? {reason: 'runNotFound'} : {hint})
  if (other === undefined) return run
  const which = `${found.length} runs: ${found.slice(0, 5).join(', ')}`
  if (isWhole) throw new UsageError(`${name} is the name of ${which}`, {reason: 'runNameOfPages'})
  throw new UsageError(`${name} is the beginning of ${which}`, {hint: 'Type more of it'})
}

/** The runs with a name: of several, those of this Page, if that is known. */
async function withName(
  store: RunStore,
  name: string,
  place: FindRunOptions['place'],
): Promise<readonly string[]> {
  const named = await runsNamed(store, name)
  const here = named.length > 1 ? await place?.() : undefined
  const own = here === undefined ? [] : named.filter(run => isPlace(run, here))
  return (own.length === 0 ? named : own).map(({run}) => run)
}

async function runsVia(
  store: RunStore,
  runs: readonly string[],
  via: MarketingRun['via'],
): Promise<readonly string[]> {
  const found: string[] = []
  for (const run of runs) if ((await store.open(run).glance())?.channel?.via === via) found.push(run)
  return found
}

export async function readStatus(run: StoredRun): Promise<RunStatus> {
  const manifest = await run.manifest()
  if (await isLocked(run)) return running(manifest, await readLedger(run, manifest))
  const last = await run.last()
  if (last?.event === 'end' || last?.event === 'cancel') {
    const {event, counts, at: lastAt} = last
    const state = event === 'cancel' ? 'canceled' : settledState(counts)
    return {manifest, counts, state, reason: undefined, lastAt, isDetached: false, isHeld: false}
  }
  if (last?.event === 'pause') {
    const {counts, state, until, at: lastAt, isHeld = false} = last
    const isDetached = state === 'scheduled'
    return {manifest, counts, state, reason: formatReason(last), lastAt, until, isDetached, isHeld}
  }
  const {ledger, lastAt} = await readLedger(run, manifest)
  const isDetached = !ledger.isCanceled && (ledger.isDetached ?? manifest.isDetached ?? false)
  const begun = lastAt === undefined ? planned(manifest) : ({state: 'interrupted'} as const)
  const {inFlight, inDoubt, ...counts} = ledger.counts
  return {
    manifest,
    counts: {...counts, inFlight: 0, inDoubt: inDoubt + inFlight},
    reason: undefined,
    // A start without an end: the process died.
    ...(ledger.isCanceled ? {state: 'canceled'} : begun),
    lastAt,
    isDetached,
    isHeld: ledger.heldBecause !== undefined,
  }
}

/** A run that was never started. */
function planned({
  isDetached,
  schedule,
}: Manifest): Pick<RunStatus, 'state' | 'until'> & Partial<Pick<RunStatus, 'reason'>> {
  if (isDetached !== true) return {state: 'planned'}
  const until = schedule === undefined ? undefined : firstOpening(schedule)
  if (schedule === undefined || until === undefined) return {state: 'scheduled'}
  return {state: 'scheduled', until, reason: waitReason(schedule, until)}
}

function running(manifest: Manifest, {ledger, lastAt, waiting}: LedgerReading): RunStatus {
  const {counts, rate, isDetached = false} = ledger
  return {
    ...{manifest, counts, state: 'running', reason: undefined, lastAt, waiting},
    ...{isDetached, isHeld: false, rate: rate?.perSecond ?? manifest.rate},
  }
}

/** Iterates over the state of a run, repeatedly while it is being sent, and once when it is not. Reads only what is added. */
export async function* watchStatus(
  run: StoredRun,
  {clock, signal, everyMs}: {readonly clock: Clock; readonly signal: AbortSignal; readonly everyMs: number},
): AsyncGenerator<RunStatus> {
  const manifest = await run.manifest()
  let reading: LedgerReading | undefined
  while (!signal.aborted && (await isLocked(run))) {
    reading = await readLedger(run, manifest, reading)
    yield running(manifest, reading)
    await clock.sleep(everyMs, signal).catch(() => {})
  }
  yield await readStatus(run)
}
