import {toItem, toText} from '../../platform/loose-json.ts'
import type {ActivityRecord, CallRecord, EventRecord} from '../events/activity-log.ts'
import {outcomeOfEvent} from '../events/event-outcome.ts'
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
function errorOfEvent(record: EventRecord): Refusal | undefined {
  const {state, status, error, line} = outcomeOfEvent(record)
  if (state !== 'failed') return undefined
  if (status === undefined) return {message: error ?? 'no answer'}
  return {message: line ?? `The callback answered ${status}`}
}

function parse(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    return undefined
  }
}
