import type {Readable} from 'node:stream'
import type {Api} from './api/index.ts'
import type {Config, Connection} from './config/index.ts'
import type {Place} from './errors.ts'
import type {Clock} from './system/clock.ts'
import type {StartProgram} from './system/program.ts'

/** Everything from the outside that a command may touch. Built by `cli/`, replaced by nothing in tests but its edges. */
export interface Context {
  /** The settings in force, with the origin of each. */
  readonly config: () => Promise<Config>
  /** Which Page, with which secrets, at which address. Starts or finds the emulator when that is the target. */
  readonly connection: () => Promise<Connection>
  /**
   * Asks whose token it is, once, and refuses when it is not that of the Page which is meant: the one that the settings name, unless
   * another is given. Each call that writes does so by itself; a command that promises more asks sooner. A dry run asks nothing.
   * @throws {UnauthorisedError} naming both Pages and where token and id came from.
   */
  readonly confirmPage: (expected?: ExpectedPage) => Promise<void>
  /** The Graph API of the chosen Page. Loaded and configured only when asked for. */
  readonly api: () => Promise<Api>
  /** The same for another Page, by its name in the settings or by its id. Both may be used at once. */
  readonly forPage: (page: string) => Context
  readonly io: Io
  readonly prompt: Prompt
  readonly progress: Progress
  /** Where a person can press keys: undefined unless stdin and stdout are a terminal that msgr is in the foreground of. */
  readonly terminal: () => Promise<Terminal | undefined>
  readonly clock: Clock
  /** In [0, 1). */
  readonly random: () => number
  /** Aborted by Ctrl-C or SIGTERM: finish what is in flight, save, return. */
  readonly signal: AbortSignal
  readonly globals: GlobalOptions
  /** Registers what must be closed when the command ends, however it ends; closed in reverse order. */
  readonly onExit: (close: () => Promise<void> | void) => void
  /** Registers what is undone at once when a second signal ends the process and nothing else is closed. */
  readonly onLeave: (undo: () => void) => void
}

/** The Page that something is meant for. */
export interface ExpectedPage {
  readonly id: string
  readonly name?: string | undefined
  /** What says so, for people: `MSGR_PAGE_ID`, `the run 20261128-2123-ab`. */
  readonly origin: string
}

/** The flags every command has. */
export interface GlobalOptions {
  readonly page: string | undefined
  readonly allPages: boolean
  readonly emulator: boolean
  readonly apiVersion: string | undefined
  readonly config: string | undefined
  /** The folder of a project whose settings are trusted. */
  readonly trust: string | undefined
  /** What input files and standard input are encoded in that have no byte order mark; undefined is UTF-8. */
  readonly encoding: string | undefined
  readonly json: boolean
  readonly format: 'text' | 'json' | 'csv'
  /** Whether cells of CSV that a spreadsheet would calculate stay as they are. */
  readonly rawCsv: boolean
  readonly dryRun: boolean
  readonly yes: boolean
  readonly input: boolean
  readonly quiet: boolean
  readonly verbose: boolean
  readonly debug: boolean
}

export interface Io {
  /** Absolute; relative file names are meant from here. */
  readonly cwd: string
  readonly stdin: Readable
  /** Whether stdin is a terminal, so that reading it waits for a person to type. */
  readonly isInTerminal: boolean
  /** Whether a person sees stdout; decides layout only, never data. */
  readonly isOutTerminal: boolean
  /** Whether a person sees stderr; decides whether progress redraws. */
  readonly isErrorTerminal: boolean
  /** Whether a person can answer a question. */
  readonly isInteractive: boolean
  /** Width of the terminal in columns; 80 where there is none. */
  readonly columns: number
  /** The absolute path of a file named by a person. */
  readonly resolve: (file: string) => string
  /**
   * Says what the command does with a file. `readText` and `readLines` say so themselves.
   * @throws {UsageError} if it both reads and writes it, or writes it twice, by whatever names, those of the shell's redirects among them.
   */
  readonly claim: (file: string, use: 'read' | 'written') => Promise<void>
  /**
   * A whole text file, or standard input for `-`, decoded strictly and without a byte order mark.
   * @param options.mostBytes Default 16 MB.
   * @throws {UsageError} if it does not exist, cannot be read, is larger, is not text or not in its encoding.
   */
  readonly readText: (file: string, options?: {readonly mostBytes?: number}) => Promise<string>
  /**
   * The lines of a text file, or of standard input for `-`, read as they are needed and decoded as `readText` does. That all
   * of it can be read is known only at its end: nothing is to be done on the strength of the first lines.
   */
  readonly readLines: (file: string) => AsyncIterable<string>
  /** A line on stderr for the person, or each of several; nothing under --quiet. */
  readonly note: (lines: string | readonly string[]) => void
  /** What programs that are run find in their environment unless it is changed. Settings are read by `config` alone. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** A text without the secrets of the settings, as far as these were read. */
  readonly hide: (text: string) => string
  /** Lets a result show secrets that it is asked for; only those of the emulator, which are worth nothing elsewhere. */
  readonly reveal: (secrets: readonly (string | undefined)[]) => void
  /**
   * Runs a program in the foreground with this process's streams, and its environment without the secrets of msgr, changed as
   * given; undefined removes a variable. Returns its exit code, 128 + the number of the signal that ended it, or 127 when it cannot be started.
   */
  readonly runProgram: (
    program: string,
    args: readonly string[],
    env: Readonly<Record<string, string | undefined>>,
    options?: ProgramOptions,
  ) => Promise<number>
  /**
   * Loads what runs programs in the background, each with everything it starts; they end with msgr, however it ends. They get
   * the same environment as those of `runProgram`.
   */
  readonly startPrograms: (env?: Readonly<Record<string, string | undefined>>) => Promise<StartProgram>
  /**
   * A line on stderr that something deserves attention, with what belongs to it in further ones; shown even under --quiet. With
   * a place, CI shows it there.
   */
  readonly warn: (lines: string | readonly string[], place?: Place) => void
}

export interface ProgramOptions {
  /** Where what it prints goes: `stderr` keeps stdout for results. Default: stdout. */
  readonly outputTo?: 'stdout' | 'stderr'
  /** Ends it with SIGTERM, as a signal to msgr does. */
  readonly signal?: AbortSignal
}

/** A key that was pressed: `up`, `return`, `space`, `c` with `ctrl`; `text` is what it writes, if anything. */
export interface Key {
  readonly name: string
  readonly text: string
  readonly ctrl: boolean
}

/** A terminal whose keys are read one by one, with a line at its bottom that stays below what is printed. */
export interface Terminal {
  /**
   * Calls back for each key until the returned function is called, which leaves the terminal as it was. Ctrl-C and Ctrl-Z
   * do what they always do and are not told.
   */
  readonly readKeys: (onKey: (key: Key) => void) => () => void
  /** Replaces the line at the bottom; undefined takes it away. */
  readonly setStatus: (text: string | undefined) => void
}

/** Questions. Each refuses with a UsageError that names the flag when nobody can answer. */
export interface Prompt {
  /**
   * Settles when the person agrees, or `--yes` was given.
   * @throws {CancelledError} when the answer is No: the command has changed nothing.
   */
  readonly agree: (question: string, options?: AgreeOptions) => Promise<void>
  /** Yes or no, where the command goes on either way; true with `--yes`. */
  readonly confirm: (question: string, flag?: string) => Promise<boolean>
  readonly secret: (question: string, flag: string) => Promise<string>
  /** One line, without the blanks around it. */
  readonly text: (question: string, flag: string, options?: TextOptions) => Promise<string>
  readonly choose: <Value>(
    question: string,
    choices: readonly Choice<Value>[],
    flag: string,
  ) => Promise<Value>
  /** At least one of them. */
  readonly chooseSome: <Value>(
    question: string,
    choices: readonly Choice<Value>[],
    flag: string,
  ) => Promise<readonly Value[]>
}

export interface Choice<Value> {
  readonly name: string
  readonly value: Value
}

export interface AgreeOptions {
  /** What to type instead of answering; default `--yes`. */
  readonly flag?: string
  /** How it ended when the answer is No; default: nothing was changed. */
  readonly declined?: string
}

export interface TextOptions {
  /** What Enter alone answers. */
  readonly initial?: string | undefined
  /** Throws a MsgrError for an answer that will not do: its message is shown, and the question is asked again. */
  readonly check?: (answer: string) => unknown
}

/** Progress of long work, on stderr: redrawn on a terminal, a line every few seconds elsewhere, nothing under --quiet. */
export interface Progress {
  readonly start: (label: string) => ProgressBar
}

export interface ProgressBar {
  /** Replaces what is shown: `412 of 1,000 sent, 40/s, 15 s left`. */
  readonly update: (text: string) => void
  /** Ends it; the text, if any, stays on the screen. */
  readonly stop: (text?: string) => void
}
