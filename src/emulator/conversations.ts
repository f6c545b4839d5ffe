import {READABLE_MESSAGES, conversationsRoutes as routes} from '../platform/conversations.ts'
import type {Psid} from '../platform/ids.ts'
import {noSuchObject, PlatformError} from './core/errors.ts'
import {conversationIdOf} from './core/ids.ts'
import {answerEdge, answerList, answerNode, type NodeType} from './core/nodes.ts'
import {type Call, pageOf, type Resource, type World} from './core/resource.ts'
import type {Conversation, StoredMessage} from './core/state.ts'
import {writingApp} from './core/thread-owner.ts'
import {toPlatformTime} from './core/time.ts'
import {atFullAddress, type SentAttachment} from './people/writing.ts'
import {isKeptOff} from './people.ts'
import {imageOf} from './stickers.ts'
import {fullName} from './users.ts'

const scopes = ['pages_messaging', 'pages_manage_metadata', 'pages_read_engagement']

/** A message of the Page that can still be read. */
function readable(world: World, call: Call): StoredMessage {
  const id = call.ids['message_id'] ?? ''
  const message = world.state.messages.get(id)
  const conversation = world.state.conversations[message?.conversationId ?? '']
  if (message === undefined || conversation === undefined || conversation.pageId !== call.token.pageId)
    throw noSuchObject('GET', id)
  if (conversation.messageIds.indexOf(message.id) < conversation.messageIds.length - READABLE_MESSAGES)
    throw new PlatformError(9000001, '(#9000001) The message has been deleted')
  return message
}

export const conversations: Resource = {
  [routes.list]: {
    tokens: ['page'],
    scopes,
    answer: (world, call) => {
      const {platform = 'messenger', user_id: psid, folder} = call.params
      const isMessenger = String(platform).toLowerCase() === 'messenger'
      const {conversations: all} = world.state
      const asked = psid === undefined ? Object.values(all) : [all[conversationIdOf(psid as Psid)]]
      const own = asked
        .flatMap(conversation => conversation ?? [])
        .filter(({pageId}) => isMessenger && pageId === pageOf(call).id)
        .filter(each => folder === undefined || folderOf(each, world) === String(folder).toLowerCase())
        .sort((one, other) => other.updatedMs - one.updatedMs)
      return answerList(conversationType, own, world, call)
    },
  },
  'GET /{conversation_id}': {
    tokens: ['page'],
    scopes,
    answer: (world, call) => answerNode(conversationType, ownConversation(world, call), world, call),
  },
  [routes.messages]: {
    tokens: ['page'],
    scopes,
    answer: (world, call) =>
      answerList(messageType, newestFirst(world, ownConversation(world, call)), world, call),
  },
  'GET /{message_id}': {
    tokens: ['page'],
    scopes,
    answer: (world, call) => answerNode(messageType, readable(world, call), world, call),
  },
  'GET /{message_id}/attachments': {
    tokens: ['page'],
    scopes,
    answer: (world, call) => attachmentsOf(readable(world, call).message, call.origin) ?? {data: []},
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
    senders: ({psid}, world) => ({data: [personNode(world, psid)]}),
    folder: folderOf,
    is_subscribed: () => true,
    is_owner: ({pageId, id}, {state, now}, {app}) => {
      const page = state.pages[pageId]
      return page?.defaultAppId === undefined
        ? undefined
        : writingApp(page, state.conversations[id], now()) === app.id
    },
  },
  edges: {
    messages: (conversation, world, call, selection) =>
      answerEdge(messageType, newestFirst(world, conversation), world, call, {
        parentId: conversation.id,
        selection,
      }),
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
    attachments: ({message}, _world, call) => attachmentsOf(message, call.origin),
    tags: ({from}) => ({
      data: [{name: 'inbox'}, {name: from === 'page' ? 'sent' : 'read'}, {name: 'source:chat'}],
    }),
    sticker: ({message: {sticker_id: id}}) => (id === undefined ? undefined : imageOf(String(id))),
    reply_to: ({replyTo: mid, from}, world) =>
      mid === undefined ? undefined : {mid, is_self_reply: world.state.messages.get(mid)?.from === from},
  },
}

function ownConversation(world: World, call: Call): Conversation {
  const id = call.ids['conversation_id'] ?? ''
  const conversation = world.state.conversations[id]
  if (conversation === undefined || conversation.pageId !== call.token.pageId) throw noSuchObject('GET', id)
  return conversation
}

function folderOf({isSpam, psid}: Conversation, world: World): string {
  if (isSpam === true) return 'spam'
  const person = world.state.people[psid]
  return person !== undefined && isKeptOff(person) ? 'blocked' : 'inbox'
}

function newestFirst(world: World, {messageIds}: Conversation): readonly StoredMessage[] {
  return messageIds.flatMap(id => world.state.messages.get(id) ?? []).reverse()
}

function isWindowOpen(world: World, psid: string): boolean {
  const last = world.state.people[psid]?.lastActionMs
  return last !== undefined && world.now() - last < 24 * 3_600_000
}

function endsOf(message: StoredMessage, world: World): {from: unknown; to: unknown} {
  const conversation = world.state.conversations[message.conversationId]
  const person = personNode(world, conversation?.psid ?? '')
  const page = pageNode(world, conversation?.pageId ?? '')
  return message.from === 'page' ? {from: page, to: person} : {from: person, to: page}
}

function personNode(world: World, psid: string): {name: string; email: string; id: string} {
  const person = world.state.people[psid]
  return {name: person === undefined ? '' : fullName(person), email: `${psid}@facebook.com`, id: psid}
}

function pageNode(world: World, pageId: string): {name: string; email: string; id: string} {
  return {name: world.state.pages[pageId]?.name ?? '', email: `${pageId}@facebook.com`, id: pageId}
}

function attachmentsOf(message: StoredMessage['message'], origin: string): unknown {
  const {attachment, attachments} = message
  const list = Array.isArray(attachments) ? attachments : attachment === undefined ? [] : [attachment]
  if (list.length === 0) return undefined
  const shown = atFullAddress({origin}, list as readonly SentAttachment[])
  return {data: shown.map(toNode)}
}

const mimeTypes: Readonly<Record<string, string>> = {
  image: 'image/jpeg',
  sticker: 'image/png',
  video: 'video/mp4',
  audio: 'audio/mpeg',
}

/** An attachment as a conversation shows it, which is not the form in which it was sent. The size is not known here and 0. */
function toNode({type, payload = {}}: SentAttachment, position: number): Readonly<Record<string, unknown>> {
  const id = String(position + 1)
  const {elements} = payload as {readonly elements?: readonly Readonly<Record<string, unknown>>[]}
  if (type === 'template') {
    const {title = payload['text'], subtitle} = elements?.[0] ?? {}
    return {id, generic_template: {title, subtitle}}
  }
  const {url} = payload
  const name =
    String(url ?? '')
      .split(/[?#]/)[0]
      ?.split('/')
      .at(-1) || type
  const file = {id, mime_type: mimeTypes[type] ?? 'application/octet-stream', name, size: 0}
  const picture = {url, preview_url: url, width: 240, height: 240}
  if (type === 'image' || type === 'sticker') return {...file, image_data: picture}
  return type === 'video' ? {...file, video_data: picture} : {...file, file_url: url}
}
