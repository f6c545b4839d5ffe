import {accountsRoutes as routes} from '../../platform/accounts.ts'
import {noSuchObject} from '../errors.ts'
import {answerList, answerNode, type NodeType} from '../graph/nodes.ts'
import type {User} from '../state/app.ts'
import type {PageState} from '../state/page.ts'
import type {Call, Endpoint, Resource, World} from '../world.ts'
import {pageTokenBy} from './user-tokens.ts'

const tasks = ['ADVERTISE', 'ANALYZE', 'CREATE_CONTENT', 'MESSAGING', 'MODERATE', 'MANAGE']

const accountType: NodeType<PageState> = {
  name: 'Page',
  id: ({id}) => id,
  defaults: ['access_token', 'category', 'name', 'tasks'],
  fields: {
    access_token: ({id}, {state, now}, {token}) => pageTokenBy(state, token, id, now()).text,
    category: ({category}) => category,
    name: ({name}) => name,
    tasks: () => tasks,
  },
}

const userType: NodeType<User> = {
  name: 'User',
  id: ({id}) => id,
  defaults: ['name'],
  fields: {name: ({name}) => name},
}

/** The person of a user token, named by id or as `me`; for an app, the person whose id it names. */
export function userOf(world: World, call: Call): User {
  const own = call.token.userId ?? ''
  const asked = call.ids['user_id'] ?? own
  const user = world.state.users[asked]
  if (user === undefined || (call.token.kind !== 'app' && asked !== own)) throw noSuchObject('GET', asked)
  return user
}

const list: Endpoint = {
  tokens: ['user'],
  scopes: ['pages_show_list'],
  lacks: ['business_id', 'filtering', 'is_business', 'is_place', 'is_promotable'],
  answer: (world, call) => {
    const pages = userOf(world, call).pageIds.flatMap(id => world.state.pages[id] ?? [])
    return answerList(accountType, pages, world, call)
  },
}

const get: Endpoint = {
  tokens: ['user', 'app'],
  answer: (world, call) => answerNode(userType, userOf(world, call), world, call),
}

export const accounts: Resource = {
  [routes.list]: list,
  'GET /{user_id}/accounts': list,
  'GET /me': {...get, tokens: ['user']},
  'GET /{user_id}': get,
}
