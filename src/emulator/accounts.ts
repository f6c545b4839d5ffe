import {accountsRoutes as routes} from '../platform/accounts.ts'
import {tokenText} from './core/ids.ts'
import {answerList, type NodeType} from './core/nodes.ts'
import type {Resource} from './core/resource.ts'
import type {PageState} from './core/state.ts'

const tasks = ['ADVERTISE', 'ANALYZE', 'CREATE_CONTENT', 'MESSAGING', 'MODERATE', 'MANAGE']

const accountType: NodeType<PageState> = {
  name: 'Page',
  id: ({id}) => id,
  defaults: ['access_token', 'category', 'name', 'tasks'],
  fields: {
    access_token: ({id}, _world, call) => tokenText('page', `${call.app.id} ${id}`),
    category: ({category}) => category,
    name: ({name}) => name,
    tasks: () => tasks,
  },
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
      return {id: user?.id, name: user?.name}
    },
  },
}
