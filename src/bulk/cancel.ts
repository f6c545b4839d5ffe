import {pid} from 'node:process'
import {MsgrError, UsageError} from '../errors.ts'
import type {Clock} from '../system/clock.ts'
import {endOwner} from '../system/process-lock.ts'
import {readLedger} from './ledger.ts'
import {lockRun} from './lock.ts'
import {readManifest} from './manifest.ts'
import type {RunCounts} from './run-counts.ts'
import {openRunJournal} from './run-journal.ts'
import type {RunStatus} from './runs.ts'
import {doubtInterrupted} from './send-all.ts'

/** How long to wait for the sending process to end, in milliseconds; a little more than a run waits for its answers. */
const PATIENCE_MS = 20_000

/** @throws {UsageError} for a run of which it can be seen already that `cancelRun` would refuse it. */
export function refuseEnded({manifest: {run}, state, counts}: RunStatus): void {
  if (state === 'canceled') throw canceledAlready(run)
  const {remaining, inFlight, inDoubt} = counts
  if (state === 'done' || state === 'failed' || remaining + inFlight + inDoubt === 0) throw nobodyLeft(run)
}

const canceledAlready = (run: string) => new UsageError(`The run ${run} was canceled already`)
const nobodyLeft = (run: string) => new UsageError(`The run ${run} has nobody left to send to`)

/**
 * Ends a run permanently: everyone it has not sent to counts as skipped. A run that is being sent is interrupted
 * first, and finishes what is in flight.
 * @throws {UsageError} if it has ended already, {MsgrError} if the process that sends it does not end.
 */
export async function cancelRun(folder: string, clock: Clock): Promise<RunCounts> {
  const manifest = await readManifest(folder)
  if (!(await endOwner(folder, clock, PATIENCE_MS))) {
    throw new MsgrError(`The run ${manifest.run} is being sent by a process that does not end`, {
      hint: 'Stop it where it runs, then cancel again',
    })
  }
  const lock = await lockRun(folder)
  try {
    const {ledger, end} = await readLedger(folder, manifest)
    const {remaining, inFlight} = ledger.counts
    if (ledger.isCanceled) throw canceledAlready(manifest.run)
    if (remaining + inFlight === 0) throw nobodyLeft(manifest.run)
    // This sends nothing, so a copy may be canceled too.
    const journal = await openRunJournal(folder, end, {acceptsCopy: true})
    try {
      const at = clock.now()
      journal.append({event: 'start', at, pid})
      doubtInterrupted(journal, ledger, at)
      ledger.apply({event: 'cancel', at, counts: ledger.counts})
      await journal.commit({event: 'cancel', at, counts: ledger.counts})
      return ledger.counts
    } finally {
      await journal.close()
    }
  } finally {
    await lock.release()
  }
}
