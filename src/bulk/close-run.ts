import {exitCodes} from '../errors.ts'
import type {OpenRun} from './delivery-options.ts'
import {toReason} from './journal-entry.ts'
import type {RunEnd} from './outcome.ts'
import {settledState} from './run-counts.ts'

/**
 * Records how a run ends; undefined: by itself. Resolves when that is on disk, with the end, which is that of a settled run when nobody
 * is left.
 */
export async function closeRun(
  {journal, ledger}: Pick<OpenRun, 'journal' | 'ledger'>,
  end: RunEnd | undefined,
  at: number,
): Promise<RunEnd> {
  const {state, exitCode = exitCodes.failed, isSample, isHeld, hint, until, ...why} = end ?? doneEnd
  const {counts} = ledger
  if (state === 'done' || state === 'failed' || counts.remaining === 0) {
    await journal.commit({event: 'end', at, counts})
    return {state: settledState(counts)}
  }
  const reason = toReason({reason: '', ...why}, false)
  if (state === 'canceled') {
    ledger.apply({event: 'cancel', at, counts})
    await journal.commit({event: 'cancel', at, counts: ledger.counts})
    return {state, ...reason, exitCode}
  }
  const more = {
    ...(isSample === true && {isSample}),
    ...(isHeld === true && {isHeld}),
    ...(until !== undefined && {until}),
  }
  await journal.commit({event: 'pause', state, ...reason, exitCode, ...more, at, counts})
  return {state, ...reason, exitCode, hint, until}
}

const doneEnd: RunEnd = {state: 'done'}
