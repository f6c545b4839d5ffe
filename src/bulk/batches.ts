import type {ExitCode} from '../errors.ts'
import type {Clock} from '../system/clock.ts'

/**
 * The outcome of one item of a batch that was requested. Items of either import may be requested twice, which is harmless.
 * - `refused`: the platform refuses it, however often it is requested
 * - `again`: not done, or unknown; request it again
 * - `stop`: neither this nor any other item can be done until something is fixed
 */
export type ItemOutcome =
  | {readonly kind: 'done'}
  | {readonly kind: 'refused'; readonly reason: string}
  | {
      readonly kind: 'again'
      readonly reason: string
      readonly exitCode: ExitCode
      readonly waitMs?: number | undefined
    }
  | StopOutcome

interface StopOutcome {
  readonly kind: 'stop'
  readonly reason: string
  readonly exitCode: ExitCode
}

/** Items that are requested, and recorded, together. */
export interface Batch<Item> {
  /** From 0. */
  readonly number: number
  readonly items: readonly Item[]
}

/** An item that the platform refused. */
export interface RefusedItem<Item> {
  readonly item: Item
  readonly reason: string
}

export interface BatchRun<Item> {
  /** The batches that are not done, in order. */
  readonly batches: AsyncIterable<Batch<Item>>
  /** Requests the items in one call; returns one outcome for each, in order. */
  readonly request: (items: readonly Item[], batch: number) => Promise<readonly ItemOutcome[]>
  /** Records a batch of which every item is done or refused; returns why the run must stop, if it must. */
  readonly conclude: (
    batch: Batch<Item>,
    refused: readonly RefusedItem<Item>[],
  ) => Omit<StopOutcome, 'kind'> | undefined
  /** Calls in flight at once. */
  readonly width: number
  readonly clock: Clock
  /** In [0, 1). */
  readonly random: () => number
  /** When aborted, calls in flight finish and are recorded, and the run ends. */
  readonly signal: AbortSignal
}

/** The run stops after sending one batch this many times. */
const MAX_TRIES = 6
const FIRST_DELAY_MS = 1000
/** If the platform asks for a longer wait, the run stops instead. */
const MAX_WAIT_MS = 60_000

/** Why a run stopped before its end. */
export type Stopped = Omit<StopOutcome, 'kind'>

/**
 * Requests batches, some at once, each until all of its items are done or refused. Returns why it stopped; undefined when it came to the
 * end or was aborted.
 * @throws what a request throws, after those in flight have finished.
 */
export async function carryOutBatches<Item>(run: BatchRun<Item>): Promise<Stopped | undefined> {
  let stopped: Stopped | undefined
  let failure: {readonly error: unknown} | undefined
  const isOver = () => stopped !== undefined || failure !== undefined || run.signal.aborted
  const stop = ({reason, exitCode}: Stopped) => {
    stopped ??= {reason, exitCode}
  }
  const carryOut = async (batch: Batch<Item>): Promise<void> => {
    const refused: RefusedItem<Item>[] = []
    let open = batch.items
    for (let tries = 1; !isOver(); tries++) {
      const {again, left, refusals, stopping} = sorted(open, await run.request(open, batch.number))
      if (stopping !== undefined) return stop(stopping)
      for (const refusal of refusals) refused.push(refusal)
      if (again === undefined) {
        const reason = run.conclude(batch, refused)
        return reason === undefined ? undefined : stop(reason)
      }
      open = left
      const waitMs = Math.max(again.waitMs ?? 0, delayMs(tries, run.random()))
      if (tries === MAX_TRIES || waitMs > MAX_WAIT_MS) return stop(again)
      await run.clock.sleep(waitMs, run.signal)
    }
  }
  const inFlight = new Set<Promise<void>>()
  for await (const batch of run.batches) {
    if (isOver()) break
    const carrying = carryOut(batch)
      .catch(error => {
        // The signal ends waiting and reading; the run is only interrupted.
        if (!run.signal.aborted) failure ??= {error}
      })
      .finally(() => inFlight.delete(carrying))
    inFlight.add(carrying)
    if (inFlight.size >= run.width) await Promise.race(inFlight)
  }
  await Promise.all(inFlight)
  // A closure assigns it.
  const failed = failure as {readonly error: unknown} | undefined
  if (failed !== undefined) throw failed.error
  return stopped
}

function sorted<Item>(items: readonly Item[], outcomes: readonly ItemOutcome[]) {
  let again: Extract<ItemOutcome, {kind: 'again'}> | undefined
  let stopping: StopOutcome | undefined
  const left: Item[] = []
  const refusals: RefusedItem<Item>[] = []
  for (const [index, item] of items.entries()) {
    const outcome = outcomes[index]
    if (outcome === undefined) throw new Error(`The item ${index} of a batch has no outcome`)
    if (outcome.kind === 'stop') stopping ??= outcome
    if (outcome.kind === 'refused') refusals.push({item, reason: outcome.reason})
    if (outcome.kind !== 'again') continue
    again = outcome
    left.push(item)
  }
  return {again, stopping, left, refusals}
}

function delayMs(tries: number, random: number): number {
  return Math.round(FIRST_DELAY_MS * 2 ** (tries - 1) * (0.5 + random / 2))
}

/** Which batches are done: a bit for each. */
export class DoneBatches {
  readonly #bits: Uint8Array

  constructor(batches: number) {
    this.#bits = new Uint8Array(Math.ceil(batches / 8))
  }

  has(batch: number): boolean {
    return ((this.#bits[batch >> 3] ?? 0) & (1 << (batch & 7))) !== 0
  }

  /** Returns false for a batch that the run does not have. */
  add(batch: number): boolean {
    const byte = this.#bits[batch >> 3]
    if (byte === undefined) return false
    this.#bits[batch >> 3] = byte | (1 << (batch & 7))
    return true
  }
}
