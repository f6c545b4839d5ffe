import type {OpenRun} from './delivery-options.ts'
import {toReason} from './journal-entry.ts'
import type {EarlyEnd, RunEnd} from './outcome.ts'
import {settledState} from './run-counts.ts'

/**
 * Records how a run ends; undefined: by itself. Resolves when that is on disk, with the end, which is that of a settled run when nobody
 * is left.
 */
export async function closeRun(
  {journal, ledger, lock}: Pick<OpenRun, 'journal' | 'ledger' | 'lock'>,
  end: EarlyEnd | undefined,
  at: number,
): Promise<RunEnd> {
  const {counts} = ledger
  if (counts.remaining === 0 || end === undefined) {
    const state = settledState(counts)
    await lock.settle?.({state, counts})
    await journal.commit({event: 'end', at, counts})
    return {state}
  }
  const {state, exitCode, isSample, isHeld, hint, until, ...why} = end
  const reason = toReason(why, false)
  if (state === 'canceled') {
    ledger.apply({event: 'cancel', at, counts})
    await journal.commit({event: 'cancel', at, counts: ledger.counts})
    return {state, ...reason, exitCode}
  }
  await journal.commit({event: 'pause', state, ...reason, exitCode, isSample, isHeld, until, at, counts})
  return {state, ...reason, exitCode, hint, until}
}
