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
  /** Absent when it was killed or could not be started. */
  readonly exitCode?: number
}

/** Starts a program beside msgr. Passed in, so that tests and other layers do not touch the process. */
export type StartProgram = (
  program: string,
  args: readonly string[],
  /** Called with each line of stdout and stderr, without colours. */
  onLine: (line: string) => void,
  /** What its standard input holds. Default: nothing, and it stays open: some programs end when theirs is closed. */
  input?: string,
) => RunningProgram
