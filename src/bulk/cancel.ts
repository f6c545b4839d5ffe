import {UsageError} from '../errors.ts'
import type {RunCounts} from './run-counts.ts'
import type {RunStatus} from './runs.ts'
import {endStopped, lockStopped, type StopOptions} from './steering/stop-run.ts'
import type {StoredRun} from './store.ts'

/** @throws {UsageError} for a run of which it can be seen already that nobody else gets it. */
export function refuseEnded({manifest: {run}, state, counts}: RunStatus): void {
  if (state === 'canceled') throw canceledAlready(run)
  const {remaining, inFlight, inDoubt} = counts
  const isNobodyLeft = remaining === 0 && inFlight === 0 && inDoubt === 0
  if (state === 'done' || isNobodyLeft) throw nobodyLeft(run)
}

export const canceledAlready = (run: string) => new UsageError(`The run ${run} was canceled already`)
export const nobodyLeft = (run: string) => new UsageError(`The run ${run} has nobody left to send to`)

/**
 * Ends a run permanently: everyone it has not sent to counts as skipped. A run that is being sent is stopped
 * first, and finishes what is in flight.
 * @param reason why, for the process that sends it.
 * @throws {UsageError} if it has ended already, {MsgrError} if the process that sends it does not end.
 */
export async function cancelRun(stored: StoredRun, reason: string, options: StopOptions): Promise<RunCounts> {
  const manifest = await stored.manifest()
  const {run} = manifest
  const {lock, wasSent} = await lockStopped(stored, {kind: 'cancel', reason}, options)
  // This sends nothing, so a copy may be canceled too.
  const rest = {clock: options.clock, lock, acceptsCopy: true}
  const {ledger} = await endStopped(stored, manifest, rest, ({isCanceled, counts: {remaining, inFlight}}) => {
    if (isCanceled && wasSent) return undefined
    if (isCanceled) throw canceledAlready(run)
    if (remaining === 0 && inFlight === 0) throw nobodyLeft(run)
    return {event: 'cancel'}
  })
  return ledger.counts
}
