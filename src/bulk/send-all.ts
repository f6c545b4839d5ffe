import {pid} from 'node:process'
import {exitCodes, UsageError} from '../errors.ts'
import {Delivery} from './delivery.ts'
import type {DeliveryOptions, OpenRun} from './delivery-options.ts'
import {doubtUnsettled} from './doubt.ts'
import {type Ledger, readLedger} from './ledger.ts'
import {lockRun} from './lock.ts'
import type {Manifest} from './manifest.ts'
import type {RunEnd} from './outcome.ts'
import type {RunCounts} from './run-counts.ts'
import {openRunJournal} from './run-journal.ts'
import {type SettleOptions, settleDoubts} from './settle.ts'
import {settleByEvidence} from './settle-by-evidence.ts'
import {Steering} from './steering/steering.ts'
import type {Standing, StoredRun} from './store.ts'
import {verifyRecipients} from './verify-list.ts'
import {refuseYoungDoubts} from './young-doubts.ts'

export interface SendAllOptions extends Omit<DeliveryOptions, 'rate'> {
  /** Messages per second, also when the run is resumed later; default: the last that was set, or that of the plan. */
  readonly rate?: number | undefined
  /** Continues a run that was paused from elsewhere, which otherwise stays paused. Default false. */
  readonly liftsPause?: boolean | undefined
  /** How often to look for requests of other processes, in milliseconds. Default one second. */
  readonly lookEveryMs?: number | undefined
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
 *   is damaged, incomplete, a copy, or cannot be written, or people in doubt are too recent to be decided about. An error that `send` throws ends the run and is
 *   rethrown.
 */
export async function sendAll(
  stored: StoredRun,
  options: SendAllOptions,
): Promise<RunEnd & {readonly counts: RunCounts}> {
  const manifest = await stored.manifest()
  const lock = await lockRun(stored)
  let end: Standing | undefined
  try {
    await verifyRecipients(stored, manifest)
    const {ledger, end: mark} = await readLedger(stored, manifest)
    const {settle, failpoint, liftsPause = false, lookEveryMs} = options
    refuseCanceled(ledger, settle)
    const {heldBecause, counts} = ledger
    if (heldBecause !== undefined && !liftsPause) return {...heldEnd(heldBecause), counts}
    if (settle !== undefined || options.resendInDoubt === true)
      await refuseYoungDoubts({stored, ledger, lock})
    failpoint?.('resume-read')
    const steering = await Steering.open(stored, {isResumed: liftsPause, lookEveryMs})
    try {
      const journal = await openRunJournal(lock, mark, options)
      try {
        const sent = await sendOpen(
          {stored, manifest, ledger, journal, steering, lock},
          untilLost(options, lock.lost),
        )
        end = sent
        return sent
      } finally {
        await journal.close()
      }
    } finally {
      await steering.close()
    }
  } finally {
    await lock.release(end)
  }
}

/** A run that another process has by now ends like one that is interrupted; its journal refuses what would be added. */
const untilLost = (options: SendAllOptions, lost: AbortSignal | undefined): SendAllOptions =>
  lost === undefined ? options : {...options, signal: AbortSignal.any([options.signal, lost])}

async function sendOpen(
  open: Omit<OpenRun, 'isInSample'>,
  options: SendAllOptions,
): Promise<RunEnd & {readonly counts: RunCounts}> {
  const {manifest, ledger, journal, steering} = open
  const {clock, failpoint, settle, onEvent} = options
  const by = {pid, ...(options.isDetached === true && {isDetached: true as const})}
  journal.append({event: 'start', at: clock.now(), ...by})
  await doubtUnsettled({
    ...{...open, at: clock.now()},
    onDoubt: event => onEvent?.(event, {counts: ledger.counts, allowed: 0}),
  })
  await settleByEvidence(open, {at: clock.now()})
  failpoint?.('resume-doubted')
  const rate = options.rate ?? ledger.rate?.perSecond ?? manifest.rate
  if (rate !== (ledger.rate?.perSecond ?? manifest.rate)) {
    const entry = {event: 'rate', at: clock.now(), perSecond: rate} as const
    ledger.apply(entry)
    journal.append(entry)
  }
  const run = {...open, isInSample: sampleOf(manifest, ledger)}
  const checking = {now: clock.now, rate, onEvent, failpoint}
  const isChecked =
    settle === undefined ||
    (await settleDoubts(run, {
      ...{...settle, ...checking},
      signal: AbortSignal.any([options.signal, steering.signal]),
    }))
  if (ledger.isCanceled) {
    await journal.commit({event: 'cancel', at: clock.now(), counts: ledger.counts})
    return {state: 'canceled', counts: ledger.counts}
  }
  if (!isChecked && options.signal.aborted) {
    const facts = {at: clock.now(), counts: ledger.counts}
    await journal.commit({event: 'pause', ...interrupted, ...facts})
    return {...interrupted, counts: ledger.counts}
  }
  return {...(await new Delivery(run, {...options, rate}).run()), counts: ledger.counts}
}

/** A run that a signal ended while people in doubt were looked for: done is what it is not, even if nobody else remains. */
const interrupted = {
  state: 'interrupted',
  reason: 'interrupted',
  exitCode: exitCodes.interrupted,
} as const

/** A run that was paused from elsewhere: only somebody who resumes it continues it. */
const heldEnd = (reason: string): RunEnd => ({state: 'paused', reason, exitCode: exitCodes.limited})

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
