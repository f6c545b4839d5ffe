import {join} from 'node:path'
import {pid} from 'node:process'
import {Delivery} from './delivery.ts'
import type {DeliveryOptions} from './delivery-options.ts'
import {Journal} from './journal.ts'
import {type Ledger, readLedger} from './ledger.ts'
import {lockRun} from './lock.ts'
import {readManifest, runFiles, verifyRun} from './manifest.ts'
import type {SendEvent} from './outcome.ts'

export interface SendAllOptions extends Omit<DeliveryOptions, 'rate'> {
  /** Messages per second; default that of the plan. */
  readonly rate?: number | undefined
}

/**
 * Sends a run to everyone whom its journal has not settled, at most `width` at a time, and yields what becomes of each.
 * Nobody whose attempt may have arrived is tried again unless `resendInDoubt` says so. A first run and one that goes on
 * are the same to it.
 * @throws {MsgrError} if another process sends the run, its message or recipients were changed, or its journal is
 *   damaged or cannot be written. What `send` throws ends the run and is thrown on.
 */
export async function* sendAll(folder: string, options: SendAllOptions): AsyncGenerator<SendEvent, void> {
  const manifest = await readManifest(folder)
  const lock = await lockRun(folder)
  try {
    await verifyRun(folder, manifest)
    const {ledger, length} = await readLedger(folder, manifest)
    const journal = await Journal.open(join(folder, runFiles.journal), length)
    try {
      journal.append({event: 'start', at: options.clock.now(), pid})
      doubtInterrupted(journal, ledger, options.clock.now())
      const rate = options.rate ?? manifest.rate
      yield* new Delivery({folder, manifest, ledger, journal}, {...options, rate}).events()
    } finally {
      await journal.close()
    }
  } finally {
    await lock.release()
  }
}

/** An attempt without a result: the process ended in between, and the message may have been accepted. */
function doubtInterrupted(journal: Journal, ledger: Ledger, at: number): void {
  for (const line of [...ledger.linesIn('inFlight')]) {
    const entry = {event: 'doubt', line, at, reason: 'msgr ended before the answer came'} as const
    journal.append(entry)
    ledger.apply(entry)
  }
}
