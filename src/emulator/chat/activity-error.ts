import {toItem, toText} from '../../platform/loose-json.ts'
import type {ActivityRecord, CallRecord, EventRecord} from '../events/activity-log.ts'
import {outcomeOfEvent} from '../events/event-outcome.ts'
import type {Refusal} from './status-types.ts'

/** Why a call was refused or an event did not arrive; undefined if neither happened. */
export function errorOf(record: ActivityRecord): Refusal | undefined {
  if (record.kind === 'undelivered') return undefined
  return record.kind === 'call' ? errorOfCall(record) : errorOfEvent(record)
}

/** The platform's refusal, or of a batch the first refusal of one of its operations. */
function errorOfCall(record: CallRecord): Refusal | undefined {
  const refusals = refusalsOf(record)
  const index = refusals.findIndex(refusal => refusal !== undefined)
  const refusal = refusals[index]
  if (refusal === undefined || refusals.length === 1) return refusal
  return {...refusal, message: `Operation ${index + 1} of ${refusals.length}: ${refusal.message}`}
}

/** The platform's refusal of a call, or of each operation of a batch; undefined for what it took. */
export function refusalsOf({answer, isBroken}: CallRecord): readonly (Refusal | undefined)[] {
  if (isBroken) return [{message: 'The connection broke before there was an answer'}]
  if (answer === undefined) return []
  const body = parse(answer.text)
  if (Array.isArray(body))
    return body
      .map(toItem)
      .map(({code, body: own}) => (Number(code) < 400 ? undefined : refusalIn(parse(own))))
  if (answer.status < 400) return [undefined]
  return [refusalIn(body) ?? {message: `Answered ${answer.status} without an error of the platform`}]
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
