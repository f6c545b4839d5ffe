import {idMatchingRoutes as routes} from '../../platform/id-matching.ts'
import {noSuchObject} from '../errors.ts'
import {answerList, type NodeType} from '../graph/nodes.ts'
import {peopleOfAccount} from '../state/accounts.ts'
import type {Login, Person} from '../state/person.ts'
import type {Call, Endpoint, Resource, World} from '../world.ts'

/** The person as another Page sees them. All Pages and apps of the emulator belong to one business. */
const onPage: NodeType<Person> = {
  name: 'UserIDForPage',
  id: ({psid}) => psid,
  defaults: ['page'],
  fields: {
    page: ({pageId: id}, {state}) => ({
      id,
      name: state.pages[id]?.name,
      category: state.pages[id]?.category,
      link: `https://www.facebook.com/${id}`,
    }),
  },
}

const inApp: NodeType<Login> = {
  name: 'UserIDForApp',
  id: ({asid}) => asid,
  defaults: ['app'],
  fields: {
    app: ({appId: id}, {state}) => {
      const name = state.apps[id]?.name ?? ''
      const namespace = name.toLowerCase().replaceAll(' ', '_')
      return {id, name, category: 'Business', link: `https://apps.facebook.com/${namespace}/`, namespace}
    },
  },
}

export const idMatching: Resource = {
  [routes.pagesOfPsid]: forToken('page', (world, call) => pagesOf(world, call, accountOfPsid(world, call))),
  [routes.appsOfPsid]: forToken('page', (world, call) => appsOf(world, call, accountOfPsid(world, call))),
  [routes.pagesOfAsid]: forToken('app', (world, call) => pagesOf(world, call, accountOfAsid(world, call))),
  [routes.appsOfAsid]: forToken('app', (world, call) => appsOf(world, call, accountOfAsid(world, call))),
}

function forToken(kind: 'page' | 'app', answer: Endpoint['answer']): Endpoint {
  return {tokens: [kind], needsProof: true, answer}
}

/** A PSID belongs to the Page of the token. */
function accountOfPsid({state}: World, {ids, token}: Call): string | undefined {
  const {psid = ''} = ids
  const person = state.people.get(psid)
  if (person === undefined || person.pageId !== token.pageId) throw noSuchObject('GET', psid)
  return person.accountId
}

/** An ASID belongs to the app of the token. */
function accountOfAsid({state}: World, {ids, token}: Call): string {
  const {asid = ''} = ids
  const login = state.logins.get(asid)
  if (login === undefined || login.appId !== token.appId) throw noSuchObject('GET', asid)
  return login.accountId
}

function pagesOf(world: World, call: Call, account: string | undefined): unknown {
  const {page} = call.params
  const seen = peopleOfAccount(world.state, account ?? '').filter(
    ({pageId}) => pageId !== call.token.pageId && (page === undefined || pageId === String(page)),
  )
  return answerList(onPage, seen, world, call)
}

function appsOf(world: World, call: Call, account: string | undefined): unknown {
  const {app} = call.params
  const isAsid = 'asid' in call.ids
  const logins = [...world.state.logins.values()].filter(
    ({accountId, appId}) =>
      accountId === account &&
      !(isAsid && appId === call.token.appId) &&
      (app === undefined || appId === String(app)),
  )
  return answerList(inApp, logins, world, call)
}
