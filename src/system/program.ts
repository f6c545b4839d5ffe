/** A program that runs beside msgr. */
export interface RunningProgram {
  /** Resolves when it has ended, or could not be started. */
  readonly ended: Promise<ProgramEnd>
  /** Ends it and everything it started. Resolves when it is gone. */
  readonly stop: () => Promise<void>
}

export interface ProgramEnd {
  /** `ended with 1`, `was killed by SIGKILL`, `could not be started: …` */
  readonly how: string
  readonly isMissing: boolean
}

/** Starts a program beside msgr. Passed in, so that tests and other layers do not touch the process. */
export type StartProgram = (
  program: string,
  args: readonly string[],
  /** Called with each line of stdout and stderr, without colours. */
  onLine: (line: string) => void,
) => RunningProgram
