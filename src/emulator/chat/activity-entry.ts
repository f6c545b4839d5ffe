import {toPrintable} from '../../platform/summarise-event.ts'
import type {ActivityRecord, CallRecord, EventRecord, UndeliveredRecord} from '../events/activity-log.ts'
import type {Channel} from '../events/delivery-record.ts'
import {outcomeOfEvent} from '../events/event-outcome.ts'
import type {State} from '../state/state.ts'
import {errorOf} from './activity-error.ts'
import {partOf, topicOf} from './activity-part.ts'
import {callGist} from './call-gist.ts'
import {paramsOf, readCall, tokenOf} from './call-params.ts'
import {eventGist} from './event-gist.ts'
import {masked, maskFor} from './masked.ts'
import {recipientOf} from './recipient-of.ts'
import type {ActivityEntry} from './view-types.ts'

/** The person and message of an entry. A batch has neither. */
export interface Subject {
  readonly psid?: string
  readonly pageId?: string
  readonly appId?: string
  readonly mids: readonly string[]
  /** Whether a call sent a message. */
  readonly sends?: boolean
}

const subjects = new WeakMap<ActivityRecord, Subject>()
const gists = new WeakMap<ActivityRecord, string>()

/** One line of the log. Nothing of it is computed before somebody looks. */
export function toEntry(record: ActivityRecord, state: State): ActivityEntry {
  const {mids, sends = false, ...subject} = subjectOf(record, state)
  const gist = gistOf(record, state)
  const error = maskedError(record, state)
  const part = partOf(record, sends)
  const [mid] = mids
  return {
    id: `a${record.number}`,
    ...ownOf(record, error),
    ...(gist === '' ? {} : {gist}),
    ...(error === undefined ? {} : {error}),
    topic: topicOf(record),
    ...(part === undefined ? {} : {part}),
    ...subject,
    ...(mid === undefined ? {} : {mid}),
    ...(mids.length < 2 ? {} : {mids}),
  }
}

type Own = Omit<ActivityEntry, 'id' | 'psid' | 'mid' | 'pageId' | 'appId' | 'topic'>

/** What an entry says, without secrets. Kept once the body is complete. */
function gistOf(record: ActivityRecord, state: State): string {
  const known = gists.get(record)
  if (known !== undefined) return known
  const mask = maskFor(state)
  // Before texts are cut: of a secret that is cut, the beginning would stay.
  const gist = onOneLine(
    record.kind === 'call'
      ? callGist(masked(readCall(record), mask), state)
      : eventGist(masked(parse(record.body.toString()), mask), state),
  )
  if (record.kind !== 'call' || isOver(record)) gists.set(record, gist)
  return gist
}

/** The most characters of a gist. Each text in it is cut at 80, a payload or an address is not. */
const MOST_CHARACTERS = 160

function onOneLine(gist = ''): string {
  const characters = [...toPrintable(gist)]
  return characters.length <= MOST_CHARACTERS
    ? characters.join('')
    : `${characters.slice(0, MOST_CHARACTERS).join('')}…`
}

const isOver = ({answer, isBroken}: CallRecord): boolean => answer !== undefined || isBroken

function maskedError(record: ActivityRecord, state: State): ActivityEntry['error'] {
  const error = errorOf(record)
  return error === undefined ? undefined : {...error, message: maskFor(state)(error.message)}
}

function ownOf(record: ActivityRecord, error: ActivityEntry['error']): Own {
  switch (record.kind) {
    case 'call':
      return callEntry(record, error)
    case 'event':
      return eventEntry(record)
    case 'undelivered':
      return undeliveredEntry(record)
  }
}

function callEntry(record: CallRecord, error: ActivityEntry['error']): Own {
  const {atMs, ms, answer, isBroken} = record
  return {
    kind: 'call',
    atMs,
    name: nameOf(record),
    ...(answer === undefined ? {} : {status: answer.status}),
    ...(ms === undefined ? {} : {ms: Math.round(ms * 10) / 10}),
    outcome: isBroken ? 'failed' : answer === undefined ? 'pending' : outcomeOf(answer.status, error),
  }
}

/** A batch is answered 200 whatever became of its operations. */
function outcomeOf(status: number, error: ActivityEntry['error']): ActivityEntry['outcome'] {
  if (status >= 500) return 'failed'
  return error === undefined ? 'ok' : 'refused'
}

/** `POST /me/messages`, without the version; a POST that deletes by its parameter `method` is a DELETE. */
function nameOf(record: CallRecord): string {
  const {method, path, params} = readCall(record)
  const isBatch = path === '/' && method === 'POST'
  if (!isBatch) return `${method} ${path}`
  const operations = Buffer.isBuffer(record.body) ? params['batch'] : undefined
  return `${method} / (batch${Array.isArray(operations) ? ` of ${operations.length}` : ''})`
}

function eventEntry(record: EventRecord): Own {
  const {field, channel, at, attempts, url} = record.delivery
  const {state, status, ms} = outcomeOfEvent(record)
  const [first] = record.tries
  return {
    kind: 'event',
    atMs: at,
    name: nameOfEvent(field, channel),
    ...(status === undefined ? {} : {status}),
    ...(ms === undefined ? {} : {ms: Math.round(ms * 10) / 10}),
    ...(first === undefined ? {} : {sentMs: first.atMs}),
    outcome: state,
    attempts,
    url,
  }
}

const nameOfEvent = (field: string, channel: Channel): string =>
  channel === 'standby' ? `${field} (standby)` : field

const undeliveredEntry = ({parcel: {event, channel, at}, why}: UndeliveredRecord): Own => ({
  kind: 'event',
  atMs: at,
  name: nameOfEvent(event.field, channel),
  outcome: 'undelivered',
  undelivered: why,
})

/** Computed on the first request, and for a call only after it has ended. */
export function subjectOf(record: ActivityRecord, state: State): Subject {
  const known = subjects.get(record)
  if (known !== undefined) return known
  const subject = record.kind === 'call' ? subjectOfCall(record, state) : subjectOfEvent(record, state)
  if (record.kind !== 'call' || record.answer !== undefined || record.isBroken) subjects.set(record, subject)
  return subject
}

function subjectOfCall(record: CallRecord, state: State): Subject {
  const params = paramsOf(record)
  const answers = answersIn(record)
  const psids = [
    ...answers.map(({recipient_id: id}) => id),
    recipientOf(params, state),
    params['psid'],
    params['user'],
    params['user_id'],
    params['recipient'],
    ...(record.target.split('?')[0] ?? '').split('/'),
  ]
  const psid = params['batch'] === undefined ? psids.find(id => isPerson(state, id)) : undefined
  const token = state.tokens[tokenOf(record, params) ?? '']
  const pageId = psid === undefined ? token?.pageId : state.people.get(String(psid))?.pageId
  return {
    ...(psid === undefined ? {} : {psid: String(psid)}),
    ...(pageId === undefined ? {} : {pageId}),
    ...(token === undefined ? {} : {appId: token.appId}),
    sends: answers.some(({message_id: mid}) => typeof mid === 'string'),
    mids: [
      ...answers.map(({message_id: mid}) => mid),
      ...answers.map(({marketing_message_tracking_id: id}) => state.marketingSends[String(id)]?.mid),
      item(params['payload'])['message_id'],
      ...(record.target.split('?')[0] ?? '').split('/').filter(segment => segment.startsWith('m_')),
    ].filter(mid => typeof mid === 'string'),
  }
}

/** The person who is written to by a subscription token. */
const subscriberOf = (state: State, token: unknown): unknown =>
  typeof token === 'string' ? state.notificationTokens[token]?.psid : undefined

/** The body of the answer, or the bodies of a batch's operations. */
function answersIn({answer}: CallRecord): readonly Json[] {
  const body = parse(answer?.text)
  return Array.isArray(body) ? body.map(each => item(parse(item(each)['body']))) : [item(body)]
}

function subjectOfEvent(record: EventRecord | UndeliveredRecord, state: State): Subject {
  const entries = item(parse(record.body.toString()))['entry']
  const items = (Array.isArray(entries) ? entries : []).map(item).flatMap(entry => {
    const {messaging, standby, changes} = entry
    return [messaging, standby, changes].flatMap(list => (Array.isArray(list) ? list : [])).map(item)
  })
  const psid = items
    .flatMap(({sender, recipient, value}) => [sender, recipient, item(value)['from']])
    .map(end => item(end)['id'])
    .concat(items.map(({value}) => subscriberOf(state, item(value)['messenger_subscription_token'])))
    .find(id => isPerson(state, id))
  const mids = items.flatMap(event => [
    ...['message', 'postback', 'reaction', 'message_edit', 'response_feedback'].map(
      key => item(event[key])['mid'],
    ),
    ...listOf(item(event['delivery'])['mids']),
    item(event['value'])['mid'],
  ])
  return {
    ...(psid === undefined ? {} : {psid: String(psid)}),
    ...(record.kind === 'event'
      ? {pageId: record.delivery.pageId, appId: record.delivery.appId}
      : {pageId: record.parcel.event.pageId}),
    mids: mids.filter(mid => typeof mid === 'string'),
  }
}

type Json = Readonly<Record<string, unknown>>

const item = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const isPerson = ({people}: State, id: unknown): boolean => typeof id === 'string' && people.has(id)

function parse(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    return undefined
  }
}
