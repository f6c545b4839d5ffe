import {noSuchObject} from '../errors.ts'
import {answerNode, type NodeType} from '../graph/nodes.ts'
import type {App} from '../state/app.ts'
import type {Resource} from '../world.ts'

const appType: NodeType<App> = {
  name: 'Application',
  id: ({id}) => id,
  defaults: ['category', 'link', 'name'],
  fields: {
    category: () => 'Business',
    link: ({id}) => `https://www.facebook.com/games/?app_id=${id}`,
    name: ({name}) => name,
  },
}

/** The app of any token, as `/app` or by its id. Source: https://developers.facebook.com/docs/graph-api/reference/application */
export const apps: Resource = {
  'GET /{app_id}': {
    tokens: ['app', 'page', 'user'],
    answer: (world, call) => {
      const asked = call.ids['app_id'] ?? ''
      if (asked !== 'app' && asked !== call.app.id) throw noSuchObject('GET', asked)
      return answerNode(appType, call.app, world, call)
    },
  },
}
