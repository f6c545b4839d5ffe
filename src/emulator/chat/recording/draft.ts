import {controlsOn} from '../controls.ts'
import type {ActivityDetail, ChatMessage, ConversationView, Side} from '../view-types.ts'
import {headlineOf, visibleParts} from '../visible-parts.ts'
import type {ChatDraft} from './chat-text.ts'
import {toExpected} from './expected-text.ts'

type Parts = Readonly<Record<string, unknown>>
type Step = Readonly<Record<string, unknown>>

/** A step of a chat file, and when it happened. */
export interface Happening {
  readonly atMs: number
  readonly from: Side
  readonly step: Step
}

/** Which steps, by their place in all of them; default: from the first to the last. */
export interface Selection {
  readonly first?: number | undefined
  readonly last?: number | undefined
}

const HOUR_MS = 3_600_000

/**
 * What a chat that reproduces a conversation consists of: the person's acts, from the events for the bot, and the bot's
 * messages since the first of them, with exact texts and the visible parts of everything else.
 */
export function happeningsOf(
  view: ConversationView,
  events: readonly ActivityDetail[],
): readonly Happening[] {
  const {messages} = view
  const acts = itemsOf(events).flatMap((item): Happening[] => {
    const atMs = Number(item['timestamp'])
    const then = {...view, messages: messages.filter(message => message.atMs <= atMs)}
    const step = toAct(item, then)
    return step === undefined ? [] : [{atMs, from: 'person', step}]
  })
  const beginMs = acts.reduce((begin, {atMs}) => Math.min(begin, atMs), Number.POSITIVE_INFINITY)
  const said = messages
    .filter(({kind, from, atMs}) => kind === 'message' && from === 'page' && atMs >= beginMs)
    .map((message): Happening => ({atMs: message.atMs, from: 'page', step: toExpectStep(message)}))
  return [...acts, ...said].sort((one, other) => one.atMs - other.atMs)
}

/** A chat of some of these steps. Includes moves of the clock by hours. */
export function toDraft(
  name: string,
  {person}: ConversationView,
  happenings: readonly Happening[],
  {first = 0, last = happenings.length - 1}: Selection = {},
): ChatDraft {
  const {firstName, lastName, locale, timezone} = person
  return {
    name,
    person: {name: `${firstName} ${lastName}`.trim(), locale, timezone: String(timezone)},
    steps: withWaits(happenings.slice(first, last + 1)),
  }
}

/** Why a chat that begins at a step cannot be replayed: it taps what an earlier message offers. */
export function gapIn(
  view: ConversationView,
  happenings: readonly Happening[],
  {first = 0, last = happenings.length - 1}: Selection,
): Step | undefined {
  const beginMs = happenings[first]?.atMs ?? 0
  return happenings.slice(first, last + 1).find(({step, atMs}) => {
    const {tap} = step
    if (first === 0 || tap === undefined) return false
    const messages = view.messages.filter(message => message.atMs >= beginMs && message.atMs <= atMs)
    const title = typeof tap === 'string' ? tap : String((tap as Parts)['title'])
    return !controlsOn({...view, messages}).some(control => toExpected(control.title) === title)
  })?.step
}

function withWaits(happenings: readonly Happening[]): readonly Step[] {
  let lastMs = happenings[0]?.atMs ?? 0
  return happenings.flatMap(({atMs, step}) => {
    const hours = Math.floor((atMs - lastMs) / HOUR_MS)
    lastMs = atMs
    return [...(hours > 0 ? [{wait: `${hours}h`}] : []), step]
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
  const control = onScreen(view, String(title))
  if (control?.payload === payload) return {tap: expected}
  if (onScreen(view, String(title), String(payload)) !== undefined) return {tap: {title: expected, payload}}
  if (welcome.iceBreakers.some(breaker => breaker.question === title && breaker.payload === payload))
    return {'ice-breaker': expected}
  if (welcome.getStarted?.payload === payload) return {start: (referral as Parts | undefined)?.['ref'] ?? ''}
  return menu === undefined ? {tap: {title: expected, payload}} : {menu: expected}
}

/** The newest control with this title, and payload. */
function onScreen(view: ConversationView, title: string, payload?: string) {
  return controlsOn(view).find(
    control => control.title === title && (payload === undefined || (control.payload ?? '') === payload),
  )
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
