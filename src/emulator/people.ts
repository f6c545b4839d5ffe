import type {MessageId} from '../platform/ids.ts'
import {missingParameter, noSuchObject, PlatformError} from './core/errors.ts'
import {conversationIdOf} from './core/ids.ts'
import {type Call, pageOf, type World} from './core/resource.ts'
import type {Conversation, Person, StoredMessage} from './core/state.ts'
import {renewControl} from './core/thread-owner.ts'
import {addComment, addPost} from './posts.ts'
import {invalid} from './refusals.ts'

/** What a person can do to the Page. Each act changes the state and causes the events the platform would send. */
export const acts = {
  say: (world, person, {text, payload}) => {
    if (text === undefined) throw missingParameter('text')
    const quickReply = payload === undefined ? {} : {quick_reply: {payload}}
    const mid = receive(world, person, {text, ...quickReply}, text)
    emit(world, person, 'messages', {message: {mid, text, ...quickReply}})
  },
  tap: (world, person, {payload, title}) => {
    if (payload === undefined) throw missingParameter('payload')
    const shown = title ?? payload
    const mid = receive(world, person, {text: shown}, shown)
    emit(world, person, 'messaging_postbacks', {postback: {mid, title: shown, payload}})
  },
  react: (world, person, {emoji = '❤️', mid}) => {
    const target = mid === undefined ? lastOf(world, person) : world.state.messages[mid]
    if (target === undefined) throw new PlatformError(100, 'There is no message to react to')
    target.reaction = emoji
    openWindow(world, person)
    const reaction = {reaction: emoji === '❤️' ? 'love' : 'other', emoji, action: 'react', mid: target.id}
    emit(world, person, 'message_reactions', {reaction})
  },
  read: (world, person) => {
    emit(world, person, 'message_reads', {read: {watermark: world.now()}})
  },
  refer: (world, person, {ref}) => {
    if (ref === undefined) throw missingParameter('ref')
    openWindow(world, person)
    emit(world, person, 'messaging_referrals', {referral: {ref, source: 'SHORTLINK', type: 'OPEN_THREAD'}})
  },
  comment: (world, person, {text}) => {
    if (text === undefined) throw missingParameter('text')
    return {comment_id: addComment(world, person, text).id}
  },
  post: (world, person, {text}) => {
    if (text === undefined) throw missingParameter('text')
    return {post_id: addPost(world, person, text).id}
  },
  tick: (world, person, {user_ref: userRef, ref = 'checkout'}) => {
    if (userRef === undefined) throw missingParameter('user_ref')
    world.state.userRefs[userRef] = person.psid
    const optin = {ref, user_ref: userRef}
    const item = {recipient: {id: person.pageId}, timestamp: world.now(), optin}
    world.deliver({pageId: person.pageId, field: 'messaging_optins', item})
    return {user_ref: userRef}
  },
  block: (_world, person) => {
    person.hasBlockedPage = true
  },
  unblock: (_world, person) => {
    person.hasBlockedPage = false
  },
} satisfies Record<string, (world: World, person: Person, words: Words) => Told | undefined>

/** What came of an act, where something has an id now. */
type Told = Readonly<Record<string, string>>

/** The details of an act: the text said, the payload tapped … */
export interface Words {
  readonly text?: string | undefined
  readonly title?: string | undefined
  readonly payload?: string | undefined
  readonly emoji?: string | undefined
  readonly mid?: string | undefined
  readonly ref?: string | undefined
  readonly user_ref?: string | undefined
}

export type Act = keyof typeof acts

/** The acts that a person cannot do to a Page which blocks them. */
const reaching: readonly string[] = ['say', 'tap', 'react', 'refer']

/** Whether the Page blocked or banned a person. */
export const isKeptOff = ({isBlockedByPage, isBannedByPage}: Person): boolean =>
  isBlockedByPage === true || isBannedByPage === true

/** @throws {PlatformError} for a person or an act that does not exist, or whom the Page blocks. */
export function perform(world: World, psid: string, act: string, words: Words): Told {
  const person = world.state.people[psid]
  if (person === undefined) throw noSuchObject('POST', psid)
  if (!Object.hasOwn(acts, act))
    throw new PlatformError(100, `A person can ${Object.keys(acts).join(', ')}; not ${act}`)
  if (isKeptOff(person) && reaching.includes(act))
    throw new PlatformError(100, `${person.firstName} is blocked by the Page and cannot ${act} anything`)
  return acts[act as Act](world, person, words) ?? {}
}

/**
 * A person by PSID, as the Page of a call sees them.
 * @throws {PlatformError} when nobody of this Page has the id.
 */
export function personOnPage(world: World, call: Call, psid = ''): Person {
  const person = world.state.people[psid]
  if (person?.pageId === pageOf(call).id) return person
  throw invalid('No matching user found', 2018001)
}

/** The conversation of a person with the Page, begun when there is none. */
export function conversationOf(world: World, person: Person): Conversation {
  const id = conversationIdOf(person.psid)
  const known = world.state.conversations[id]
  if (known !== undefined) return known
  const begun: Conversation = {
    id,
    pageId: person.pageId,
    psid: person.psid,
    updatedMs: world.now(),
    unreadCount: 0,
    messageIds: [],
  }
  world.state.conversations[id] = begun
  return begun
}

/** Puts a message at the end of a conversation. */
export function store(
  world: World,
  person: Person,
  message: Omit<StoredMessage, 'id' | 'conversationId' | 'atMs'>,
): StoredMessage {
  const conversation = conversationOf(world, person)
  const stored: StoredMessage = {
    id: world.newMessageId() as MessageId,
    conversationId: conversation.id,
    atMs: world.now(),
    ...message,
  }
  world.state.messages[stored.id] = stored
  conversation.messageIds.push(stored.id)
  conversation.updatedMs = stored.atMs
  conversation.unreadCount = message.from === 'person' ? conversation.unreadCount + 1 : 0
  return stored
}

/** What a person does opens the messaging window, and says which app controls the conversation. */
function openWindow(world: World, person: Person): void {
  person.lastActionMs = world.now()
  renewControl(conversationOf(world, person), world.state.pages[person.pageId], world.now())
}

/** Stores what a person wrote, which opens the messaging window. */
function receive(world: World, person: Person, message: StoredMessage['message'], text: string): MessageId {
  openWindow(world, person)
  return store(world, person, {from: 'person', text, message}).id
}

function lastOf(world: World, person: Person): StoredMessage | undefined {
  const id = conversationOf(world, person).messageIds.findLast(
    mid => world.state.messages[mid]?.from === 'page',
  )
  return id === undefined ? undefined : world.state.messages[id]
}

function emit(world: World, person: Person, field: string, event: Readonly<Record<string, unknown>>): void {
  const item = {sender: {id: person.psid}, recipient: {id: person.pageId}, timestamp: world.now(), ...event}
  world.deliver({pageId: person.pageId, field, item})
}
