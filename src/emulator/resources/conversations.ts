import {READABLE_MESSAGES, conversationsRoutes as routes} from '../../platform/conversations.ts'
import type {Psid} from '../../platform/ids.ts'
import {reactionName} from '../../platform/reactions.ts'
import type {Params} from '../../platform/route.ts'
import {noSuchObject, PlatformError} from '../errors.ts'
import {demandAllowed, demandKnown} from '../graph/allowed.ts'
import {answerEdge, answerList, answerNode, type Edge, type NodeType} from '../graph/nodes.ts'
import type {Conversation, StoredMessage} from '../state/conversation.ts'
import type {Ordered} from '../state/conversation-order.ts'
import {conversationIdOf} from '../state/ids.ts'
import type {PageState} from '../state/page.ts'
import {writingApp} from '../state/thread-owner.ts'
import {toPlatformTime} from '../state/time.ts'
import {type Call, type Endpoint, pageOf, type Resource, type World} from '../world.ts'
import {attachmentsOf, sharesOf} from './message-content.ts'
import {isKeptOff} from './people.ts'
import {imageOf} from './stickers.ts'
import {fullName} from './users.ts'

const scopes = ['pages_messaging', 'pages_manage_metadata', 'pages_read_engagement']

/** A message of the Page that can still be read. */
function readable(world: World, call: Call): StoredMessage {
  const id = call.ids['message_id'] ?? ''
  const message = world.state.messages.get(id)
  const conversation = world.state.conversations.get(message?.conversationId ?? '')
  if (message === undefined || conversation === undefined || conversation.pageId !== call.token.pageId)
    throw noSuchObject('GET', id)
  if (conversation.messageIds.indexOf(message.id) < conversation.messageIds.length - READABLE_MESSAGES)
    throw new PlatformError(9000001, '(#9000001) The message has been deleted')
  return message
}

const list: Endpoint = {
  tokens: ['page'],
  scopes,
  lacks: ['tags'],
  answer: (world, call) => {
    const {conversations: items, placeOf} = found(world, pageOf(call).id, call.params)
    return answerList(conversationType, items, world, call, {placeOf})
  },
}

/** The conversations of a Page that match the parameters, newest first. */
function found(
  world: World,
  page: string,
  params: Params,
): Partial<Ordered> & Pick<Ordered, 'conversations'> {
  const {user_id: psid, folder} = params
  const all = world.order.ofPage(page)
  if (psid === undefined && folder === undefined) return all
  const one =
    psid === undefined ? undefined : world.state.conversations.get(conversationIdOf(String(psid) as Psid))
  const asked = psid === undefined ? all.conversations : one?.pageId === page ? [one] : []
  const isIn = (each: Conversation) => folderOf(each, world) === String(folder).toLowerCase()
  return {conversations: folder === undefined ? asked : asked.filter(isIn)}
}

/** The conversations of a Page as an edge of it: `GET /me?fields=conversations{messages}`. */
export const conversationsEdge: Edge<PageState> = ({id}, world, call, selection) => {
  demandAllowed(list, call.token)
  demandKnown(selection, ['tags'])
  const {conversations: items, placeOf} = found(world, id, selection.modifiers ?? {})
  return answerEdge(conversationType, items, world, call, {parentId: id, selection, placeOf})
}

export const conversations: Resource = {
  [routes.list]: list,
  [routes.threads]: list,
  'GET /{conversation_id}': {
    tokens: ['page'],
    scopes,
    answer: (world, call) => answerNode(conversationType, ownConversation(world, call), world, call),
  },
  [routes.messages]: {
    tokens: ['page'],
    scopes,
    lacks: ['source'],
    answer: (world, call) =>
      answerList(messageType, newestFirst(world, ownConversation(world, call)), world, call),
  },
  'GET /{message_id}': {
    tokens: ['page'],
    scopes,
    answer: (world, call) => answerNode(messageType, readable(world, call), world, call),
  },
  [routes.attachments]: {
    tokens: ['page'],
    scopes,
    answer: (world, call) => attachmentsOf(world, readable(world, call), call.origin) ?? {data: []},
  },
  'GET /{message_id}/shares': {
    tokens: ['page'],
    scopes,
    answer: (world, call) => sharesOf(readable(world, call).message) ?? {data: []},
  },
}

const conversationType: NodeType<Conversation> = {
  name: 'UnifiedThread',
  id: ({id}) => id,
  defaults: ['updated_time'],
  fields: {
    link: ({pageId, id}) => `/${pageId}/inbox/${id.slice(2)}/`,
    updated_time: ({updatedMs}) => toPlatformTime(updatedMs),
    message_count: ({messageIds, forgottenCount = 0}) => messageIds.length + forgottenCount,
    unread_count: ({unreadCount}) => unreadCount,
    can_reply: ({psid}, world) => isWindowOpen(world, psid),
    snippet: (conversation, world) => newestFirst(world, conversation)[0]?.text ?? '',
    participants: ({psid, pageId}, world) => ({data: [personNode(world, psid), pageNode(world, pageId)]}),
    former_participants: () => ({data: []}),
    // Those of a group, which a conversation with a Page is not.
    name: () => undefined,
    subject: () => undefined,
    senders: ({psid}, world) => ({data: [personNode(world, psid)]}),
    folder: folderOf,
    is_subscribed: () => true,
    is_owner: ({pageId, id}, {state, now}, {app}) => {
      const page = state.pages[pageId]
      return page?.defaultAppId === undefined
        ? undefined
        : writingApp(page, state.conversations.get(id), now()) === app.id
    },
  },
  edges: {
    messages: (conversation, world, call, selection) => {
      demandKnown(selection, ['source'])
      return answerEdge(messageType, newestFirst(world, conversation), world, call, {
        parentId: conversation.id,
        selection,
      })
    },
  },
}

const messageType: NodeType<StoredMessage> = {
  name: 'Message',
  id: ({id}) => id,
  defaults: ['created_time'],
  fields: {
    created_time: ({atMs}) => toPlatformTime(atMs),
    from: (message, world) => endsOf(message, world).from,
    to: (message, world) => ({data: [endsOf(message, world).to]}),
    message: ({text}) => text ?? '',
    attachments: (message, world, call) => attachmentsOf(world, message, call.origin),
    tags: ({from}) => ({
      data: [{name: 'inbox'}, {name: from === 'page' ? 'sent' : 'read'}, {name: 'source:chat'}],
    }),
    shares: ({message}) => sharesOf(message),
    reactions: reactionsOf,
    is_unsupported: () => false,
    sticker: ({message: {sticker_id: id}}) => (id === undefined ? undefined : imageOf(String(id))),
    reply_to: ({replyTo: mid, from}, world) =>
      mid === undefined ? undefined : {mid, is_self_reply: world.state.messages.get(mid)?.from === from},
  },
}

function ownConversation(world: World, call: Call): Conversation {
  const id = call.ids['conversation_id'] ?? ''
  const conversation = world.state.conversations.get(id)
  if (conversation === undefined || conversation.pageId !== call.token.pageId) throw noSuchObject('GET', id)
  return conversation
}

function folderOf({isSpam, psid}: Conversation, world: World): string {
  if (isSpam === true) return 'spam'
  const person = world.state.people.get(psid)
  return person !== undefined && isKeptOff(person) ? 'blocked' : 'inbox'
}

function newestFirst(world: World, {messageIds}: Conversation): readonly StoredMessage[] {
  return messageIds.flatMap(id => world.state.messages.get(id) ?? []).reverse()
}

function isWindowOpen(world: World, psid: string): boolean {
  const last = world.state.people.get(psid)?.lastActionMs
  return last !== undefined && world.now() - last < 24 * 3_600_000
}

function endsOf(message: StoredMessage, world: World): {from: unknown; to: unknown} {
  const conversation = world.state.conversations.get(message.conversationId)
  const person = personNode(world, conversation?.psid ?? '')
  const page = pageNode(world, conversation?.pageId ?? '')
  return message.from === 'page' ? {from: page, to: person} : {from: person, to: page}
}

/** The one reaction below a message: of the person, or of the Page by a sender action. */
function reactionsOf({reaction, reactedBy, ...message}: StoredMessage, world: World): unknown {
  if (reaction === undefined) return undefined
  const by = reactedBy ?? (message.from === 'page' ? 'person' : 'page')
  const {from, to} = endsOf(message, world)
  const user = by === message.from ? from : to
  return {data: [{reaction: reactionName(reaction), users: [user]}]}
}

function personNode(world: World, psid: string): {name: string; email: string; id: string} {
  const person = world.state.people.get(psid)
  return {name: person === undefined ? '' : fullName(person), email: `${psid}@facebook.com`, id: psid}
}

function pageNode(world: World, pageId: string): {name: string; email: string; id: string} {
  return {name: world.state.pages[pageId]?.name ?? '', email: `${pageId}@facebook.com`, id: pageId}
}
