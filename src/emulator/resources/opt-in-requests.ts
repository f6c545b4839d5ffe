import {MESSAGING_WINDOW_HOURS} from '../../platform/messages.ts'
import type {StoredMessage} from '../state/conversation.ts'
import {conversationIdOf} from '../state/ids.ts'
import type {Person} from '../state/person.ts'
import {SUBSCRIPTION_TOPIC} from '../state/seed-marketing.ts'
import type {World} from '../world.ts'
import {templateIn} from './marketing-content.ts'
import {outsideWindow} from './recipients.ts'
import {invalid} from './refusals.ts'

const HOUR_MS = 3_600_000
/** A person is asked about one topic at most once in this time. Source: the old page of recurring notifications */
const ASKED_AGAIN_MS = 7 * 24 * HOUR_MS

/** The payload of a message that asks whether marketing messages may be sent; undefined for every other message. */
export function optInRequestIn(
  message: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> | undefined {
  const payload = templateIn(message)
  return payload?.['template_type'] === 'notification_messages' ? payload : undefined
}

const topicOf = (payload: Readonly<Record<string, unknown>>): string =>
  String(payload['title'] ?? SUBSCRIPTION_TOPIC)

/**
 * A request for an opt-in goes only into an open window, whatever the message is tagged with, and once a week for each title,
 * where rates are limited at all.
 * @throws {PlatformError} in either case. The number of the second refusal is not documented.
 */
export function demandOptInRequest(world: World, person: Person, message: object | undefined): void {
  const payload = optInRequestIn({...message})
  if (payload === undefined) return
  const now = world.now()
  if (now - (person.lastActionMs ?? Number.NEGATIVE_INFINITY) >= MESSAGING_WINDOW_HOURS * HOUR_MS)
    throw outsideWindow()
  if (!world.state.areRatesLimited) return
  const wasAsked = requestsTo(world, person, now - ASKED_AGAIN_MS).some(
    each => topicOf(each) === topicOf(payload),
  )
  if (wasAsked) throw invalid('An opt-in request with this title was sent to this person in the last 7 days')
}

/** The payloads of the requests since a time, newest first. */
function requestsTo(world: World, person: Person, sinceMs: number): Readonly<Record<string, unknown>>[] {
  const {messages, conversations} = world.state
  const ids = conversations.get(conversationIdOf(person.psid))?.messageIds ?? []
  const found: StoredMessage[] = []
  for (let index = ids.length - 1; index >= 0; index -= 1) {
    const message = messages.get(ids[index] ?? '')
    if (message === undefined || message.atMs <= sinceMs) break
    if (message.from === 'page') found.push(message)
  }
  return found.map(({message}) => optInRequestIn(message)).filter(payload => payload !== undefined)
}

/** The newest request in a conversation. */
export function newestOptInRequest(
  world: World,
  person: Person,
): Readonly<Record<string, unknown>> | undefined {
  return requestsTo(world, person, 0)[0]
}
