/** Time, handed in, so that tests can move it. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** @throws the signal's reason when it aborts first. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>
}
