import type {CompletedBy} from '../commands/shared/arguments/completed.ts'
import type {GlobalOptions} from '../context.ts'
import {UsageError} from '../errors.ts'
import {nearest} from '../platform/near-miss.ts'
import type {Format} from '../terminal/view.ts'
import {commonEncodings, isEncoding} from '../text/encodings.ts'

/** A flag that every command has. */
export interface GlobalFlag {
  readonly flags: string
  readonly about: string
  readonly choices?: readonly string[]
  readonly completedBy?: CompletedBy
}

/** The flags that every command has; they may stand anywhere on the command line. */
export const globalFlags: readonly GlobalFlag[] = [
  {
    flags: '--page <name>',
    about: 'the Page, by its name in the settings or by its id',
    completedBy: {listOf: 'pages'},
  },
  {flags: '--all-pages', about: 'every Page that the settings name, one after the other; some: --page a,b'},
  {flags: '--emulator', about: 'talk to the emulator, not to the platform: no account, no token, no network'},
  {flags: '--api-version <version>', about: 'another version of the Graph API'},
  {
    flags: '--config <file>',
    about: 'settings from this file instead of the project file; it may be code',
    completedBy: 'files',
  },
  {
    flags: '--trust <folder>',
    about: 'trust the settings of the project in this folder: msgr help config',
    completedBy: 'files',
  },
  {
    flags: '--encoding <name>',
    about: 'what input files and standard input are encoded in, such as windows-1252 (default: UTF-8)',
    completedBy: 'encodings',
  },
  {flags: '--json', about: 'the result as JSON: msgr help json'},
  {flags: '--format <format>', about: 'how the result is written', choices: ['text', 'json', 'csv']},
  {
    flags: '--raw-csv',
    about: 'CSV with every cell as it is: without the apostrophe before what a spreadsheet would calculate',
  },
  {flags: '-n, --dry-run', about: 'show the requests, make none; needs no token'},
  {flags: '-y, --yes', about: 'agree to what would be asked; a file is replaced with --overwrite alone'},
  {flags: '--no-input', about: 'ask nothing: fail and name the flag instead'},
  {flags: '-q, --quiet', about: 'no notes and no progress'},
  {flags: '-v, --verbose', about: 'say what is done, and in whose name'},
  {flags: '--debug', about: 'show each call on stderr, without secrets'},
  {flags: '--no-color', about: 'no colours'},
]

/** What help says of them: they are the same everywhere. */
export const globalFlagsLine =
  'Global flags: --page, --emulator, --json, --dry-run, --yes, …: msgr help flags'

export const helpFlag = {flags: '-h, --help', about: 'show help'}
export const versionFlag = {flags: '-V, --version', about: 'show the version'}

/** `--page`, `-n`: each way to write the flag. */
export function spellings({flags}: {readonly flags: string}): string[] {
  return flags.split(', ').map(spelling => spelling.split(' ', 1)[0] ?? spelling)
}

/** Whether the word after this argument is its value. */
export function takesNext(argument: string): boolean {
  return globalFlags.some(flag => flag.flags.includes('<') && spellings(flag).includes(argument))
}

/** The global flag of this spelling. */
export function globalFlag(argument: string): GlobalFlag | undefined {
  return globalFlags.find(flag => spellings(flag).includes(argument))
}

/** What commander makes of the flags. */
export interface ParsedFlags {
  readonly page?: string
  readonly allPages?: boolean
  readonly emulator?: boolean
  readonly apiVersion?: string
  readonly config?: string
  readonly trust?: string
  readonly encoding?: string
  readonly json?: boolean
  readonly format?: Format
  readonly rawCsv?: boolean
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly input?: boolean
  readonly quiet?: boolean
  readonly verbose?: boolean
  readonly debug?: boolean
}

/** @throws {UsageError} if two flags contradict each other. */
export function toGlobalOptions(flags: ParsedFlags): GlobalOptions {
  if (flags.json && flags.format !== undefined && flags.format !== 'json') {
    throw new UsageError(`--json and --format ${flags.format} contradict each other`)
  }
  if (flags.rawCsv && (flags.json || flags.format === 'json')) {
    throw new UsageError('--raw-csv and --json contradict each other')
  }
  const format = flags.json ? 'json' : (flags.format ?? (flags.rawCsv ? 'csv' : 'text'))
  return {
    page: flags.page,
    allPages: flags.allPages ?? false,
    emulator: flags.emulator ?? false,
    apiVersion: flags.apiVersion,
    config: flags.config,
    trust: flags.trust,
    encoding: toEncoding(flags.encoding),
    json: format === 'json',
    format,
    rawCsv: flags.rawCsv ?? false,
    dryRun: flags.dryRun ?? false,
    yes: flags.yes ?? false,
    input: flags.input ?? true,
    quiet: flags.quiet ?? false,
    verbose: flags.verbose ?? false,
    debug: flags.debug ?? false,
  }
}

/** @throws {UsageError} for a name that no encoding has. */
function toEncoding(name: string | undefined): string | undefined {
  if (name === undefined || isEncoding(name)) return name
  const meant = nearest(name, commonEncodings)
  throw new UsageError(`--encoding ${name} is not an encoding that msgr can read`, {
    hint:
      meant === undefined ? `Such as: ${commonEncodings.slice(0, 6).join(', ')}` : `Did you mean ${meant}?`,
  })
}

/** How to report, read off the command line before it is parsed: an error in it must be reported too. */
export interface Manner {
  readonly json: boolean
  readonly colour: boolean
  readonly showsStacks: boolean
  readonly quiet: boolean
}

export function mannerOf(argv: readonly string[]): Manner {
  const end = argv.indexOf('--')
  const flags = end === -1 ? argv : argv.slice(0, end)
  const isJson = flags.some(
    (flag, index) => flag === '--format=json' || (flag === '--format' && flags[index + 1] === 'json'),
  )
  const has = (...names: string[]) => names.some(name => flags.includes(name))
  return {
    json: isJson || has('--json'),
    colour: !has('--no-color'),
    showsStacks: has('--debug', '--verbose', '-v'),
    quiet: has('--quiet', '-q'),
  }
}
