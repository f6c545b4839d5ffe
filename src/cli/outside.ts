import type {Readable, Writable} from 'node:stream'
import type {Environment} from '../config/environment.ts'
import type {Clock} from '../system/clock.ts'
import type {StreamFile} from './file-uses.ts'

export type Signal = 'SIGINT' | 'SIGTERM'

/** The clock of the process, which also ends what takes too long. */
export interface OutsideClock extends Clock {
  /** A signal that aborts once so many milliseconds have passed. */
  readonly deadline: (ms: number) => AbortSignal
}

/** Everything that a run of msgr touches of the process it runs in. */
export interface Outside {
  readonly stdin: Readable
  readonly stdout: Writable
  readonly stderr: Writable
  /** Which of them a person sits at. */
  readonly terminals: {readonly stdin: boolean; readonly stdout: boolean; readonly stderr: boolean}
  /** Whether stdout goes into a file, so that nothing of it can come between what stderr shows. */
  readonly isOutFile?: boolean
  /** Those of the three streams that lead to ordinary files. */
  readonly streamFiles?: () => readonly StreamFile[]
  /** Width of the terminal. */
  readonly columns: number
  readonly env: Environment
  /** Absolute. */
  readonly cwd: string
  /** The system it runs on, whose rules for names, shells and processes apply. */
  readonly platform: NodeJS.Platform
  readonly clock: OutsideClock
  /** In [0, 1). */
  readonly random: () => number
  /** Calls the listener for each signal until the returned function is called. */
  readonly onSignal: (listener: (signal: Signal) => void) => () => void
  /** Undefined where the process is not one of several at a terminal. */
  readonly job?: {
    /** Whether keys come here: reading them in the background would stop the process. */
    readonly isForeground: () => Promise<boolean>
    /** Stops the process, as Ctrl-Z does, and settles once it goes on. */
    readonly suspend: () => Promise<void>
  }
  /** Ends the process at once, whatever it is doing. */
  readonly leave: (exitCode: number) => void
}
