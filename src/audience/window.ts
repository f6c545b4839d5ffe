import type {MessageDraft} from '../bulk/manifest.ts'
import type {Conversation} from '../platform/conversations.ts'
import {endedTags, newsTag, tagWindowHours} from '../platform/message-tags.ts'
import {MESSAGING_WINDOW_HOURS} from '../platform/messages.ts'

const HOUR_MS = 3_600_000

/** Whether a message may be sent to a person, and until when at the latest, in milliseconds since 1970. */
export interface Window {
  readonly state: 'open' | 'closed' | 'unknown'
  readonly until?: number
}

/** How long after the last message of a person this one may be sent, in milliseconds; undefined for always. */
export function windowMsOf({messaging_type: type, tag}: MessageDraft): number | undefined {
  // The discontinued tags had no time limit while they existed.
  if (type === 'UTILITY' || tag === newsTag || endedTags.some(({name}) => name === tag)) return undefined
  const hours = typeof tag === 'string' ? tagWindowHours(tag) : undefined
  return (hours ?? MESSAGING_WINDOW_HOURS) * HOUR_MS
}

/**
 * The window of one person, from their conversation. When their last message is not among those listed, `updated_time` is
 * no earlier than it: an old one proves that the window is closed; a recent one proves nothing.
 */
export function windowOf(
  conversation: Conversation,
  person: string,
  {windowMs, nowMs}: {readonly windowMs: number | undefined; readonly nowMs: number},
): Window {
  if (windowMs === undefined) return {state: 'open'}
  const wroteAt = conversation.messages?.data.find(({from}) => from?.id === person)?.created_time
  const lastAt = toMs(wroteAt ?? conversation.updated_time)
  if (lastAt === undefined) return {state: 'unknown'}
  const until = lastAt + windowMs
  // At exactly that moment it is closed, as on the emulator.
  if (until <= nowMs) return {state: 'closed', until}
  return {state: wroteAt === undefined ? 'unknown' : 'open', until}
}

/** `2026-11-20T09:15:00+0000` in milliseconds since 1970; undefined for anything else. */
export function toMs(time: string | undefined): number | undefined {
  const ms = Date.parse(time ?? '')
  return Number.isNaN(ms) ? undefined : ms
}
