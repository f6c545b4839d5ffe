/** A requested feature that the emulator lacks, with its count since the start. */
export interface Gap {
  /** A call, or a missing part of one: `GET /{id}/feed`, `the field about of the node type Page`. */
  readonly call: string
  readonly times: number
}

/** Limits memory for clients that make up names: further ones are answered but not listed. */
const MOST_GAPS = 1_000
const MOST_CHARACTERS = 200

/** Counts the answers with 501. */
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
