import type {JournalEntry} from './journal-entry.ts'

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
