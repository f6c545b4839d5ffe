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

/** The message id that has this number. */
export function messageIdOf(number: number): string {
  return `m_${hash('sha512', `message ${number}`, 'base64url')}`
}

/** A person has one conversation with a Page. */
export function conversationIdOf(psid: Psid): ConversationId {
  return `t_${psid}` as ConversationId
}

/** A token that shows what it is: the client never sends it to a real host. Always the same for the same subject. */
export function tokenText(kind: string, subject: string): string {
  return `EMU${kind.toUpperCase()}${createHash('sha256').update(`${kind} ${subject}`).digest('hex')}`
}
