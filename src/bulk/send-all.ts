import {pid} from 'node:process'
import {exitCodes, UsageError} from '../errors.ts'
import {Delivery} from './delivery.ts'
import type {DeliveryOptions} from './delivery-options.ts'
import type {Journal} from './journal.ts'
import {type Ledger, readLedger} from './ledger.ts'
import {lockRun} from './lock.ts'
import {type Manifest, readManifest, verifyRecipients} from './manifest.ts'
import type {RunEnd} from './outcome.ts'
import type {RunCounts} from './run-counts.ts'
import {openRunJournal} from './run-journal.ts'
import {type SettleOptions, settleDoubts} from './settle.ts'

export interface SendAllOptions extends Omit<DeliveryOptions, 'rate'> {
  /** Messages per second; default: that of the plan. */
  readonly rate?: number | undefined
  /** First finds out whether those in doubt got the message; those who did not are sent to like the others. */
  readonly settle?: Pick<SettleOptions, 'look' | 'echoes'> | undefined
  /** Continues a run that was copied or restored from a backup. Default false. */
  readonly acceptsCopy?: boolean | undefined
}

/**
 * Sends a run to everyone whom its journal has not settled, at most `width` at a time, and returns how it ended.
 * A person whose attempt may have arrived is not tried again unless `resendInDoubt` is set. First runs and
 * resumed runs work alike.
 * @throws {MsgrError} if another process sends the run, its manifest or recipients were changed, or its journal
 *   is damaged, incomplete, a copy, or cannot be written. An error that `send` throws ends the run and is
 *   rethrown.
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
    const {clock, signal, failpoint, settle, onEvent, acceptsCopy = false} = options
    refuseCanceled(ledger, settle)
    failpoint?.('resume-read')
    const journal = await openRunJournal(folder, end, {acceptsCopy, failpoint})
    try {
      journal.append({
        event: 'start',
        at: clock.now(),
        pid,
        ...(options.isDetached === true && {isDetached: true}),
      })
      doubtInterrupted(journal, ledger, clock.now())
      failpoint?.('resume-doubted')
      const isInSample = sampleOf(manifest, ledger)
      const run = {folder, manifest, ledger, journal, isInSample}
      const rate = options.rate ?? manifest.rate
      let isChecked = true
      if (settle !== undefined) {
        await journal.sync()
        isChecked = await settleDoubts(run, {...settle, now: clock.now, rate, signal, onEvent, failpoint})
      }
      if (!isChecked && !ledger.isCanceled) {
        const facts = {at: clock.now(), counts: ledger.counts}
        await journal.commit({event: 'pause', ...interrupted, ...facts})
        return {...interrupted, counts: ledger.counts}
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

/** A run that a signal ended while people in doubt were looked for: done is what it is not, even if nobody else remains. */
const interrupted = {
  state: 'interrupted',
  reason: 'interrupted',
  exitCode: exitCodes.interrupted,
} as const

/** @throws {UsageError} if the run was canceled and nobody in doubt is to be settled. */
function refuseCanceled({isCanceled}: Ledger, settle: SendAllOptions['settle']): void {
  if (!isCanceled || settle !== undefined) return
  throw new UsageError('The run was canceled, so msgr sends nothing more', {
    reason: 'runCanceled',
  })
}

/** The recipients in the sample, until it is sent. They are the same each time, spread over the list. */
function sampleOf(
  {samplePercent}: Manifest,
  {isSampleSent}: Ledger,
): ((line: number) => boolean) | undefined {
  if (samplePercent === undefined || isSampleSent) return undefined
  return line => (Math.imul(line, 0x9e3779b1) >>> 0) / 2 ** 32 < samplePercent / 100
}

/** Records an attempt without a result as in doubt: the process ended in between, and the message may have been accepted. */
export function doubtInterrupted(journal: Journal, ledger: Ledger, at: number): void {
  for (const line of [...ledger.linesIn('inFlight')]) {
    const entry = {event: 'doubt', line, at, reason: 'msgr ended before the answer came'} as const
    journal.append(entry)
    ledger.apply(entry)
  }
}
