/** So many failures in a row pause a run, unless it is told otherwise. */
const DEFAULT_MOST_IN_ROW = 25
/** So many of so many pause it as well. */
const WINDOW = 200
const MOST_OF_WINDOW = 100

/** Tells when so much fails that going on would do harm. */
export class Breaker {
  readonly #mostInRow: number
  #inRow = 0
  /** The last outcomes, 1 for a failure. */
  readonly #last = new Uint8Array(WINDOW)
  #place = 0
  #failed = 0

  constructor(mostInRow = DEFAULT_MOST_IN_ROW) {
    this.#mostInRow = mostInRow
  }

  succeeded(): void {
    this.#inRow = 0
    this.#note(0)
  }

  /** Why the run should pause; undefined as long as it should not. */
  failed(reason: string): string | undefined {
    this.#inRow += 1
    this.#note(1)
    if (this.#inRow >= this.#mostInRow) return `${this.#inRow} failures in a row, the last one: ${reason}`
    if (this.#failed < MOST_OF_WINDOW) return undefined
    return `${this.#failed} of the last ${WINDOW} failed, the last one: ${reason}`
  }

  #note(outcome: 0 | 1): void {
    this.#failed += outcome - (this.#last[this.#place] ?? 0)
    this.#last[this.#place] = outcome
    this.#place = (this.#place + 1) % WINDOW
  }
}
