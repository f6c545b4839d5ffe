import {collect} from '../../../api/core/paging.ts'
import type {KnownPerson} from '../../../api/resources/id-matching.ts'
import {type AskResult, askAll} from '../../../audience/ask-all.ts'
import {inGroups} from '../../../audience/groups.ts'
import {type PeopleFlags, readLogins, readPeople} from '../../../audience/people.ts'
import type {Context} from '../../../context.ts'
import {MsgrError} from '../../../errors.ts'
import type {IdForApp, IdForPage} from '../../../platform/id-matching.ts'
import type {AppId, PageId} from '../../../platform/ids.ts'
import {MAX_BATCH_OPERATIONS} from '../../../platform/route.ts'
import type {Own} from '../../shared/wording/own-names.ts'

/** The other ids of one person. */
export interface Matched {
  /** The id that was asked about. */
  readonly person: string
  /** Undefined when only apps were asked for. */
  readonly pages: readonly Own<IdForPage>[] | undefined
  /** Undefined when only Pages were asked for. */
  readonly apps: readonly Own<IdForApp>[] | undefined
  /** Why the platform did not answer. */
  readonly reason: string | undefined
}

/** What to match for a person: an undefined filter means all. */
export interface MatchQuery {
  readonly pages?: {readonly page: PageId | undefined}
  readonly apps?: {readonly app: AppId | undefined}
}

interface PersonsOptions extends PeopleFlags {
  readonly asid?: boolean
  readonly from?: string
}

/** The people named on the command line and in a file, each once, in order. */
export async function readPersons(
  context: Context,
  id: string | undefined,
  {asid = false, from, ...flags}: PersonsOptions,
): Promise<readonly KnownPerson[]> {
  const given = id === undefined ? [] : [id]
  const {skipInvalid, rejects, overwrite, psidColumn, sheet} = flags
  const rows = {skipInvalid, rejects, overwrite, psidColumn, sheet}
  if (asid) return (await readLogins(context, given, from, rows)).map(login => ({asid: login}))
  return (await readPeople(context, given, from, rows)).map(psid => ({psid}))
}

export const idOf = (person: KnownPerson): string => ('psid' in person ? person.psid : person.asid)

export async function matchOne(
  context: Context,
  id: string | undefined,
  {pages, apps}: MatchQuery,
  options: PersonsOptions,
): Promise<Matched> {
  const [person] = await readPersons(context, id, options)
  if (person === undefined) throw new Error('No person was read')
  const {idMatching} = await context.api()
  return {
    person: idOf(person),
    pages: pages && toPages(await collect(idMatching.idsForPages(person, pages))),
    apps: apps && toApps(await collect(idMatching.idsForApps(person, apps))),
    reason: undefined,
  }
}

/** With all keys of each: values that the platform does not show are undefined. */
const toPages = (found: readonly IdForPage[]): Matched['pages'] =>
  found.map(({id, page}) => ({
    id,
    page: {id: page.id, name: page.name, category: page.category, link: page.link},
  }))

const toApps = (found: readonly IdForApp[]): Matched['apps'] =>
  found.map(({id, app: {id: appId, name, category, link, namespace}}) => ({
    id,
    app: {id: appId, name, category, link, namespace},
  }))

export interface GroupsOptions {
  /** The number of people in the list that are already matched. */
  readonly done?: number
  /**
   * Stops when the platform does not answer about a person for a temporary reason, instead of reporting them as failed.
   * @throws {MsgrError} then
   */
  readonly stopsOnTemporaryFailure?: boolean
}

/** One row for each person, in order, in groups of the size of a batch call. */
export async function* matchGroups(
  context: Context,
  people: readonly KnownPerson[],
  wanted: MatchQuery,
  {done = 0, stopsOnTemporaryFailure = false}: GroupsOptions = {},
): AsyncGenerator<readonly Matched[]> {
  const bar = context.progress.start('Matching')
  let count = done
  try {
    for await (const group of inGroups(people.slice(done), MAX_BATCH_OPERATIONS)) {
      yield await match(context, group, wanted, stopsOnTemporaryFailure)
      count += group.length
      bar.update(`${count} of ${people.length} people`)
    }
  } finally {
    bar.stop()
  }
}

async function match(
  context: Context,
  people: readonly KnownPerson[],
  {pages, apps}: MatchQuery,
  stopsOnTemporaryFailure: boolean,
): Promise<readonly Matched[]> {
  const {idMatching} = await context.api()
  const [onPages, inApps] = await Promise.all([
    pages && askAll(context, people, group => idMatching.idsForPagesOfAll(group, pages)),
    apps && askAll(context, people, group => idMatching.idsForAppsOfAll(group, apps)),
  ])
  return people.map((person, index) => {
    const [page, app] = [onPages?.[index], inApps?.[index]]
    const failure = [page, app].find(hasFailed)
    if (failure !== undefined) {
      if (stopsOnTemporaryFailure && failure.mayPass)
        throw new MsgrError(`The platform did not answer: ${failure.failed}`)
      return {person: idOf(person), pages: undefined, apps: undefined, reason: failure.failed}
    }
    return {
      person: idOf(person),
      pages: page !== undefined && 'answer' in page ? toPages(page.answer) : undefined,
      apps: app !== undefined && 'answer' in app ? toApps(app.answer) : undefined,
      reason: undefined,
    }
  })
}

function hasFailed(
  result: AskResult<unknown> | undefined,
): result is Extract<AskResult<unknown>, {readonly failed: string}> {
  return result !== undefined && 'failed' in result
}
