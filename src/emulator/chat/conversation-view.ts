import type {MessageId} from '../../platform/ids.ts'
import {noSuchObject, PlatformError} from '../errors.ts'
import {isExpired} from '../resources/marketing-recipient.ts'
import type {Conversation, ConversationNotice, StoredMessage} from '../state/conversation.ts'
import {conversationIdOf} from '../state/ids.ts'
import type {Person} from '../state/person.ts'
import type {State} from '../state/state.ts'
import {activeControl, appNameOf} from '../state/thread-owner.ts'
import type {World} from '../world.ts'
import {type ActivityByMessage, activityByMessage, numberOf} from './activity-view.ts'
import type {Chat} from './chat.ts'
import {statusOf} from './conversation-status.ts'
import {personaOf, toChatMessage} from './message-view.ts'
import {summarisePage, summarisePerson} from './overview.ts'
import {type RefusedSend, refusedSendsTo, toRefusedMessage} from './refused-sends.ts'
import type {ChatMessage, ConversationView} from './view-types.ts'
import {commandsFor, menuFor, welcomeFor} from './welcome.ts'

const DEFAULT_LIMIT = 50
const MOST = 500

/** Which messages of a conversation. */
export interface PortionQuery {
  readonly before?: string
  /** The first message; all after it are included. */
  readonly from?: string
  readonly limit?: string
}

/**
 * A conversation as the person sees it: the newest messages, those before the message `before`, or all from `from` on.
 * @throws {PlatformError} for an unknown person, and for a `from` that is not in the conversation.
 */
export function viewConversation(
  world: World,
  chat: Chat,
  psid: string,
  query: PortionQuery,
): ConversationView {
  const {state} = world
  const person = state.people.get(psid)
  const page = state.pages[person?.pageId ?? '']
  if (person === undefined || page === undefined) throw noSuchObject('GET', psid)
  const conversation = state.conversations.get(conversationIdOf(person.psid))
  const shown = window(state, conversation, query)
  const entries = activityByMessage(chat.activity, state)
  const status = statusOf(world, chat, person)
  const menu = menuFor(page, person)
  const owner = ownerOf(world, conversation)
  const typing = world.live.typingIn(person, world.now())
  const persona = personaOf(state, typing?.personaId)
  return {
    page: summarisePage(page),
    person: {
      ...summarisePerson(world, person),
      labels: labelsOf(state, person),
      ...subscriptionsOf(world, person),
      ...(menu?.composerDisabled === true ? {menuDisabled: true} : {}),
    },
    welcome: welcomeFor(page, person),
    ...(menu === undefined ? {} : {menu}),
    commands: commandsFor(page, person),
    messages: withRefused(
      shown.lines.map(line =>
        'conversationId' in line ? toChatMessage(world, conversation, line, entries) : toSystemLine(line),
      ),
      refusedSendsTo(psid, chat.activity, state),
      shown,
      {entries, state},
    ),
    hasEarlier: shown.hasEarlier,
    total: conversation?.messageIds.length ?? 0,
    ...(typing === undefined
      ? {}
      : {typing: {sinceMs: typing.sinceMs, ...(persona === undefined ? {} : {persona})}}),
    ...(status === undefined ? {} : {status}),
    ...(owner === undefined ? {} : {owner}),
    revision: world.live.revisionOf(person),
  }
}

/** The same with all messages that are kept. */
export function wholeConversation(world: World, chat: Chat, psid: string): ConversationView {
  let view = viewConversation(world, chat, psid, {limit: String(MOST)})
  while (view.hasEarlier) {
    const before = view.messages.find(({kind}) => kind === 'message')?.mid ?? ''
    const earlier = viewConversation(world, chat, psid, {before, limit: String(MOST)})
    view = {...view, hasEarlier: earlier.hasEarlier, messages: [...earlier.messages, ...view.messages]}
  }
  return view
}

/** The requested messages, each with the system lines that follow it. */
function window(state: State, conversation: Conversation | undefined, query: PortionQuery) {
  const {messageIds = [], notices = []} = conversation ?? {}
  const [start, end] = portion(messageIds, query)
  // System lines before the first message, or after a message that is no longer kept, come first.
  const places = notices.map(({after}) => (after === undefined ? -1 : messageIds.lastIndexOf(after)))
  const noticesAt = (place: number) => notices.filter((_notice, index) => places[index] === place)
  const lines: (StoredMessage | ConversationNotice)[] = start === 0 ? noticesAt(-1) : []
  for (let place = start; place < end; place += 1) {
    const message = state.messages.get(messageIds[place] ?? '')
    if (message !== undefined) lines.push(message)
    lines.push(...noticesAt(place))
  }
  return {lines, hasEarlier: start > 0, next: state.messages.get(messageIds[end] ?? '')}
}

/** The messages of a portion with what was refused in its time, each after the last message before it. */
function withRefused(
  messages: readonly ChatMessage[],
  refused: readonly RefusedSend[],
  {hasEarlier, next}: {readonly hasEarlier: boolean; readonly next: StoredMessage | undefined},
  {entries, state}: {readonly entries: ActivityByMessage; readonly state: State},
): readonly ChatMessage[] {
  const follows = ({record}: RefusedSend, mid: string, atMs: number) => {
    if (record.atMs !== atMs) return record.atMs > atMs
    // In the same millisecond, by the order of the log.
    const first = entries.get(mid)?.[0]
    return first === undefined || record.number > numberOf(first)
  }
  const all = [...messages]
  for (const each of refused) {
    if (next !== undefined && follows(each, next.id, next.atMs)) continue
    const place = all.findLastIndex(({mid, atMs}) => follows(each, mid, atMs)) + 1
    if (place > 0 || !hasEarlier) all.splice(place, 0, toRefusedMessage(each, state))
  }
  return all
}

/** The places of the first message and after the last. */
function portion(
  messageIds: readonly MessageId[],
  {before, from, limit: most}: PortionQuery,
): readonly [start: number, end: number] {
  if (from !== undefined) return [placeOf(messageIds, from), messageIds.length]
  const limit = Math.min(Number(most) || DEFAULT_LIMIT, MOST)
  const found = before === undefined ? -1 : messageIds.lastIndexOf(before as MessageId)
  const end = found < 0 ? messageIds.length : found
  return [Math.max(0, end - limit), end]
}

function placeOf(messageIds: readonly MessageId[], mid: string): number {
  const place = messageIds.lastIndexOf(mid as MessageId)
  if (place >= 0) return place
  throw new PlatformError(100, `This conversation has no message ${mid}`, {status: 404})
}

function toSystemLine({id, atMs, text}: ConversationNotice): ChatMessage {
  return {
    mid: `system_${id}`,
    kind: 'system',
    from: 'page',
    atMs,
    text,
    message: {},
    remarks: [],
    activity: [],
  }
}

function labelsOf({labels}: State, {labelIds}: Person): readonly string[] {
  return labelIds.flatMap(id => labels[id]?.name ?? [])
}

/** One for each topic: a newer opt-in takes the place of an older one. */
function subscriptionsOf(
  world: World,
  {psid}: Person,
): Pick<ConversationView['person'], 'optIns' | 'subscriptions'> {
  const topics = new Map<string, boolean>()
  for (const token of Object.values(world.state.notificationTokens))
    if (token.psid === psid && !isExpired(world, token)) topics.set(token.topic, token.isStopped === true)
  const subscriptions = [...topics].map(([topic, isStopped]) => ({topic, isStopped}))
  return {optIns: subscriptions.filter(({isStopped}) => !isStopped).map(({topic}) => topic), subscriptions}
}

function ownerOf(world: World, conversation: Conversation | undefined): ConversationView['owner'] {
  const control = activeControl(conversation, world.now())
  if (control === undefined) return undefined
  const {appId, untilMs} = control
  return {appId, appName: appNameOf(world.state, appId), untilMs}
}
