import type {MessageId} from '../../platform/ids.ts'
import type {Conversation, StoredMessage} from '../state/conversation.ts'
import {conversationIdOf} from '../state/ids.ts'
import type {Person} from '../state/person.ts'
import {type Call, pageOf, type World} from '../world.ts'
import {invalid} from './refusals.ts'

/** How many system lines of one conversation are kept. */
const MOST_NOTICES = 100

/** Whether the Page blocked or banned a person. */
export const isKeptOff = ({isBlockedByPage, isBannedByPage}: Person): boolean =>
  isBlockedByPage === true || isBannedByPage === true

/**
 * A person by PSID, as the Page of a call sees them.
 * @throws {PlatformError} when no person of this Page has the id.
 */
export function personOnPage(world: World, call: Call, psid = ''): Person {
  const person = world.state.people.get(psid)
  if (person?.pageId === pageOf(call).id) return person
  throw invalid('No matching user found', 2018001)
}

/** The conversation of a person with the Page; created if there is none. */
export function conversationOf(world: World, person: Person): Conversation {
  const id = conversationIdOf(person.psid)
  const known = world.state.conversations.get(id)
  if (known !== undefined) return known
  const begun: Conversation = {
    id,
    pageId: person.pageId,
    psid: person.psid,
    updatedMs: world.now(),
    unreadCount: 0,
    messageIds: [],
  }
  world.state.conversations.set(id, begun)
  world.order.changed(begun)
  return begun
}

/** Adds a message to a conversation. */
export function store(
  world: World,
  person: Person,
  message: Omit<StoredMessage, 'id' | 'conversationId' | 'atMs'>,
): StoredMessage {
  const conversation = conversationOf(world, person)
  const stored: StoredMessage = {
    id: world.newMessageId() as MessageId,
    conversationId: conversation.id,
    atMs: unreadTime(conversation, world.now()),
    ...message,
  }
  world.state.messages.set(stored.id, stored)
  conversation.messageIds.push(stored.id)
  conversation.updatedMs = stored.atMs
  world.order.changed(conversation)
  conversation.unreadCount = message.from === 'person' ? conversation.unreadCount + 1 : 0
  if (message.from === 'page') world.live.stopTyping(person)
  world.live.changed(person)
  return stored
}

/** A person who looked in this very millisecond has not read what is written after it. */
const unreadTime = ({personReadMs}: Conversation, nowMs: number): number =>
  nowMs === personReadMs ? nowMs + 1 : nowMs

/** Adds a system line to a conversation. */
export function addNotice(world: World, person: Person, text: string): void {
  const conversation = conversationOf(world, person)
  const notice = {id: world.newId('90'), atMs: world.now(), after: conversation.messageIds.at(-1), text}
  conversation.notices = [...(conversation.notices ?? []), notice].slice(-MOST_NOTICES)
  world.live.changed(person)
}
