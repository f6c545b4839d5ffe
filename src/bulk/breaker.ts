/** This many failures in a row pause a run, unless the run sets another number. */
const DEFAULT_MOST_IN_ROW = 25
/** This many of the last `WINDOW` outcomes pause it as well. */
const WINDOW = 200
const MOST_OF_WINDOW = 100

/** Notices when so many messages fail that continuing would do harm. */
export class Breaker {
  readonly #mostInRow: number
  #failuresInRow = 0
  #unknownInRow = 0
  /** The last outcomes, 1 for a failure or an unknown person. */
  readonly #last = new Uint8Array(WINDOW)
  #place = 0
  #failed = 0

  constructor(mostInRow = DEFAULT_MOST_IN_ROW) {
    this.#mostInRow = mostInRow
  }

  succeeded(): void {
    this.#failuresInRow = 0
    this.#unknownInRow = 0
    this.#note(0)
  }

  /** The person was skipped, but the Page knows them. */
  wasKnown(): void {
    this.#unknownInRow = 0
  }

  /** Returns why the run should pause, or undefined. */
  failed(reason: string): string | undefined {
    this.#failuresInRow += 1
    this.#note(1)
    if (this.#failuresInRow >= this.#mostInRow)
      return `${this.#failuresInRow} failures in a row, the last one: ${reason}`
    return this.#manyOfWindow('failed', reason)
  }

  /** The Page does not know the person. Returns why the run should pause, or undefined. */
  wasUnknown(reason: string): string | undefined {
    this.#unknownInRow += 1
    this.#note(1)
    if (this.#unknownInRow >= this.#mostInRow)
      return `${this.#unknownInRow} people in a row are unknown to this Page: does this list belong to another Page? The last one: ${reason}`
    return this.#manyOfWindow('failed or are unknown to this Page', reason)
  }

  #manyOfWindow(what: string, reason: string): string | undefined {
    if (this.#failed < MOST_OF_WINDOW) return undefined
    return `${this.#failed} of the last ${WINDOW} ${what}, the last one: ${reason}`
  }

  #note(outcome: 0 | 1): void {
    this.#failed += outcome - (this.#last[this.#place] ?? 0)
    this.#last[this.#place] = outcome
    this.#place = (this.#place + 1) % WINDOW
  }
}
