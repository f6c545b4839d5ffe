import {toPrintable} from '../../platform/summarise-event.ts'
import type {ActivityRecord, CallRecord, EventRecord} from '../events/activity-log.ts'
import type {State} from '../state/state.ts'
import {errorOf} from './activity-error.ts'
import {partOf, topicOf} from './activity-part.ts'
import {callGist} from './call-gist.ts'
import {paramsOf, readCall, tokenOf} from './call-params.ts'
import {eventGist} from './event-gist.ts'
import {masked, maskFor} from './masked.ts'
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
const gists = new WeakMap<ActivityRecord, Said>()

/** One line of the log. Nothing of it is computed before somebody looks. */
export function toEntry(record: ActivityRecord, state: State): ActivityEntry {
  const {mids, sends = false, ...subject} = subjectOf(record, state)
  const {gist, error} = saidBy(record, state)
  const part = partOf(record, sends)
  const [mid] = mids
  return {
    id: `a${record.number}`,
    ...(record.kind === 'call' ? callEntry(record, error) : eventEntry(record)),
    ...(gist === undefined ? {} : {gist}),
    ...(error === undefined ? {} : {error}),
    topic: topicOf(record),
    ...(part === undefined ? {} : {part}),
    ...subject,
    ...(mid === undefined ? {} : {mid}),
    ...(mids.length < 2 ? {} : {mids}),
  }
}

type Own = Omit<ActivityEntry, 'id' | 'psid' | 'mid' | 'pageId' | 'appId' | 'topic'>

/** What an entry says, and why it failed. */
type Said = Pick<ActivityEntry, 'gist' | 'error'>

/** Without secrets. Kept once the entry cannot change any more. */
function saidBy(record: ActivityRecord, state: State): Said {
  const known = gists.get(record)
  if (known !== undefined) return known
  const mask = maskFor(state)
  // Before texts are cut: of a secret that is cut, the beginning would stay.
  const gist =
    record.kind === 'call'
      ? callGist(masked(readCall(record), mask), state)
      : eventGist(masked(parse(record.body.toString()), mask), state)
  const error = errorOf(record)
  const said = {
    ...(gist === undefined || gist === '' ? {} : {gist: onOneLine(gist)}),
    ...(error === undefined ? {} : {error: {...error, message: mask(error.message)}}),
  }
  if (isOver(record)) gists.set(record, said)
  return said
}

/** The most characters of a gist. Each text in it is cut at 80, a payload or an address is not. */
const MOST_CHARACTERS = 160

function onOneLine(gist: string): string {
  const characters = [...toPrintable(gist)]
  return characters.length <= MOST_CHARACTERS
    ? characters.join('')
    : `${characters.slice(0, MOST_CHARACTERS).join('')}…`
}

function isOver(record: ActivityRecord): boolean {
  if (record.kind === 'call') return record.answer !== undefined || record.isBroken
  return record.delivery.state === 'delivered'
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

function eventEntry({delivery, tries}: EventRecord): Own {
  const {field, channel, at, status, attempts, state, url} = delivery
  const [first] = tries
  const last = tries.at(-1)
  return {
    kind: 'event',
    atMs: at,
    name: channel === 'standby' ? `${field} (standby)` : field,
    ...(status === undefined ? {} : {status}),
    ...(last === undefined ? {} : {ms: Math.round(last.ms * 10) / 10}),
    ...(first === undefined ? {} : {sentMs: first.atMs}),
    // A retry is not a success: the receiver has failed so far.
    outcome: state === 'delivered' ? 'ok' : state === 'failed' || attempts > 0 ? 'failed' : 'pending',
    attempts,
    url,
  }
}

/** Computed on the first request, and for a call only after it has ended. */
export function subjectOf(record: ActivityRecord, state: State): Subject {
  const known = subjects.get(record)
  if (known !== undefined) return known
  const subject = record.kind === 'call' ? subjectOfCall(record, state) : subjectOfEvent(record, state)
  if (record.kind === 'event' || record.answer !== undefined || record.isBroken) subjects.set(record, subject)
  return subject
}

function subjectOfCall(record: CallRecord, state: State): Subject {
  const params = paramsOf(record)
  const answers = answersIn(record)
  const psids = [
    ...answers.map(({recipient_id: id}) => id),
    item(params['recipient'])['id'],
    subscriberOf(state, item(params['messenger_delivery_data'])['subscription_token']),
    params['psid'],
    params['user'],
    params['user_id'],
    params['recipient'],
    ...(record.target.split('?')[0] ?? '').split('/'),
  ]
  const psid = params['batch'] === undefined ? psids.find(id => isIn(state.people, id)) : undefined
  const token = state.tokens[tokenOf(record, params) ?? '']
  const pageId = psid === undefined ? token?.pageId : state.people[String(psid)]?.pageId
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

function subjectOfEvent({delivery, body}: EventRecord, state: State): Subject {
  const entries = item(parse(body.toString()))['entry']
  const items = (Array.isArray(entries) ? entries : []).map(item).flatMap(entry => {
    const {messaging, standby, changes} = entry
    return [messaging, standby, changes].flatMap(list => (Array.isArray(list) ? list : [])).map(item)
  })
  const psid = items
    .flatMap(({sender, recipient, value}) => [sender, recipient, item(value)['from']])
    .map(end => item(end)['id'])
    .concat(items.map(({value}) => subscriberOf(state, item(value)['messenger_subscription_token'])))
    .find(id => isIn(state.people, id))
  const mids = items.flatMap(event => [
    ...['message', 'postback', 'reaction', 'message_edit', 'response_feedback'].map(
      key => item(event[key])['mid'],
    ),
    ...listOf(item(event['delivery'])['mids']),
    item(event['value'])['mid'],
  ])
  return {
    ...(psid === undefined ? {} : {psid: String(psid)}),
    pageId: delivery.pageId,
    appId: delivery.appId,
    mids: mids.filter(mid => typeof mid === 'string'),
  }
}

type Json = Readonly<Record<string, unknown>>

const item = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const isIn = (known: object, id: unknown): boolean => typeof id === 'string' && Object.hasOwn(known, id)

function parse(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    return undefined
  }
}
