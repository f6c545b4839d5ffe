import {
  type IdForApp,
  type IdForPage,
  type idMatchingRoutes,
  idMatchingRoutes as routes,
} from '../../platform/id-matching.ts'
import type {AppId, Asid, PageId, Psid} from '../../platform/ids.ts'
import type {Params} from '../../platform/route.ts'
import type {GraphClient} from '../core/graph-client.ts'
import {listAll} from '../core/list-all.ts'
import type {CallOptions} from '../core/options.ts'

/** A person as a Page sees them, or as the login of an app does. The id decides which token the call takes. */
export type KnownPerson = {readonly psid: Psid} | {readonly asid: Asid}

interface Lookup {
  readonly route: (typeof idMatchingRoutes)[keyof typeof idMatchingRoutes]
  readonly params: Params
  readonly call: CallOptions
}

/** A page of so many is whole for nearly everybody. */
const PER_CALL = 100

/**
 * The ids of one person on other Pages and in other apps of the same business. Every call
 * @throws {UnauthorisedError} when the app secret is not known, before anything is sent.
 */
export const idMatching = (graph: GraphClient) => ({
  /** The ids that Pages of the business have for a person, or the one Page that is named. */
  idsForPages: (person: KnownPerson, filter: {readonly page?: PageId | undefined} = {}) =>
    list<IdForPage>(graph, onPages(person, filter.page)),

  /** The ids that the logins of apps of the business have for a person, or the one app that is named. */
  idsForApps: (person: KnownPerson, filter: {readonly app?: AppId | undefined} = {}) =>
    list<IdForApp>(graph, inApps(person, filter.app)),

  /** The same for many people of one kind, 50 to a call; one result for each, in order. */
  idsForPagesOfAll: (people: readonly KnownPerson[], filter: {readonly page?: PageId | undefined} = {}) =>
    lookAllUp<IdForPage>(
      graph,
      people.map(person => onPages(person, filter.page)),
    ),

  idsForAppsOfAll: (people: readonly KnownPerson[], filter: {readonly app?: AppId | undefined} = {}) =>
    lookAllUp<IdForApp>(
      graph,
      people.map(person => inApps(person, filter.app)),
    ),
})

function onPages(person: KnownPerson, page: PageId | undefined): Lookup {
  const params = {...person, page, limit: PER_CALL}
  return 'psid' in person
    ? {route: routes.pagesOfPsid, params, call: {...pageCall, needs: pagesOf}}
    : {route: routes.pagesOfAsid, params, call: {...appCall, needs: pagesOf}}
}

function inApps(person: KnownPerson, app: AppId | undefined): Lookup {
  const params = {...person, app, limit: PER_CALL}
  return 'psid' in person
    ? {route: routes.appsOfPsid, params, call: {...pageCall, needs: appsOf}}
    : {route: routes.appsOfAsid, params, call: {...appCall, needs: appsOf}}
}

const pageCall: CallOptions = {token: 'page', proof: 'always'}
const appCall: CallOptions = {token: 'app', proof: 'always'}
const pagesOf = ['data[].id', 'data[].page.id']
const appsOf = ['data[].id', 'data[].app.id']

function list<Item>(graph: GraphClient, {route, params, call}: Lookup): AsyncIterable<Item> {
  return graph.pages<Item>(route, params, call)
}

const lookAllUp = <Item>(graph: GraphClient, lookups: readonly Lookup[]) =>
  listAll<Item>(graph, lookups, lookups[0]?.call)
