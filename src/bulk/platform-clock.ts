import type {DeliveryOptions} from './delivery-options.ts'
import type {Journal} from './journal.ts'
import type {JournalEntry} from './journal-entry.ts'

/** The platform's clock is recorded again when it differs by more than this. */
const CLOCK_TOLERANCE_MS = 10_000

/** Records the clock of the platform in a journal: that of the first answer, and when it changes. */
export class ClockNotes {
  readonly #journal: Journal
  readonly #options: Pick<DeliveryOptions, 'clock' | 'aheadMs'>
  /** As this process recorded it last. */
  #aheadMs: number | undefined

  constructor(journal: Journal, options: Pick<DeliveryOptions, 'clock' | 'aheadMs'>) {
    this.#journal = journal
    this.#options = options
  }

  /** Records the clock of an answer. Call it before its outcome for the recipient is recorded. */
  add(): void {
    const aheadMs = this.#options.aheadMs?.()
    if (aheadMs === undefined || Math.abs(aheadMs - (this.#aheadMs ?? Infinity)) <= CLOCK_TOLERANCE_MS) return
    this.#aheadMs = aheadMs
    this.#journal.append({event: 'clock', at: this.#options.clock.now(), aheadMs})
  }
}

/**
 * How far the platform's clock was ahead at each place of a journal, as its entries say. What a process wrote before its first
 * answer has the clock of that answer.
 */
export class ClockTrack {
  readonly #places: {readonly offset: number; readonly aheadMs: number | undefined}[] = []

  see(entry: JournalEntry, offset: number): void {
    if (entry.event === 'start') this.#places.push({offset, aheadMs: undefined})
    else if (entry.event === 'clock') this.#places.push({offset, aheadMs: entry.aheadMs})
  }

  /** In milliseconds; 0 where it is unknown. */
  aheadAt(offset: number): number {
    const places = this.#places
    let [low, high] = [0, places.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((places[middle]?.offset ?? 0) <= offset) low = middle + 1
      else high = middle
    }
    return places[low - 1]?.aheadMs ?? places[low]?.aheadMs ?? 0
  }
}
