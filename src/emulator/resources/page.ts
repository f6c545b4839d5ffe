import {pageRoutes as routes} from '../../platform/page.ts'
import {missingParameter} from '../errors.ts'
import {answerNode, type NodeType} from '../graph/nodes.ts'
import type {PageState} from '../state/page.ts'
import {pageOf, type Resource} from '../world.ts'
import {personLoggingIn} from './account-linking.ts'
import {conversationsEdge} from './conversations.ts'
import {pageTokenBy} from './user-tokens.ts'

const pageType: NodeType<PageState> = {
  name: 'Page',
  id: ({id}) => id,
  defaults: ['name'],
  fields: {
    name: ({name}) => name,
    recipient: ({id}, world, {params}) => {
      const {account_linking_token: token} = params
      if (token === undefined || token === '') throw missingParameter('account_linking_token')
      return personLoggingIn(world, String(token), id).psid
    },
    access_token: ({id}, {state, now}, {token}) =>
      token.kind === 'user' ? pageTokenBy(state, token, id, now()).text : token.text,
    fan_count: ({likes}) => likes,
    username: ({name}) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, ''),
    category: ({category}) => category,
    link: ({id}) => `https://www.facebook.com/${id}`,
    has_added_app: ({subscribedApps}, _world, call) => call.app.id in subscribedApps,
    is_messenger_platform_bot: ({subscribedApps}) => Object.keys(subscribedApps).length > 0,
    is_messenger_bot_get_started_enabled: ({profile}) => 'get_started' in profile,
    unread_message_count: ({id}, world) =>
      [...world.state.conversations.values()]
        .filter(({pageId}) => pageId === id)
        .reduce((sum, {unreadCount}) => sum + unreadCount, 0),
  },
  edges: {conversations: conversationsEdge, threads: conversationsEdge},
}

export const page: Resource = {
  [routes.get]: {
    tokens: ['page', 'user'],
    answer: (world, call) => answerNode(pageType, pageOf(call), world, call),
  },
}
