import {randomUUID} from 'node:crypto'
import {parseJson} from '../../platform/exact-json.ts'
import {isObject} from '../../platform/fields-schema.ts'
import type {Item} from '../../platform/loose-json.ts'
import {toWireForm} from '../../platform/signature.ts'
import {tokenOf} from '../chat/call-params.ts'
import type {Chat} from '../chat/chat.ts'
import {repeatable, restored} from '../chat/editable.ts'
import {PlatformError} from '../errors.ts'
import type {ActivityRecord, CallRecord} from '../events/activity-log.ts'
import {resendEvent} from '../events/resend.ts'
import type {State} from '../state/state.ts'
import {askGraph, checkedMethod, checkedPath} from './graph-call.ts'
import type {Given} from './handler.ts'
import type {SendAgain, SentAgain} from './protocol.ts'

/** Identifies the repeated call in the log. */
const REPEATS = 'x-msgr-repeats'

/**
 * Sends an entry of the log again, edited or not: an event is signed again, a call is made again with its own token, which
 * stays in the emulator.
 * @throws {PlatformError} for edits that are not JSON, for a call that the log does not hold completely, and when nobody
 *   receives the event.
 */
export async function sendAgain(
  record: ActivityRecord,
  {chat, state, origin}: {readonly chat: Chat; readonly state: State; readonly origin: string},
  words: Given<SendAgain>,
): Promise<SentAgain> {
  if (record.kind === 'call') return repeatCall(record, {chat, state, origin}, words)
  const edited = words.body === undefined ? undefined : editedEvent(record, words.body, state)
  const sent = resendEvent(chat.delivery, record, words, edited)
  return {ok: true, ...(sent === undefined ? {} : {activity: `a${sent.number}`})}
}

function editedEvent(record: Exclude<ActivityRecord, CallRecord>, text: unknown, state: State): Buffer {
  const edited = restored(readEdited(text), JSON.parse(record.body.toString()), state)
  if (!Array.isArray((edited as Item)['entry']))
    throw new PlatformError(100, 'An event has a list named entry')
  return toWireForm(edited)
}

async function repeatCall(
  record: CallRecord,
  {chat, state, origin}: {readonly chat: Chat; readonly state: State; readonly origin: string},
  {as = 'again', method, path, body}: Given<SendAgain>,
): Promise<SentAgain> {
  if (as !== 'again') throw new PlatformError(100, 'Only an event can be sent twice or late')
  const call = repeatable(record)
  if (call === undefined)
    throw new PlatformError(
      100,
      'The log does not hold all of this call: files, and the end of a long body, are missing',
    )
  const params = {
    ...(body === undefined ? call.params : (restored(readEdited(body), call.params, state) as Item)),
    ...withoutToken(call.credentials),
  }
  const does = method === undefined ? call.method : checkedMethod(method)
  const to = path === undefined ? call.path : checkedPath(path)
  const token = tokenOf(record, call.credentials)
  const mark = `a${record.number} ${randomUUID()}`
  await askGraph(origin, {
    method: does,
    path: does === 'GET' ? withQuery(to, params) : to,
    body: does === 'GET' ? undefined : params,
    token,
    headers: {[REPEATS]: mark},
  }).catch((error: unknown) => {
    // What a fault did to it is in the log, and is what was asked for.
    if (!(error instanceof PlatformError)) throw error
  })
  const made = [...chat.activity.after(record.number)].findLast(
    each => each.kind === 'call' && each.rawHeaders.includes(mark),
  )
  return {ok: true, ...(made === undefined ? {} : {activity: `a${made.number}`})}
}

const withoutToken = ({access_token: _token, ...others}: Item): Item => others

function withQuery(path: string, params: Item): string {
  const pairs = Object.entries(params).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  if (pairs.length === 0) return path
  return `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams(Object.fromEntries(pairs))}`
}

/** @throws {PlatformError} for what is not a JSON object, with the place of the fault. */
function readEdited(text: unknown): Item {
  let value: unknown
  try {
    value = parseJson(String(text))
  } catch (error) {
    throw new PlatformError(
      100,
      `This is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
  if (!isObject(value)) throw new PlatformError(100, 'This is not a JSON object')
  return value
}
