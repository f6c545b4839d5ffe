import type {Command} from 'commander'
import type {BatchResult} from '../../api/core/graph-client.ts'
import {collect} from '../../api/core/paging.ts'
import type {KnownPerson} from '../../api/id-matching.ts'
import type {Api} from '../../api/index.ts'
import type {Context} from '../../context.ts'
import {PartlyDoneError, UsageError} from '../../errors.ts'
import type {IdForApp, IdForPage} from '../../platform/id-matching.ts'
import {type AppId, isNumericId, type PageId} from '../../platform/ids.ts'
import {MAX_BATCH_OPERATIONS} from '../../platform/route.ts'
import type {Table, View} from '../../terminal/view.ts'
import {readLogins, readPeople} from '../people.ts'

/** Under which other ids one person is known. */
export interface Matched {
  /** The id that was asked about. */
  readonly person: string
  /** Undefined when only apps were asked for. */
  readonly pages?: readonly IdForPage[]
  /** Undefined when only Pages were asked for. */
  readonly apps?: readonly IdForApp[]
  /** Why the platform did not tell. */
  readonly failed?: string
}

interface MatchOptions {
  readonly asid?: boolean
  readonly forPage?: string
  readonly forApp?: string
  readonly from?: string
}

/** What of a person is wanted: undefined filters mean all of them. */
interface Wanted {
  readonly pages?: {readonly page: PageId | undefined}
  readonly apps?: {readonly app: AppId | undefined}
}

export function declare(command: Command): void {
  command
    .argument('[id]', 'the person: a PSID of the Page, or with --asid an ASID of the app')
    .option('--asid', 'the id is app-scoped: it comes from Facebook Login')
    .option('--for-page <id>', 'only the id on this Page')
    .option('--for-app <id>', 'only the id in this app')
    .option(
      '--from <file>',
      'many people: CSV with a column psid (with --asid: asid), or one id per line; - reads standard input',
    )
    .addHelpText(
      'after',
      `
Pages and apps have to belong to one business. The platform wants every call to prove that it knows the app secret: set
MSGR_APP_SECRET. It does not match people in the European Economic Area and in Japan.
With --from there is at least one row for each person, in the order of the file; match says none where there is nothing.

Examples:
  msgr id match 6411223344556677
  msgr id match 10152368852405295 --asid --for-page 109876543210987
  msgr id match --from people.csv --format csv > matches.csv`,
    )
}

export function run(
  context: Context,
  id: string | undefined,
  options: MatchOptions,
): Promise<Matched | readonly Matched[]> | AsyncIterable<Matched> {
  const wanted = parseWanted(options)
  if (options.from === undefined) return matchOne(context, id, wanted, options)
  if (id !== undefined) throw new UsageError('People are named in two ways', {hint: 'Give an id, or --from'})
  const rows = matchMany(context, wanted, options)
  return context.io.isOutTerminal && context.globals.format === 'text' ? collect(rows) : rows
}

async function matchOne(
  context: Context,
  id: string | undefined,
  wanted: Wanted,
  options: MatchOptions,
): Promise<Matched> {
  const [person] = await readPersons(context, id, options)
  if (person === undefined) throw new Error('Nobody was read')
  const {idMatching} = await context.api()
  const {pages, apps} = wanted
  return {
    person: idOf(person),
    ...(pages && {pages: await collect(idMatching.idsForPages(person, pages))}),
    ...(apps && {apps: await collect(idMatching.idsForApps(person, apps))}),
  }
}

/** @throws {PartlyDoneError} at the end, when the platform did not tell about somebody. */
async function* matchMany(context: Context, wanted: Wanted, options: MatchOptions): AsyncGenerator<Matched> {
  const people = await readPersons(context, undefined, options)
  const {idMatching} = await context.api()
  const bar = context.progress.start('Matching')
  let failed = 0
  try {
    for (let start = 0; start < people.length; start += MAX_BATCH_OPERATIONS) {
      for (const row of await match(idMatching, people.slice(start, start + MAX_BATCH_OPERATIONS), wanted)) {
        if (row.failed !== undefined) failed += 1
        yield row
      }
      bar.update(`${Math.min(start + MAX_BATCH_OPERATIONS, people.length)} of ${people.length} people`)
    }
  } finally {
    bar.stop()
  }
  if (failed > 0 && !context.globals.dryRun)
    throw new PartlyDoneError(`The platform did not tell about ${failed} of ${people.length} people`)
}

async function match(
  idMatching: Api['idMatching'],
  people: readonly KnownPerson[],
  {pages, apps}: Wanted,
): Promise<readonly Matched[]> {
  const onPages = pages && (await idMatching.idsForPagesOfAll(people, pages))
  const inApps = apps && (await idMatching.idsForAppsOfAll(people, apps))
  return people.map((person, index) => {
    const [page, app] = [onPages?.[index], inApps?.[index]]
    const failed = reasonOf(page) ?? reasonOf(app)
    if (failed !== undefined) return {person: idOf(person), failed}
    return {
      person: idOf(person),
      ...(page?.kind === 'done' && {pages: page.answer}),
      ...(app?.kind === 'done' && {apps: app.answer}),
    }
  })
}

function reasonOf(result: BatchResult<unknown> | undefined): string | undefined {
  if (result === undefined || result.kind === 'done') return undefined
  return result.kind === 'failed' ? result.error.message : 'The platform ran out of time before this person'
}

async function readPersons(
  {io}: Context,
  id: string | undefined,
  {asid = false, from}: MatchOptions,
): Promise<readonly KnownPerson[]> {
  const given = id === undefined ? [] : [id]
  if (asid) return (await readLogins(io, given, from)).map(login => ({asid: login}))
  return (await readPeople(io, given, from)).map(psid => ({psid}))
}

const idOf = (person: KnownPerson): string => ('psid' in person ? person.psid : person.asid)

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

export const view: View<Matched | readonly Matched[]> = result => ({
  columns: ['person', 'match', 'name', 'of', 'id', 'reason'],
  rows: [result].flat().flatMap(rowsOf),
  whole: ['person', 'of', 'id'],
})

/** At least one row: who has no match is seen too. */
function rowsOf({person, pages = [], apps = [], failed}: Matched): Table['rows'] {
  if (failed !== undefined) return [[person, 'failed', '', '', '', failed]]
  const rows = [
    ...pages.map(({id, page}) => [person, 'page', page.name, page.id, id, '']),
    ...apps.map(({id, app}) => [person, 'app', app.name, app.id, id, '']),
  ]
  return rows.length === 0 ? [[person, 'none', '', '', '', '']] : rows
}
