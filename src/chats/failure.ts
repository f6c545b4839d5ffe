/** A part of a message that is not as expected. */
export interface Difference {
  /** `elements[0].title`; empty for the message as a whole. */
  readonly path: string
  /** As written in the chat file; undefined: there should be nothing. */
  readonly expected: unknown
  /** Undefined: the message does not have it. */
  readonly received: unknown
}

/** Why a step failed. */
export interface Failure {
  readonly message: string
  /** The differences between expected and received. */
  readonly differences: readonly Difference[]
  /** What the bot has said since the person last did something, each on one line. */
  readonly said: readonly string[]
  /** Problems between the bot and the platform in the meantime: a failed webhook, a refused call. */
  readonly trouble: readonly string[]
}

/** Ends a step. Caught where steps are played. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed'
  readonly differences: readonly Difference[]

  constructor(message: string, differences: readonly Difference[] = []) {
    super(message)
    this.differences = differences
  }
}
