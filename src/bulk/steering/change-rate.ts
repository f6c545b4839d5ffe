import {MsgrError} from '../../errors.ts'
import type {Clock} from '../../system/clock.ts'
import {type LedgerReading, readLedger} from '../ledger.ts'
import type {RunCounts} from '../run-counts.ts'
import type {StoredRun} from '../store.ts'
import {readRate, requestRate} from './requests.ts'

/** Whoever sends looks every second. */
const PATIENCE_MS = 20_000
const LOOK_EVERY_MS = 100

export interface ChangedRate {
  /** Messages per second before. */
  readonly before: number
  readonly counts: RunCounts
}

/**
 * Changes the rate of a run that another process sends, and returns when that process has taken it. Undefined if no process
 * sends it: then nothing is changed.
 * @throws {MsgrError} if that process does not take it in time, or the run cannot be written.
 */
export async function changeRate(
  run: StoredRun,
  perSecond: number,
  {clock, signal}: {readonly clock: Clock; readonly signal: AbortSignal},
): Promise<ChangedRate | undefined> {
  const manifest = await run.manifest()
  let reading: LedgerReading | undefined
  let before: number | undefined
  let id: string | undefined
  for (const until = clock.now() + PATIENCE_MS; clock.now() < until; ) {
    const owner = await run.holder()
    reading = await readLedger(run, manifest, reading)
    const {rate, counts} = reading.ledger
    before ??= rate?.perSecond ?? manifest.rate
    if (id !== undefined && rate?.request === id) return {before, counts}
    if (owner === undefined) return undefined
    // Gone without effect, with the process that it was for.
    if (id === undefined || (await readRate(run)) === undefined) id = await requestRate(run, perSecond, id)
    await clock.sleep(LOOK_EVERY_MS, signal)
  }
  throw new MsgrError(
    'The process that sends the run does not answer. It was asked to change the rate, and does when it looks',
  )
}
