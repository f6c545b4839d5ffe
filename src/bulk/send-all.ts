import {pid} from 'node:process'
import {UsageError} from '../errors.ts'
import {Delivery} from './delivery.ts'
import type {DeliveryOptions} from './delivery-options.ts'
import type {Journal} from './journal.ts'
import {type Ledger, type RunCounts, readLedger} from './ledger.ts'
import {lockRun} from './lock.ts'
import {type Manifest, readManifest, verifyRecipients} from './manifest.ts'
import type {RunEnd} from './outcome.ts'
import {openRunJournal} from './run-journal.ts'
import {type SettleOptions, settleDoubts} from './settle.ts'

export interface SendAllOptions extends Omit<DeliveryOptions, 'rate'> {
  /** Messages per second; default that of the plan. */
  readonly rate?: number | undefined
  /** Finds out first whether those in doubt got the message; who did not is sent to like the others. */
  readonly settle?: Pick<SettleOptions, 'look' | 'echoes'> | undefined
  /** Goes on with a run that was copied or restored from a backup. Default false. */
  readonly acceptsCopy?: boolean | undefined
}

/**
 * Sends a run to everyone whom its journal has not settled, at most `width` at a time, and yields how it ended. Nobody
 * whose attempt may have arrived is tried again unless `resendInDoubt` says so. A first run and one that goes on are the
 * same to it.
 * @throws {MsgrError} if another process sends the run, its manifest or recipients were changed, or its journal is
 *   damaged, incomplete, a copy, or cannot be written. What `send` throws ends the run and is thrown on.
 */
export async function sendAll(
  folder: string,
  options: SendAllOptions,
): Promise<RunEnd & {readonly counts: RunCounts}> {
  const manifest = await readManifest(folder)
  const lock = await lockRun(folder)
  try {
    await verifyRecipients(folder, manifest)
    const {ledger, end} = await readLedger(folder, manifest)
    const {clock, signal, failpoint, settle, tell, acceptsCopy = false} = options
    refuseCanceled(ledger, settle)
    failpoint?.('resume-read')
    const journal = await openRunJournal(folder, end, {acceptsCopy, failpoint})
    try {
      journal.append({event: 'start', at: clock.now(), pid})
      doubtInterrupted(journal, ledger, clock.now())
      failpoint?.('resume-doubted')
      const isInSample = sampleOf(manifest, ledger)
      const run = {folder, manifest, ledger, journal, isInSample}
      const rate = options.rate ?? manifest.rate
      if (settle !== undefined) {
        await journal.sync()
        await settleDoubts(run, {...settle, now: clock.now, rate, signal, tell, failpoint})
      }
      if (!ledger.isCanceled)
        return {...(await new Delivery(run, {...options, rate}).run()), counts: ledger.counts}
      await journal.commit({event: 'cancel', at: clock.now(), counts: ledger.counts})
      return {state: 'canceled', counts: ledger.counts}
    } finally {
      await journal.close()
    }
  } finally {
    await lock.release()
  }
}

/** @throws {UsageError} if the run was canceled and there is nobody in doubt to be settled. */
function refuseCanceled({isCanceled}: Ledger, settle: SendAllOptions['settle']): void {
  if (!isCanceled || settle !== undefined) return
  throw new UsageError('The run was canceled, so nobody of it is sent to any more', {
    reason: 'runCanceled',
  })
}

/** Who is in the sample, as long as that is not sent: whoever is, is so each time, and they lie all over the list. */
function sampleOf(
  {samplePercent}: Manifest,
  {isSampleSent}: Ledger,
): ((line: number) => boolean) | undefined {
  if (samplePercent === undefined || isSampleSent) return undefined
  return line => (Math.imul(line, 0x9e3779b1) >>> 0) / 2 ** 32 < samplePercent / 100
}

/** An attempt without a result: the process ended in between, and the message may have been accepted. */
export function doubtInterrupted(journal: Journal, ledger: Ledger, at: number): void {
  for (const line of [...ledger.linesIn('inFlight')]) {
    const entry = {event: 'doubt', line, at, reason: 'msgr ended before the answer came'} as const
    journal.append(entry)
    ledger.apply(entry)
  }
}
