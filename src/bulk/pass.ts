import type {OpenRun} from './delivery-options.ts'
import type {HoursGate} from './hours-gate.ts'
import {type ListedRecipient, recipientBatches} from './recipients-file.ts'

/** The recipients to try in one pass through the list, in order, for workers who take one after the other. */
export class Pass {
  readonly #batches: AsyncGenerator<Iterable<ListedRecipient>, void>
  #batch: Iterator<ListedRecipient> | undefined
  #reading: Promise<boolean> | undefined

  constructor(...run: Parameters<typeof batchesOfPass>) {
    this.#batches = batchesOfPass(...run)
  }

  /** The next one of those that were read: a promise for each would cost more than its JSON. */
  takeNow(): ListedRecipient | undefined {
    return this.#batch?.next().value
  }

  /** Reads more, once all that were read are taken; false at the end. */
  read(): Promise<boolean> {
    this.#reading ??= this.#readOnce().finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  async close(): Promise<void> {
    await this.#batches.return(undefined)
  }

  async #readOnce(): Promise<boolean> {
    const {value} = await this.#batches.next()
    this.#batch = value?.[Symbol.iterator]()
    return value !== undefined
  }
}

async function* batchesOfPass(
  {ledger, stored, isInSample}: OpenRun,
  gate: HoursGate,
  {resendInDoubt = false}: {readonly resendInDoubt?: boolean | undefined},
): AsyncGenerator<Iterable<ListedRecipient>, void> {
  const includes = (line: number) => {
    if (isInSample?.(line) === false || gate.wasAdmitted(line)) return false
    const state = ledger.stateOf(line)
    return state === 'remaining' || (resendInDoubt && state === 'inDoubt')
  }
  for await (const batch of recipientBatches(stored, includes)) {
    yield admitted(batch, gate)
    if (gate.isPassOver) return
  }
}

function* admitted(batch: Iterable<ListedRecipient>, gate: HoursGate): Generator<ListedRecipient, void> {
  for (const recipient of batch) {
    if (recipient.skip === undefined && gate.admits(recipient)) yield recipient
    if (gate.isPassOver) return
  }
}
