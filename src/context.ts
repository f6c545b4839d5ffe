import type {Readable} from 'node:stream'
import type {Api} from './api/index.ts'
import type {Config, Connection} from './config/index.ts'
import type {Place} from './errors.ts'
import type {Store} from './store/open-store.ts'
import type {Clock} from './system/clock.ts'
import type {StartProgram} from './system/program.ts'
import type {ListContent} from './workbook/list-content.ts'

/** Everything outside a command that it may touch. Built by `cli/`; tests replace only its edges. */
export interface Context {
  /** The settings in force, with the origin of each. */
  readonly config: () => Promise<Config>
  /** Which Page, with which secrets, at which address. Starts or finds the emulator when that is the target. */
  readonly connection: () => Promise<Connection>
  /**
   * Asks once which Page the token belongs to, and refuses when it is not the expected Page: the one in the settings, unless
   * another is given. Each call that writes checks this itself; a command that promises more checks sooner. A dry run does not ask.
   * @throws {UnauthorisedError} naming both Pages and where token and id came from.
   */
  readonly confirmPage: (expected?: ExpectedPage) => Promise<void>
  /** The Graph API of the chosen Page. Loaded and configured only when asked for. */
  readonly api: () => Promise<Api>
  /** The same for another Page, by its name in the settings or by its id. Both can be used at once. */
  readonly forPage: (page: string) => Context
  /**
   * The database that machines share, connected when first asked for; undefined where the settings name none. One for all Pages.
   * @throws as `openStore`.
   */
  readonly store: () => Promise<Store | undefined>
  readonly io: Io
  readonly prompt: Prompt
  readonly progress: Progress
  /** Where a person can press keys: undefined unless stdin and stdout are a terminal and msgr is in its foreground. */
  readonly terminal: () => Promise<Terminal | undefined>
  readonly clock: Clock
  /** In [0, 1). */
  readonly random: () => number
  /** Aborted by Ctrl-C or SIGTERM: finish what is in flight, save, return. */
  readonly signal: AbortSignal
  readonly globals: GlobalOptions
  /** Registers what must be closed when the command ends, however it ends; closed in reverse order. */
  readonly onExit: (close: () => Promise<void> | void) => void
  /** Registers what is undone immediately when a second signal ends the process without closing anything else. */
  readonly onLeave: (undo: () => void) => void
}

/** The Page that something is for. */
export interface ExpectedPage {
  readonly id: string
  readonly name?: string | undefined
  /** Where that is stated, for people: `MSGR_PAGE_ID`, `the run 20261128-2123-ab`. */
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
  /** The address of the store. */
  readonly store: string | undefined
  /** The encoding of input files and standard input without a byte order mark; undefined is UTF-8. */
  readonly encoding: string | undefined
  readonly json: boolean
  readonly format: 'text' | 'json' | 'csv'
  /** Whether CSV cells that a spreadsheet would take for a formula stay unchanged. */
  readonly rawCsv: boolean
  /** How CSV is written for Excel; undefined for other programs. */
  readonly excelCsv: {readonly separator: ',' | ';'} | undefined
  readonly dryRun: boolean
  readonly yes: boolean
  readonly input: boolean
  readonly quiet: boolean
  readonly verbose: boolean
  readonly debug: boolean
}

export interface Io {
  /** Absolute; relative file names start here. */
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
   * Declares what the command does with a file. `readText` and `readLines` declare it themselves.
   * @throws {UsageError} if it both reads and writes the file, or writes it twice, under any names, including those of shell redirects.
   */
  readonly claim: (file: string, use: 'read' | 'written') => Promise<void>
  /**
   * A whole text file, or standard input for `-`, decoded strictly and without a byte order mark.
   * @param options.mostBytes Default 16 MB.
   * @throws {UsageError} if it does not exist, cannot be read, is larger, is not text or not in its encoding.
   */
  readonly readText: (file: string, options?: {readonly mostBytes?: number}) => Promise<string>
  /**
   * The lines of a text file, or of standard input for `-`, read as they are needed and decoded like `readText`. Whether all
   * of it can be read is known only at the end: do not act on the first lines alone.
   */
  readonly readLines: (file: string) => AsyncIterable<string>
  /**
   * A file that lists people, or standard input for `-`: lines as from `readLines`, or a sheet of a workbook. What it contains decides,
   * not its name.
   * @param options.sheet The sheet by its name, or the number of its tab. Default: the only visible one with content.
   * @throws {UsageError} as `openList`.
   */
  readonly readList: (file: string, options?: {readonly sheet?: string | undefined}) => Promise<ListContent>
  /** Prints one or more lines on stderr for the person; nothing with --quiet. */
  readonly note: (lines: string | readonly string[]) => void
  /** The environment of programs that msgr runs, unless it is changed. Only `config` reads settings. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Masks the secrets of the settings in a text, as far as the settings were read. */
  readonly hide: (text: string) => string
  /** Allows a result to show requested secrets; only those of the emulator, which are useless elsewhere. */
  readonly reveal: (secrets: readonly (string | undefined)[]) => void
  /**
   * Runs a program in the foreground with this process's streams, and its environment without the secrets of msgr, changed as
   * given; undefined removes a variable. Returns its exit code, 128 + the number of the signal that ended it, or 127 if it cannot start.
   */
  readonly runProgram: (
    program: string,
    args: readonly string[],
    env: Readonly<Record<string, string | undefined>>,
    options?: ProgramOptions,
  ) => Promise<number>
  /**
   * Loads the code that runs programs in the background, each with everything it starts; they end with msgr, however it ends. They get
   * the same environment as those of `runProgram`.
   */
  readonly startPrograms: (env?: Readonly<Record<string, string | undefined>>) => Promise<StartProgram>
  /**
   * Opens an address in the browser of the person, which stays open when msgr ends. Returns why nothing was opened; undefined if
   * something was.
   */
  readonly openAddress: (url: string) => Promise<string | undefined>
  /**
   * Draws a part of a page with a browser that is on this machine, as PNG.
   * @throws {MsgrError} if there is none, or it draws nothing.
   */
  readonly pictureOf: (url: string, picture: Picture) => Promise<Buffer>
  /**
   * Prints a warning on stderr, with details on further lines; shown even with --quiet. With
   * a place, CI shows it at that place.
   */
  readonly warn: (lines: string | readonly string[], place?: Place) => void
}

/** What to draw of a page. */
export interface Picture {
  /** Elements that are drawn with what is between them; the first has to be there. */
  readonly selectors: readonly string[]
  /** Of the window, in pixels of the page. */
  readonly width: number
}

export interface ProgramOptions {
  /** Where its output goes: `stderr` keeps stdout for results. Default: stdout. */
  readonly outputTo?: 'stdout' | 'stderr'
  /** Ends it with SIGTERM, as a signal to msgr does. */
  readonly signal?: AbortSignal
}

/** A key that was pressed: `up`, `return`, `space`, `c` with `ctrl`; `text` is what it types, if anything. */
export interface Key {
  readonly name: string
  readonly text: string
  readonly ctrl: boolean
}

/** A terminal whose keys are read one by one, with a line at its bottom that stays below what is printed. */
export interface Terminal {
  /**
   * Calls back for each key until the returned function is called, which restores the terminal. Ctrl-C and Ctrl-Z
   * do what they always do and are not passed on.
   */
  readonly readKeys: (onKey: (key: Key) => void) => () => void
  /** Replaces the line at the bottom; undefined removes it. */
  readonly setStatus: (text: string | undefined) => void
}

/** Questions. Each refuses with a UsageError that names the flag when nobody can answer. */
export interface Prompt {
  /**
   * Settles when the person agrees, or `--yes` was given.
   * @throws {CancelledError} if the person answers no: the command has changed nothing.
   */
  readonly agree: (question: string, options?: AgreeOptions) => Promise<void>
  /** Yes or no, when the command continues either way; true with `--yes`. */
  readonly confirm: (question: string, flag?: string) => Promise<boolean>
  readonly secret: (question: string, flag: string) => Promise<string>
  /** One line, without spaces around it. */
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
  /** Whether only `flag` agrees without being asked, and `--yes` does not. */
  readonly isSeparate?: boolean
  /** How the command ended when the person answers no; default: nothing was changed. */
  readonly declined?: string
}

export interface TextOptions {
  /** What Enter alone answers. */
  readonly initial?: string | undefined
  /** Throws a MsgrError for an unusable answer: its message is shown, and the question is asked again. */
  readonly check?: (answer: string) => unknown
}

/** Progress of long work, on stderr: redrawn on a terminal, a line every few seconds elsewhere, nothing with --quiet. */
export interface Progress {
  readonly start: (label: string) => ProgressBar
}

export interface ProgressBar {
  /** Replaces what is shown: `412 of 1,000 sent, 40/s, 15 s left`. */
  readonly update: (text: string) => void
  /** Ends the progress; the text, if any, stays on the screen. */
  readonly stop: (text?: string) => void
}
