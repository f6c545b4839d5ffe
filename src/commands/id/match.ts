import type {Command} from 'commander'
import {
  declareInvalidRows,
  declarePsidColumn,
  type InvalidRowsFlags,
  type PsidColumnFlags,
} from '../../audience/file-rows.ts'
import type {Context} from '../../context.ts'
import {type ExitCode, exitCodes, PartlyDoneError, UsageError} from '../../errors.ts'
import {type AppId, isNumericId, type PageId} from '../../platform/ids.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument, completedOption} from '../shared/arguments/completed.ts'
import type {MatchedFile} from './match/match-file.ts'
import {type Matched, matchGroups, matchOne, readPersons, type Wanted} from './match/match-ids.ts'
import {matchColumns, matchRows, viewMatches} from './match/view.ts'

export interface MatchOptions extends InvalidRowsFlags, PsidColumnFlags {
  readonly asid?: boolean
  readonly forPage?: string
  readonly forApp?: string
  readonly from?: string
  readonly out?: string
}

export function declare(command: Command): void {
  declareInvalidRows(
    command
      .addArgument(
        completedArgument(
          'people',
          '[id]',
          'the person: a PSID of the Page, or with --asid an ASID of the app',
        ),
      )
      .option('--asid', 'the id is app-scoped: it comes from Facebook Login')
      .addOption(completedOption('pages', '--for-page <id>', 'only the id on this Page'))
      .option('--for-app <id>', 'only the id in this app')
      .addOption(
        completedOption(
          'files',
          '--from <file>',
          'many people: CSV with a column psid (with --asid: asid), or one id per line; - reads standard input',
        ),
      )
      .addOption(
        completedOption(
          'files',
          '--out <file>',
          'with --from: write to a .csv or .ndjson file, and go on with it if it broke off',
        ),
      ),
  )
  declarePsidColumn(command).addHelpText(
    'after',
    `
Pages and apps have to belong to one business. The platform wants every call to prove that it knows the app secret: set
MSGR_APP_SECRET. It does not match people in the European Economic Area and in Japan.
With --from there is at least one row for each person, in the order of the file; match says none where there is nothing.
The same command goes on with a file that broke off, if the people and the flags are the same.

Examples:
  msgr id match 6411223344556677
  msgr id match 10152368852405295 --asid --for-page 109876543210987
  msgr id match --from people.csv --format csv > matches.csv
  msgr id match --from people.csv --out matches.csv`,
  )
}

export const json = {usual: 'document', with: {'--from': 'lines', '--out': 'document'}} as const

/** A row for each match, at least one for each person, as in the file of --out. */
export const csv = {columns: matchColumns, rows: matchRows}

type Result = Matched | readonly Matched[] | MatchedFile

export function run(
  context: Context,
  id: string | undefined,
  options: MatchOptions,
): Promise<Result> | AsyncIterable<Matched> {
  const wanted = parseWanted(options)
  if (options.from === undefined) {
    refuseWithoutFile(options)
    return matchOne(context, id, wanted, options)
  }
  if (id !== undefined) throw new UsageError('People are named in two ways', {hint: 'Give an id, or --from'})
  const {out} = options
  if (out !== undefined && !context.globals.dryRun) return matchToFile(context, wanted, {...options, out})
  return matchMany(context, wanted, options)
}

function refuseWithoutFile({out, overwrite, skipInvalid, rejects, psidColumn}: MatchOptions): void {
  if ([out, overwrite, skipInvalid, rejects, psidColumn].some(flag => flag !== undefined))
    throw new UsageError('--out, --overwrite, --skip-invalid, --rejects and --psid-column go with --from')
}

async function matchToFile(
  context: Context,
  wanted: Wanted,
  options: MatchOptions & {readonly out: string},
): Promise<MatchedFile> {
  const {matchIntoFile} = await import('./match/match-file.ts')
  return matchIntoFile(context, wanted, options)
}

/** @throws {PartlyDoneError} at the end, when the platform did not tell about somebody. */
async function* matchMany(context: Context, wanted: Wanted, options: MatchOptions): AsyncGenerator<Matched> {
  const people = await readPersons(context, undefined, options)
  let failed = 0
  for await (const rows of matchGroups(context, people, wanted)) {
    failed += rows.filter(row => row.reason !== undefined).length
    yield* rows
  }
  if (failed > 0 && !context.globals.dryRun)
    throw new PartlyDoneError(`The platform did not tell about ${failed} of ${people.length} people`)
}

/** Everything is wanted, unless a Page or an app is named. */
function parseWanted({forPage, forApp}: MatchOptions): Wanted {
  const isAll = forPage === undefined && forApp === undefined
  return {
    ...((isAll || forPage !== undefined) && {pages: {page: parseId<PageId>(forPage, '--for-page')}}),
    ...((isAll || forApp !== undefined) && {apps: {app: parseId<AppId>(forApp, '--for-app')}}),
  }
}

function parseId<Id extends PageId | AppId>(text: string | undefined, flag: string): Id | undefined {
  if (text === undefined || isNumericId(text)) return text as Id | undefined
  throw new UsageError(`${flag} ${text} is not an id`, {hint: 'An id is a number'})
}

export const exitCode = (result: Result | undefined): ExitCode | undefined =>
  result !== undefined && 'file' in result && result.failed > 0 ? exitCodes.partly : undefined

export const view: View<Result> = (result, style) => {
  if (!('file' in result)) return viewMatches(result)
  const {people, matched, failed, file} = result
  const untold = failed === 0 ? '' : `; the platform did not tell about ${failed}`
  const mark = failed === 0 ? style.good('✔') : style.warn('!')
  return `${mark} Wrote ${file}: ${people} people, ${matched} of them with a match${untold}`
}
