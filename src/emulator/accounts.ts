import {accountsRoutes as routes} from '../platform/accounts.ts'
import {answerList, answerNode, type NodeType} from './core/nodes.ts'
import type {Resource} from './core/resource.ts'
import type {PageState, User} from './core/state.ts'
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

export const accounts: Resource = {
  [routes.list]: {
    tokens: ['user'],
    scopes: ['pages_show_list'],
    answer: (world, call) => {
      const user = world.state.users[call.token.userId ?? '']
      const pages = (user?.pageIds ?? []).flatMap(id => world.state.pages[id] ?? [])
      return answerList(accountType, pages, world, call)
    },
  },
  'GET /me': {
    tokens: ['user'],
    answer: (world, call) => {
      const user = world.state.users[call.token.userId ?? '']
      if (user === undefined) throw new Error(`${call.route} was called without a user`)
      return answerNode(userType, user, world, call)
    },
  },
}
