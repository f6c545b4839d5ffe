import type {ActivityRecord, EventRecord, UndeliveredRecord} from '../events/activity-log.ts'
import {type EventOutcome, outcomeOfEvent} from '../events/event-outcome.ts'
import {typingUntilMs} from '../events/live-conversations.ts'
import {describeUndelivered, type Undelivered} from '../events/undelivered.ts'
import type {Person} from '../state/person.ts'
import type {State} from '../state/state.ts'
import type {World} from '../world.ts'
import {subjectOf} from './activity-entry.ts'
import type {Chat} from './chat.ts'
import {type LastAnswer, lastAnswer} from './last-answer.ts'
import {masked, maskFor} from './masked.ts'
import {type RefusedSend, refusedSendsTo, toRefusedMessage} from './refused-sends.ts'
import {offersForFailure, offersForRefusal, offersForUndelivered, sendAgain} from './status-offers.ts'
import type {ConversationStatus, StatusState} from './status-types.ts'

/** Fields whose events a bot answers. For the others it is enough that they arrive. */
const answered: ReadonlySet<string> = new Set(['messages', 'messaging_postbacks', 'messaging_referrals'])
/** Fields of acts that are worth a word when they do not arrive. A reaction or an edit is not: most bots leave them out. */
const reported: ReadonlySet<string> = new Set([
  ...answered,
  'messaging_optins',
  'messaging_account_linking',
  'messaging_feedback',
])

/** How long the body and the address of a fault may be in a sentence. */
const MOST_CHARACTERS = 160

/**
 * What became of the newest thing that a person did: whether it reached the bot, and whether the bot's answer reached the person.
 * A trouble of the delivery is shown although there was an answer, because the platform would have delivered again.
 * Undefined once the bot has answered, or when nothing is known.
 */
export function statusOf(world: World, chat: Chat, person: Person): ConversationStatus | undefined {
  const {state} = world
  const newest = newestOf(person, chat, state)
  if (newest === undefined) return undefined
  const parts = {entry: `a${newest.number}`, ...midOf(newest, state)}
  const found = statusFor(newest, person, world, chat)
  return found === undefined ? undefined : masked({...parts, ...found}, maskFor(state))
}

type Status = Omit<ConversationStatus, 'mid' | 'entry'> & StatusState & {readonly entry?: string}

function statusFor(
  record: EventRecord | UndeliveredRecord,
  person: Person,
  world: World,
  chat: Chat,
): Status | undefined {
  const answer = lastAnswer(person, chat.activity, world.state)
  if (record.kind === 'event') return eventStatus(record, answer, person, world, chat)
  const {number, parcel} = record
  return answer?.isAfter({number, atMs: parcel.at}) === true ? undefined : undelivered(record, world, chat)
}

/** The newest event of the person; of one that went to several apps, the one with the most trouble. */
function newestOf(
  {psid}: Person,
  {activity}: Chat,
  state: State,
): EventRecord | UndeliveredRecord | undefined {
  const events: (EventRecord | UndeliveredRecord)[] = []
  for (const record of activity.after(0))
    if (isReported(record) && subjectOf(record, state).psid === psid) events.push(record)
  const last = events.at(-1)
  if (last?.kind !== 'event') return last
  const {at, field} = last.delivery
  const same = events.filter(
    (each): each is EventRecord =>
      each.kind === 'event' && each.delivery.at === at && each.delivery.field === field,
  )
  // An app that only looks on is not the one that answers.
  const own = same.filter(({delivery}) => delivery.channel !== 'standby')
  return (own.length > 0 ? own : same).toSorted((one, other) => trouble(other) - trouble(one))[0]
}

const isReported = (record: ActivityRecord): record is EventRecord | UndeliveredRecord =>
  record.kind === 'event'
    ? reported.has(record.delivery.field)
    : record.kind === 'undelivered' && reported.has(record.parcel.event.field)

function trouble(record: EventRecord): number {
  const {state, ms = 0} = outcomeOfEvent(record)
  return state === 'failed' ? 3 : state === 'pending' ? 2 : ms / 1e9
}

function midOf(record: ActivityRecord, state: State): {readonly mid?: string} {
  const [mid] = subjectOf(record, state).mids
  return mid === undefined ? {} : {mid}
}

function undelivered(record: UndeliveredRecord, {state}: World, chat: Chat): Status {
  const why = chat.delivery.whyNot(record)
  const entry = `a${record.number}`
  if (why === undefined)
    return {
      state: 'missed',
      text: 'Nobody received this when it was sent. Your bot would receive it now.',
      offers: [sendAgain(entry, 'Send it now')],
    }
  const offers = offersForUndelivered(why, record, state)
  const {reason, ...details} = why
  return {state: reason, ...details, text: undeliveredText(why, state), offers} as Status
}

function undeliveredText(why: Undelivered, state: State): string {
  if (why.reason === 'no-webhook') return 'No webhook: your bot does not get this.'
  return `${describeUndelivered(why, state)}.`
}

function eventStatus(
  record: EventRecord,
  answer: LastAnswer | undefined,
  person: Person,
  world: World,
  chat: Chat,
): Status | undefined {
  const {state} = world
  const {at, field} = record.delivery
  const outcome = outcomeOfEvent(record)
  const isAnswered = answer?.isAfter({number: record.number, atMs: at}) === true
  if (outcome.state === 'failed') return failed(record, outcome, chat)
  const refused = refusedSendsTo(person.psid, chat.activity, state).findLast(
    send => send.record.number > record.number && answer?.isAfter(send.record) !== true,
  )
  if (refused !== undefined) return refusedStatus(refused, record, world, chat)
  if (outcome.state === 'pending')
    return isAnswered ? undefined : {state: 'sending', text: 'Sent to your bot …', offers: []}
  const {ms = 0} = outcome
  if (ms > state.slowAfterMs) return slow(ms, record, state)
  if (isAnswered || !answered.has(field)) return undefined
  return waiting(record, person, world)
}

function failed(record: EventRecord, outcome: EventOutcome, chat: Chat): Status {
  const {status, error = 'no answer', line, target} = outcome
  const dueMs =
    outcome.nextAttemptMs ?? chat.delivery.retries().find(({record: due}) => due === record.delivery)?.dueMs
  const next = dueMs === undefined ? {} : {nextAttemptMs: dueMs}
  const offers = offersForFailure(record, dueMs !== undefined && target === undefined)
  const where = target ?? record.delivery.url
  if (status === undefined)
    return {
      state: 'no-answer',
      error,
      ...next,
      text: `No answer from your bot at ${where}: ${inWords(error)}.`,
      offers,
    }
  return {
    state: 'bot-error',
    status,
    ...(line === undefined ? {} : {line}),
    ...next,
    text: `Your bot answered ${status}${line === undefined ? '' : `: ${line.slice(0, MOST_CHARACTERS)}`}`,
    offers,
  }
}

/** The system's names for what went wrong, in words beside the name: people search for the name. */
function inWords(error: string): string {
  const [code = ''] = /\bE[A-Z]{4,}\b/.exec(error) ?? []
  const words = meanings[code]
  return words === undefined ? error : `${words} (${code})`
}

const meanings: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'it closed the connection without an answer',
  ENOTFOUND: 'there is no such host',
  EHOSTUNREACH: 'the host cannot be reached',
  ETIMEDOUT: 'the host did not react',
}

function slow(ms: number, record: EventRecord, {slowAfterMs}: State): Status {
  const took = (ms / 1000).toFixed(ms < 10_000 ? 1 : 0).replace(/\.0$/, '')
  return {
    state: 'slow',
    ms: Math.round(ms),
    text: `Your bot answered after ${took} s: the platform waits ${slowAfterMs / 1000} s. Answer 200 first, then work.`,
    offers: [sendAgain(`a${record.number}`, 'Send it again')],
  }
}

/** It may still be thinking, and says so while it types. */
function waiting(record: EventRecord, person: Person, {state, now, live}: World): Status {
  const last = record.tries.at(-1)
  const takenMs = last === undefined ? record.delivery.at : Math.floor(last.atMs + last.ms)
  const typing = live.typingIn(person, now())
  const silentAtMs = Math.max(takenMs + state.silentAfterMs, typing === undefined ? 0 : typingUntilMs(typing))
  if (now() < silentAtMs)
    return {state: 'taken', text: 'Your bot has it.', offers: [], changesAtMs: Math.ceil(silentAtMs)}
  return {
    state: 'silent',
    sinceMs: takenMs,
    text: 'Your bot answered 200 and has sent nothing since.',
    offers: [sendAgain(`a${record.number}`, 'Send it again')],
  }
}

function refusedStatus(send: RefusedSend, event: EventRecord, world: World, chat: Chat): Status {
  const {refusal = send.refusal} = toRefusedMessage(send, world.state)
  const {code, subcode, message} = refusal
  const number = [code, subcode].filter(part => part !== undefined).join('/')
  return {
    state: 'refused',
    ...refusal,
    entry: `a${send.record.number}`,
    text: `Sent, but refused${number === '' ? '' : ` with ${number}`}: ${message}`,
    offers: offersForRefusal(send, event, world.state, chat),
  }
}
