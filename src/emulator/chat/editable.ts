import type {Item} from '../../platform/loose-json.ts'
import {type ActivityRecord, type CallRecord, MOST_BODY_BYTES} from '../events/activity-log.ts'
import type {State} from '../state/state.ts'
import {readCall} from './call-params.ts'
import {masked, maskFor} from './masked.ts'
import type {Editable} from './view-types.ts'

/** What identifies the caller. The emulator adds it when a call is repeated. */
const credentials: ReadonlySet<string> = new Set(['access_token', 'appsecret_proof', 'appsecret_time'])

/** A call as it can be repeated: where to, its parameters, and the credentials apart from them. */
export interface Repeatable {
  readonly method: string
  /** With the version, without the query. */
  readonly path: string
  readonly params: Item
  readonly credentials: Item
}

/** A call in a form that can be repeated; undefined if the log does not hold all of it: files, and the end of a long body. */
export function repeatable(record: CallRecord): Repeatable | undefined {
  const {body, target} = record
  if (Buffer.isBuffer(body) ? body.length > MOST_BODY_BYTES : body.files.length > 0) return undefined
  const {method, params} = readCall(record)
  const isCredential = ([name]: [string, unknown]) => credentials.has(name)
  const pairs = Object.entries(params)
  return {
    method,
    path: target.split('?')[0] ?? '/',
    params: Object.fromEntries(pairs.filter(pair => !isCredential(pair))),
    credentials: Object.fromEntries(pairs.filter(isCredential)),
  }
}

/** An entry as JSON to edit, without secrets; undefined if it cannot be sent again. */
export function editableOf(record: ActivityRecord, state: State): Editable | undefined {
  const mask = maskFor(state)
  if (record.kind !== 'call') {
    const event = parsed(record.body.toString())
    return event === undefined ? undefined : {body: pretty(maskedAsShown(event, mask))}
  }
  const call = repeatable(record)
  if (call === undefined) return undefined
  const {method, path, params} = call
  return {method, path: mask(path), body: pretty(maskedAsShown(params, mask))}
}

/** An edited value in which what was hidden, and has not been edited, is as it was. */
export function restored(edited: unknown, original: unknown, state: State): unknown {
  return unmasked(edited, original, maskedAsShown(original, maskFor(state)))
}

function unmasked(edited: unknown, original: unknown, shown: unknown): unknown {
  if (typeof edited === 'string') return edited === shown && typeof original === 'string' ? original : edited
  if (typeof edited !== 'object' || edited === null) return edited
  const [before, hidden] = [itemsOf(original), itemsOf(shown)]
  const entries = Object.entries(edited).map(([key, value]) => [
    key,
    unmasked(value, before[key], hidden[key]),
  ])
  return Array.isArray(edited) ? entries.map(([, value]) => value) : Object.fromEntries(entries)
}

const itemsOf = (value: unknown): Item => (typeof value === 'object' && value !== null ? (value as Item) : {})

/** Masked as a text, where a key says that its value is secret, and each value by itself. */
function maskedAsShown(value: unknown, mask: (text: string) => string): unknown {
  return masked(parsed(mask(JSON.stringify(value))) ?? value, mask)
}

const pretty = (value: unknown): string => JSON.stringify(value, null, 2)

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
