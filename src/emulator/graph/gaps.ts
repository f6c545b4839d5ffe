/** What was asked for that the emulator lacks, and how often since it started. */
export interface Gap {
  /** A call, or what of one is missing: `GET /{id}/feed`, `the field about of the node type Page`. */
  readonly call: string
  readonly times: number
}

/** A client that makes up names does not fill the memory: further ones are answered, not listed. */
const MOST_GAPS = 1_000
const MOST_CHARACTERS = 200

/** Counts what was answered with 501. */
export class Gaps {
  readonly #times = new Map<string, number>()

  count(what: string): void {
    const call = what.slice(0, MOST_CHARACTERS)
    const times = this.#times.get(call)
    if (times !== undefined || this.#times.size < MOST_GAPS) this.#times.set(call, (times ?? 0) + 1)
  }

  list(): readonly Gap[] {
    return [...this.#times].map(([call, times]) => ({call, times}))
  }
}
