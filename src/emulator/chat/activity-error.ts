import {toItem, toText} from '../../platform/loose-json.ts'
import type {ActivityRecord, CallRecord, EventRecord} from '../events/activity-log.ts'
import type {Refusal} from './view-types.ts'

/** Why a call was refused or an event did not arrive; undefined if neither happened. */
export function errorOf(record: ActivityRecord): Refusal | undefined {
  if (record.kind === 'undelivered') return undefined
  return record.kind === 'call' ? errorOfCall(record) : errorOfEvent(record)
}

/** The platform's refusal, or of a batch the first refusal of one of its operations. */
function errorOfCall({answer, isBroken}: CallRecord): Refusal | undefined {
  if (isBroken) return {message: 'The connection broke before there was an answer'}
  if (answer === undefined) return undefined
  const body = parse(answer.text)
  if (Array.isArray(body)) return errorOfBatch(body)
  if (answer.status < 400) return undefined
  return refusalIn(body) ?? {message: `Answered ${answer.status} without an error of the platform`}
}

function errorOfBatch(results: readonly unknown[]): Refusal | undefined {
  for (const [index, result] of results.entries()) {
    const refusal =
      Number(toItem(result)['code']) < 400 ? undefined : refusalIn(parse(toItem(result)['body']))
    if (refusal !== undefined)
      return {...refusal, message: `Operation ${index + 1} of ${results.length}: ${refusal.message}`}
  }
  return undefined
}

function refusalIn(body: unknown): Refusal | undefined {
  const {code, error_subcode: subcode, message} = toItem(toItem(body)['error'])
  const text = toText(message)
  if (text === undefined) return undefined
  return {
    ...(typeof code === 'number' ? {code} : {}),
    ...(typeof subcode === 'number' ? {subcode} : {}),
    message: text,
  }
}

/** Why the last attempt failed: the fault of the connection, or the beginning of what the callback answered. */
function errorOfEvent({tries, answer}: EventRecord): Refusal | undefined {
  const last = tries.at(-1)
  if (last === undefined || (last.status !== undefined && last.status >= 200 && last.status < 300))
    return undefined
  if (last.status === undefined) return {message: last.error ?? 'no answer'}
  const line = answer?.text.trim().split('\n', 1)[0]?.slice(0, MOST_CHARACTERS) ?? ''
  return {message: line === '' ? `The callback answered ${last.status}` : line}
}

/** Of a line that a callback answered. */
const MOST_CHARACTERS = 200

function parse(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    return undefined
  }
}
