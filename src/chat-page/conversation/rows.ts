import type {ChatMessage} from '../../emulator/chat/view-types.ts'
import {dayNumber} from './moments.ts'

/** A message with its position in its group: corners between two of a group are nearly square. */
export interface MessageRow {
  readonly message: ChatMessage
  /** Set at the start of a day, and after an hour without a message. */
  readonly separatorMs: number | undefined
  readonly isFirstOfGroup: boolean
  readonly isLastOfGroup: boolean
}

/** Messages from one side within this time form a group, in ms. */
const GROUP_MS = 5 * 60_000
const SILENCE_MS = 60 * 60_000

export function rowsOf(messages: readonly ChatMessage[]): readonly MessageRow[] {
  return messages.map((message, index) => {
    const [previous, next] = [messages[index - 1], messages[index + 1]]
    return {
      message,
      separatorMs: isApart(previous, message) ? message.atMs : undefined,
      isFirstOfGroup: !isTogether(previous, message),
      isLastOfGroup: !isTogether(message, next),
    }
  })
}

function isApart(previous: ChatMessage | undefined, message: ChatMessage): boolean {
  if (previous === undefined) return true
  return dayNumber(previous.atMs) !== dayNumber(message.atMs) || message.atMs - previous.atMs > SILENCE_MS
}

function isTogether(one: ChatMessage | undefined, other: ChatMessage | undefined): boolean {
  if (one === undefined || other === undefined || isApart(one, other)) return false
  if (one.kind === 'system' || other.kind === 'system') return false
  return (
    one.from === other.from && one.persona?.name === other.persona?.name && other.atMs - one.atMs <= GROUP_MS
  )
}
