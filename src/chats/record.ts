import type {ActivityDetail, ChatMessage, ConversationView} from '../emulator/chat/view-types.ts'
import type {ChatDraft} from './chat-text.ts'
import {findControl} from './on-screen.ts'
import {toExpected} from './text-pattern.ts'
import {headlineOf, visibleParts} from './visible-parts.ts'

type Parts = Readonly<Record<string, unknown>>
type Step = Readonly<Record<string, unknown>>

interface Happening {
  readonly atMs: number
  /** Undefined for an event that a chat cannot express. */
  readonly step: Step | undefined
}

const HOUR_MS = 3_600_000

/**
 * A chat that reproduces a conversation: the person's acts, from the events that the bot received, and the bot's messages
 * since the first of them, with exact texts and the visible parts of everything else. Includes moves of the clock by hours.
 */
export function toDraft(name: string, view: ConversationView, events: readonly ActivityDetail[]): ChatDraft {
  const {person, messages} = view
  const acts = itemsOf(events).map(item => {
    const atMs = Number(item['timestamp'])
    const then = {...view, messages: messages.filter(message => message.atMs <= atMs)}
    return {atMs, step: toAct(item, then)}
  })
  const beginMs = acts.reduce(
    (begin, {step, atMs}) => (step === undefined ? begin : Math.min(begin, atMs)),
    Number.POSITIVE_INFINITY,
  )
  const said = messages.filter(
    ({kind, from, atMs}) => kind === 'message' && from === 'page' && atMs >= beginMs,
  )
  const happenings = [
    ...acts,
    ...said.map(message => ({atMs: message.atMs, step: toExpectStep(message)})),
  ].sort((one, other) => one.atMs - other.atMs)
  const {firstName, lastName, locale, timezone} = person
  return {
    name,
    person: {name: `${firstName} ${lastName}`.trim(), locale, timezone: String(timezone)},
    steps: withWaits(happenings),
  }
}

function withWaits(happenings: readonly Happening[]): readonly Step[] {
  let lastMs = happenings[0]?.atMs ?? 0
  return happenings.flatMap(({atMs, step}) => {
    const hours = Math.floor((atMs - lastMs) / HOUR_MS)
    lastMs = atMs
    return [...(hours > 0 ? [{wait: `${hours}h`}] : []), ...(step === undefined ? [] : [step])]
  })
}

/** The person's acts, each once, however many apps were notified. */
function itemsOf(events: readonly ActivityDetail[]): readonly Parts[] {
  const texts = events.flatMap(({request}) => {
    const {entry = []} = JSON.parse(request.body) as {readonly entry?: readonly Parts[]}
    return entry
      .flatMap(({messaging, standby}) => listOf(messaging ?? standby))
      .map(item => JSON.stringify(item))
  })
  return [...new Set(texts)].map(text => JSON.parse(text) as Parts)
}

/** @param view the conversation at that time. */
function toAct(item: Parts, view: ConversationView): Step | undefined {
  const {
    message,
    postback,
    reaction,
    read,
    referral,
    message_edit: edit,
  } = item as Readonly<{[Kind in string]?: Parts}>
  if (message !== undefined) return message['is_echo'] === true ? undefined : toSaying(message, view)
  if (postback !== undefined) return toTap(postback, view)
  if (reaction !== undefined) return toReaction(reaction, view)
  if (read !== undefined) return {read: ''}
  if (edit !== undefined) return {edit: edit['text']}
  return referral === undefined ? undefined : {refer: referral['ref']}
}

function toSaying(
  {text, quick_reply, attachments, reply_to: quoted, nlp}: Parts,
  view: ConversationView,
): Step {
  const [attachment] = listOf(attachments)
  if (attachment !== undefined) {
    const {url, sticker_id} = (attachment['payload'] ?? {}) as Parts
    return sticker_id === undefined
      ? {attach: {url, type: attachment['type']}}
      : {sticker: String(sticker_id)}
  }
  if (quick_reply !== undefined) return {tap: toExpected(String(text))}
  const answered = quoted === undefined ? undefined : textOf(view, (quoted as Parts)['mid'])
  if (answered === undefined && nlp === undefined) return {say: text}
  return {
    say: {text, ...(answered !== undefined && {reply_to: answered}), ...(nlp !== undefined && {nlp})},
  }
}

function toTap({title, payload, referral}: Parts, view: ConversationView): Step {
  const {welcome, menu} = view
  const expected = toExpected(String(title))
  const control = onScreen(view, expected)
  if (control?.payload === payload) return {tap: expected}
  if (onScreen(view, expected, String(payload)) !== undefined) return {tap: {title: expected, payload}}
  if (welcome.iceBreakers.some(breaker => breaker.question === title && breaker.payload === payload))
    return {'ice-breaker': expected}
  if (welcome.getStarted?.payload === payload) return {start: (referral as Parts | undefined)?.['ref'] ?? ''}
  return menu === undefined ? {tap: {title: expected, payload}} : {menu: expected}
}

function onScreen(view: ConversationView, title: string, payload?: string) {
  try {
    return findControl(view, {title, ...(payload !== undefined && {payload: toExpected(payload)})})
  } catch {
    return undefined
  }
}

function toReaction({action, emoji, mid}: Parts, view: ConversationView): Step | undefined {
  const to = textOf(view, mid)
  const isLast = view.messages.findLast(({from}) => from === 'page')?.mid === mid
  if (action !== 'react') return {unreact: isLast || to === undefined ? '' : to}
  return {react: isLast || to === undefined ? emoji : {emoji, to}}
}

/** The text of a message, as an expectation. */
function textOf({messages}: ConversationView, mid: unknown): string | undefined {
  const text = messages.find(message => message.mid === mid)?.text
  return text === undefined ? undefined : toExpected(text)
}

/** `expect: Hello`, or by its parts. */
function toExpectStep(message: ChatMessage): Step {
  const {
    text,
    template,
    title,
    subtitle,
    elements,
    buttons,
    quick_replies,
    attachment,
    attachments,
    sticker_id,
    persona,
  } = visibleParts(message)
  const parts = Object.entries({
    text: expectedOf(text),
    template,
    title: expectedOf(title),
    subtitle: expectedOf(subtitle),
    elements: optional(elements, toElement),
    buttons: optional(buttons, titleOf),
    quick_replies: optional(quick_replies, titleOf),
    attachment: attachment === undefined ? undefined : headlineOf(attachment as Parts),
    attachments: optional(attachments, headlineOf),
    sticker_id: expectedOf(sticker_id),
    persona: expectedOf(persona),
  }).filter(([, value]) => value !== undefined)
  const isPlain = parts.length === 1 && text !== undefined && text !== 'nothing'
  return {expect: isPlain ? expectedOf(text) : Object.fromEntries(parts)}
}

function toElement(element: Parts): unknown {
  const parts = {
    title: expectedOf(element['title']),
    subtitle: expectedOf(element['subtitle']),
    media_type: element['media_type'],
    buttons: optional(element['buttons'], titleOf),
  }
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))
}

const titleOf = (part: Parts): unknown => expectedOf(headlineOf(part))

const expectedOf = (value: unknown): string | undefined =>
  value === undefined ? undefined : toExpected(String(value))

function optional(parts: unknown, shown: (part: Parts) => unknown): unknown {
  return Array.isArray(parts) && parts.length > 0 ? parts.map(shown) : undefined
}

function listOf(value: unknown): readonly Parts[] {
  return Array.isArray(value) ? value : []
}
