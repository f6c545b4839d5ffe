import type {Command} from 'commander'
import {declareInvalidRows} from '../../audience/file-rows.ts'
import {declarePsidColumn} from '../../audience/list-flags.ts'
import type {Context} from '../../context.ts'
import {type ExitCode, exitCodes, PartlyDoneError, UsageError} from '../../errors.ts'
import {type AppId, isNumericId, type PageId} from '../../platform/ids.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument, completedOption} from '../shared/arguments/completed.ts'
import type {MatchedFile} from './match/match-file.ts'
import {type Matched, type MatchQuery, matchGroups, matchOne, readPersons} from './match/match-ids.ts'
import type {MatchOptions} from './match/options.ts'
import {matchColumns, matchRows, viewMatches} from './match/view.ts'

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
      .addOption(completedOption('pages', '--for-page <id>', 'return only the id on this Page'))
      .option('--for-app <id>', 'return only the id in this app')
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
          'with --from: write to a .csv or .ndjson file; continue it if it was interrupted',
        ),
      ),
  )
  declarePsidColumn(command).addHelpText(
    'after',
    `
Pages and apps must belong to the same business. Every call must prove that it knows the app secret: set
MSGR_APP_SECRET. The platform does not match people in the European Economic Area and in Japan.
With --from, prints at least one row for each person, in the order of the file; match is none for people without a match.
To continue an interrupted file, run the same command with the same people and flags.

Examples:
  $ msgr id match 6411223344556677
  $ msgr id match 10152368852405295 --asid --for-page 109876543210987
  $ msgr id match --from people.csv --format csv > matches.csv
  $ msgr id match --from people.csv --out matches.csv`,
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
  const wanted = parseQuery(options)
  if (options.from === undefined) {
    refuseWithoutFile(options)
    return matchOne(context, id, wanted, options)
  }
  if (id !== undefined)
    throw new UsageError('People are selected in two ways', {hint: 'Give an id, or --from'})
  const {out} = options
  if (out !== undefined && !context.globals.dryRun) return matchToFile(context, wanted, {...options, out})
  return matchMany(context, wanted, options)
}

function refuseWithoutFile({out, overwrite, skipInvalid, rejects, psidColumn, sheet}: MatchOptions): void {
  if ([out, overwrite, skipInvalid, rejects, psidColumn, sheet].some(flag => flag !== undefined))
    throw new UsageError(
      '--out, --overwrite, --skip-invalid, --rejects, --psid-column and --sheet work only with --from',
    )
}

async function matchToFile(
  context: Context,
  wanted: MatchQuery,
  options: MatchOptions & {readonly out: string},
): Promise<MatchedFile> {
  const {matchIntoFile} = await import('./match/match-file.ts')
  return matchIntoFile(context, wanted, options)
}

/** @throws {PartlyDoneError} at the end, when the platform did not answer about some people. */
async function* matchMany(
  context: Context,
  wanted: MatchQuery,
  options: MatchOptions,
): AsyncGenerator<Matched> {
  const people = await readPersons(context, undefined, options)
  let failed = 0
  for await (const rows of matchGroups(context, people, wanted)) {
    failed += rows.filter(row => row.reason !== undefined).length
    yield* rows
  }
  if (failed > 0 && !context.globals.dryRun)
    throw new PartlyDoneError(`The platform did not answer about ${failed} of ${people.length} people`)
}

/** All Pages and apps, unless one is named. */
function parseQuery({forPage, forApp}: MatchOptions): MatchQuery {
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
  const unanswered = failed === 0 ? '' : `; the platform did not answer about ${failed}`
  const mark = failed === 0 ? style.good('✔') : style.warn('!')
  return `${mark} Wrote ${file}: ${people} people, ${matched} of them with a match${unanswered}`
}
