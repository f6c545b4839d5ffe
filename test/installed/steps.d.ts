/** A command line, what it needs and how it ends. */
interface Step {
  readonly line: string
  /** Written before. */
  readonly file?: {readonly name: string; readonly text: string}
  readonly input?: string
  /** Default: 0. */
  readonly exit?: number
  readonly prints?: RegExp
  readonly warns?: RegExp
}

export declare const steps: readonly Step[]
