/** Number of recipients of a run in each state; `total` is the sum of the others. */
export interface RunCounts {
  readonly total: number
  readonly sent: number
  readonly failed: number
  readonly skipped: number
  /** May or may not have been sent. While the run is being sent, this excludes those in flight. */
  readonly inDoubt: number
  /** Attempted, without a recorded answer. Once no process sends the run, they are in doubt too. */
  readonly inFlight: number
  /** Not attempted, or to be tried again. */
  readonly remaining: number
}

/** The end state of a run in which everybody is settled: a run that reached nobody has failed. */
export function settledState({total, sent, inDoubt}: RunCounts): 'done' | 'failed' {
  return total > 0 && (sent > 0 || inDoubt > 0) ? 'done' : 'failed'
}
