import type {CompletedBy} from '../commands/shared/arguments/completed.ts'
import type {GlobalOptions} from '../context.ts'
import {UsageError} from '../errors.ts'
import {nearest} from '../platform/near-miss.ts'
import {excelCsvOf} from '../terminal/excel-csv.ts'
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
  {
    flags: '--all-pages',
    about:
      'every Page in the project file, or, without one, in the user file, or else of the emulator; for some: --page a,b',
  },
  {flags: '--emulator', about: 'use the emulator instead of the platform: no account, no token, no network'},
  {flags: '--api-version <version>', about: 'use another version of the Graph API'},
  {
    flags: '--config <file>',
    about: 'read settings from this file instead of the project file; it may be code',
    completedBy: 'files',
  },
  {
    flags: '--trust <folder>',
    about: 'trust the settings of the project in this folder: msgr help config',
    completedBy: 'files',
  },
  {
    flags: '--store <url>',
    about: 'keep what machines share in this PostgreSQL database, such as postgres://db.example/msgr',
  },
  {
    flags: '--encoding <name>',
    about: 'the encoding of input files and standard input, such as windows-1252 (default: UTF-8)',
    completedBy: 'encodings',
  },
  {
    flags: '--json[=fields]',
    about: 'print the result as JSON, with = only these fields, as in --json=id,name: msgr help json',
  },
  {
    flags: '--jq <expression>',
    about: 'print what this jq expression makes of the JSON, as jq -r does; jq need not be installed',
  },
  {
    flags: '--format <format>',
    about: 'the format of the result',
    choices: ['text', 'json', 'csv', 'excel-csv'],
  },
  {
    flags: '--raw-csv',
    about: 'CSV with every cell unchanged: no apostrophe before what a spreadsheet would take for a formula',
  },
  {flags: '-n, --dry-run', about: 'show the requests without sending them; needs no token'},
  {flags: '-y, --yes', about: 'answer every question with yes; only --overwrite replaces a file'},
  {flags: '--no-input', about: 'never ask: fail and name the flag to use instead'},
  {flags: '-q, --quiet', about: 'no notes and no progress'},
  {flags: '-v, --verbose', about: 'print what is done, and on whose behalf'},
  {flags: '--debug', about: 'show each call on stderr, without secrets'},
  {flags: '--no-color', about: 'no colours'},
]

/** The line in every command's help that points to the global flags. */
export const globalFlagsLine =
  'Global flags: --page, --emulator, --json, --dry-run, --yes, …: msgr help flags'

export const helpFlag = {flags: '-h, --help', about: 'show help'}
export const versionFlag = {flags: '-V, --version', about: 'show the version'}

/** Each spelling of the flag, such as `--page` or `-n`. */
export function spellings({flags}: {readonly flags: string}): string[] {
  return flags.split(', ').map(spelling => spelling.split(/[ []/, 1)[0] ?? spelling)
}

/** A flag as commander declares it. A value that may only follow an equals sign is taken off before: `fields.ts`. */
export const declaredFlags = ({flags}: GlobalFlag): string => flags.replace(/\[=.*\]$/, '')

/** Whether the word after this argument is its value. */
export function takesNext(argument: string): boolean {
  return globalFlags.some(flag => flag.flags.includes('<') && spellings(flag).includes(argument))
}

/** The global flag of this spelling. */
export function globalFlag(argument: string): GlobalFlag | undefined {
  return globalFlags.find(flag => spellings(flag).includes(argument))
}

/** The flags as commander parses them. */
export interface ParsedFlags {
  readonly page?: string
  readonly allPages?: boolean
  readonly emulator?: boolean
  readonly apiVersion?: string
  readonly config?: string
  readonly trust?: string
  readonly store?: string
  readonly encoding?: string
  readonly json?: boolean
  /** Of `--json=id,name`. */
  readonly jsonFields?: readonly string[]
  readonly jq?: string
  readonly format?: Format | 'excel-csv'
  readonly rawCsv?: boolean
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly input?: boolean
  readonly quiet?: boolean
  readonly verbose?: boolean
  readonly debug?: boolean
}

/**
 * @param env shows the country for CSV of Excel.
 * @throws {UsageError} if two flags contradict each other.
 */
export function toGlobalOptions(
  flags: ParsedFlags,
  env: Readonly<Record<string, string | undefined>> = {},
): GlobalOptions {
  if (flags.json && flags.format !== undefined && flags.format !== 'json') {
    const flag = flags.jq === undefined ? '--json' : '--jq'
    throw new UsageError(`${flag} and --format ${flags.format} contradict each other`)
  }
  if (flags.rawCsv && (flags.json || flags.format === 'json')) {
    throw new UsageError('--raw-csv and --json contradict each other')
  }
  const isExcel = flags.format === 'excel-csv'
  if (flags.rawCsv && isExcel) throw new UsageError('--raw-csv and --format excel-csv contradict each other')
  const given = flags.format === 'excel-csv' ? 'csv' : flags.format
  const format = flags.json ? 'json' : (given ?? (flags.rawCsv ? 'csv' : 'text'))
  return {
    page: flags.page,
    allPages: flags.allPages ?? false,
    emulator: flags.emulator ?? false,
    apiVersion: flags.apiVersion,
    config: flags.config,
    trust: flags.trust,
    store: flags.store,
    encoding: toEncoding(flags.encoding),
    json: format === 'json',
    format,
    rawCsv: flags.rawCsv ?? false,
    excelCsv: isExcel ? excelCsvOf(env) : undefined,
    dryRun: flags.dryRun ?? false,
    yes: flags.yes ?? false,
    input: flags.input ?? true,
    quiet: flags.quiet ?? false,
    verbose: flags.verbose ?? false,
    debug: flags.debug ?? false,
  }
}

/** @throws {UsageError} if no encoding has this name. */
function toEncoding(name: string | undefined): string | undefined {
  if (name === undefined || isEncoding(name)) return name
  const suggestion = nearest(name, commonEncodings)
  throw new UsageError(`--encoding ${name} is not an encoding that msgr can read`, {
    hint:
      suggestion === undefined
        ? `Such as: ${commonEncodings.slice(0, 6).join(', ')}`
        : `Did you mean ${suggestion}?`,
  })
}

/** How to report, read from the command line before it is parsed, because an error in it must be reported too. */
export interface ReportOptions {
  readonly json: boolean
  readonly colour: boolean
  readonly showsStacks: boolean
  readonly quiet: boolean
}

export function reportOptionsOf(argv: readonly string[]): ReportOptions {
  const end = argv.indexOf('--')
  const flags = end === -1 ? argv : argv.slice(0, end)
  const isJson = flags.some(
    (flag, index) => flag === '--format=json' || (flag === '--format' && flags[index + 1] === 'json'),
  )
  const has = (...names: string[]) => names.some(name => flags.includes(name))
  return {
    json: isJson || has('--json', '--jq') || flags.some(flag => /^--(json|jq)=/.test(flag)),
    colour: !has('--no-color'),
    showsStacks: has('--debug', '--verbose', '-v'),
    quiet: has('--quiet', '-q'),
  }
}
