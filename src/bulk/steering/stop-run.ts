import {pid} from 'node:process'
import {type ExitCode, MsgrError} from '../../errors.ts'
import type {Clock} from '../../system/clock.ts'
import {doubtUnsettled} from '../doubt.ts'
import {type Ledger, readLedger} from '../ledger.ts'
import type {Manifest} from '../manifest.ts'
import {openRunJournal} from '../run-journal.ts'
import type {Held, Standing, StoredRun} from '../store.ts'
import {readStop, requestStop, type StopRequest} from './requests.ts'

/** Every request in flight ends by itself before this. */
const PATIENCE_MS = 120_000
/** How often to look whether the sender has ended. */
const LOOK_EVERY_MS = 100

export interface StopOptions {
  readonly clock: Clock
  /** Aborts the waiting; the request stays. */
  readonly signal: AbortSignal
  /** Default two minutes. */
  readonly patienceMs?: number | undefined
  /** Called once if the run is being sent, with the name of the process that is asked to end. */
  readonly onAsked?: ((owner: string) => void) | undefined
}

/**
 * Locks a run for a process that ends it. If another one sends it, asks it to end, and again whenever the request is gone
 * without effect; so it does not matter whether that process dies meanwhile or another one starts. Returns whether a process sent it.
 * @throws {MsgrError} if that process does not end in time, or the run cannot be written.
 */
export async function lockStopped(
  stored: StoredRun,
  request: StopRequest,
  {clock, signal, patienceMs = PATIENCE_MS, onAsked}: StopOptions,
): Promise<{readonly lock: Held; readonly wasSent: boolean}> {
  let asked: string | undefined
  for (const until = clock.now() + patienceMs; ; ) {
    const owner = await stored.holder()
    if (owner === undefined) {
      const claim = await stored.hold('end')
      if ('taken' in claim) return {lock: claim.taken, wasSent: asked !== undefined}
    } else {
      if ((await readStop(stored)) === undefined) await requestStop(stored, request)
      if (asked === undefined) onAsked?.(owner.name)
      asked = owner.name
    }
    if (clock.now() >= until)
      throw new MsgrError(
        `The run has not stopped: ${asked ?? 'another process'} does not answer. It was asked to end, and does when its requests have`,
        {hint: owner?.hint ?? 'Do it again in a minute, or end that process'},
      )
    await clock.sleep(LOOK_EVERY_MS, signal)
  }
}

/** The last entry of a journal, without what `endStopped` knows. */
export type LastEntry =
  | {readonly event: 'cancel'}
  | {
      readonly event: 'pause'
      readonly state: 'paused'
      readonly reason: string
      readonly exitCode: ExitCode
      readonly isHeld: true
    }

/**
 * Adds the last entry to the journal of a run that nobody sends, and removes the request to stop it. `decide` returns the entry;
 * undefined if the journal says enough. Returns it with what the journal says by then.
 * @param options.lock that of the run; this releases it.
 */
export async function endStopped(
  stored: StoredRun,
  manifest: Manifest,
  {clock, lock, acceptsCopy}: {readonly clock: Clock; readonly lock: Held; readonly acceptsCopy?: boolean},
  decide: (ledger: Ledger) => LastEntry | undefined,
): Promise<{readonly ledger: Ledger; readonly last: LastEntry | undefined}> {
  let standing: Standing | undefined
  try {
    const {ledger, end} = await readLedger(stored, manifest)
    const last = decide(ledger)
    if (last !== undefined) {
      const journal = await openRunJournal(lock, end, {acceptsCopy})
      try {
        const at = clock.now()
        journal.append({event: 'start', at, pid})
        await doubtUnsettled({stored, journal, ledger, lock, at})
        ledger.apply({...last, at, counts: ledger.counts})
        // With the counts after it: whoever remains in a canceled run is skipped.
        await journal.commit({...last, at, counts: ledger.counts})
        standing = {state: last.event === 'cancel' ? 'canceled' : last.state, counts: ledger.counts}
      } finally {
        await journal.close()
      }
    }
    await stored.requests.remove('stop').catch(() => {})
    return {ledger, last}
  } finally {
    await lock.release(standing)
  }
}
