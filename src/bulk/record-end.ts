import {pid} from 'node:process'
import {exitCodes} from '../errors.ts'
import type {Clock} from '../system/clock.ts'
import {doubtUnsettled} from './doubt.ts'
import {toReason} from './journal-entry.ts'
import {readLedger} from './ledger.ts'
import {lockRun} from './lock.ts'
import type {RunEnd} from './outcome.ts'
import type {RunCounts} from './run-counts.ts'
import {openRunJournal} from './run-journal.ts'
import type {Standing, StoredRun} from './store.ts'

/** Why a run is not being sent, and when it is due. */
export type RecordedEnd = Omit<RunEnd, 'state' | 'hint' | 'isSample'> & {
  readonly state: 'paused' | 'scheduled'
}

/**
 * Records in the journal of a run how it stands, without sending anything.
 * @param options.liftsPause whether a request of another process to pause it is void by now. Default false.
 * @throws {MsgrError} if a process sends it, or its journal is damaged or a copy.
 */
export async function recordEnd(
  run: StoredRun,
  clock: Clock,
  end: RecordedEnd,
  {liftsPause = false}: {readonly liftsPause?: boolean} = {},
): Promise<RunCounts> {
  const manifest = await run.manifest()
  const lock = await lockRun(run, undefined, 'end')
  let standing: Standing | undefined
  try {
    if (liftsPause) await run.requests.remove('stop')
    const {ledger, end: mark} = await readLedger(run, manifest)
    const journal = await openRunJournal(lock, mark)
    try {
      const at = clock.now()
      journal.append({event: 'start', at, pid})
      await doubtUnsettled({stored: run, journal, ledger, lock, at})
      const {state, until, exitCode = exitCodes.done, reason = '', ...codes} = end
      const facts = {at, counts: ledger.counts, ...toReason({reason, ...codes}, false)}
      await journal.commit({event: 'pause', state, exitCode, until, ...facts})
      standing = {state, counts: ledger.counts}
      return ledger.counts
    } finally {
      await journal.close()
    }
  } finally {
    await lock.release(standing)
  }
}
