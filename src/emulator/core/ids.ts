import {createHash, hash} from 'node:crypto'
import type {ConversationId, Psid} from '../../platform/ids.ts'
import type {State} from './state.ts'

/** An unused id of 16 digits that starts with the prefix. */
export function newId(state: State, prefix: string): string {
  state.lastNumber += 1
  return prefix + String(state.lastNumber).padStart(16 - prefix.length, '0')
}

/** An unused message id: `m_` and 86 characters, like the platform's. */
export function newMessageId(state: State): string {
  state.lastNumber += 1
  return messageIdOf(state.lastNumber)
}

/** Ids of the newest messages, by number modulo their count: each is asked for when it is given and when it is forgotten. */
const recent: {readonly number: number; readonly id: string}[] = []
const MOST_RECENT = 2 ** 15

/** The message id that has this number. */
export function messageIdOf(number: number): string {
  const known = recent[number % MOST_RECENT]
  if (known?.number === number) return known.id
  const id = `m_${hash('sha512', `message ${number}`, 'base64url')}`
  recent[number % MOST_RECENT] = {number, id}
  return id
}

/** A person has one conversation with a Page. */
export function conversationIdOf(psid: Psid): ConversationId {
  return `t_${psid}` as ConversationId
}

/** A token that shows what it is: the client never sends it to a real host. Always the same for the same subject. */
export function tokenText(kind: string, subject: string): string {
  return `EMU${kind.toUpperCase()}${createHash('sha256').update(`${kind} ${subject}`).digest('hex')}`
}
