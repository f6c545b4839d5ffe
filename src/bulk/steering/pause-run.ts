import {exitCodes} from '../../errors.ts'
import {canceledAlready, nobodyLeft} from '../cancel.ts'
import type {EndState} from '../journal-entry.ts'
import {type RunCounts, settledState} from '../run-counts.ts'
import type {StoredRun} from '../store.ts'
import {endStopped, lockStopped, type StopOptions} from './stop-run.ts'

/** A run that nobody sends any more. */
export interface PausedRun {
  /** `paused`; `done` or `failed` if everybody was settled before the process that sent it had ended. */
  readonly state: Extract<EndState, 'paused' | 'done' | 'failed'>
  readonly counts: RunCounts
  readonly reason: string | undefined
  /** It was paused before, and nobody was sending it. */
  readonly wasPaused: boolean
}

/**
 * Pauses a run until somebody resumes it, and returns when nobody sends it any more. A run that is being sent finishes what is
 * in flight; one that is not does not continue by itself.
 * @param reason why, as the journal keeps it.
 * @throws {UsageError} if it was canceled or had ended already, {MsgrError} if the process that sends it does not end.
 */
export async function pauseRun(stored: StoredRun, reason: string, options: StopOptions): Promise<PausedRun> {
  const manifest = await stored.manifest()
  const {lock, wasSent} = await lockStopped(stored, {kind: 'pause', reason}, options)
  const rest = {clock: options.clock, lock}
  const {ledger, last} = await endStopped(stored, manifest, rest, ({isCanceled, heldBecause, counts}) => {
    if (isCanceled) throw canceledAlready(manifest.run)
    const isOver = counts.remaining === 0
    if (isOver && !wasSent) throw nobodyLeft(manifest.run)
    if (isOver || heldBecause !== undefined) return undefined
    return {event: 'pause', state: 'paused', reason, exitCode: exitCodes.limited, isHeld: true}
  })
  const {counts, heldBecause} = ledger
  const state = counts.remaining === 0 ? settledState(counts) : 'paused'
  return {state, counts, reason: heldBecause, wasPaused: last === undefined && !wasSent}
}
