import JSON5 from 'json5'
import {parseJson} from '../../platform/exact-json.ts'
import {withoutNulls} from '../../platform/normal-body.ts'
import type {Params} from '../../platform/route.ts'

/** A limit that no real request exceeds. */
const MAX_LEVELS = 20
const MAX_LOOSE_CHARACTERS = 1024 * 1024

/** Parameters that are always texts: a message may be `[1]`, and a button's payload is often JSON. */
const textNames = new Set(
  [
    ['text', 'title', 'subtitle', 'question', 'description', 'ref', 'metadata', 'fallback_text', 'content'],
    ['name', 'page_label_name', 'name_or_content', 'q', 'verify_token', 'access_token'],
  ].flat(),
)

/** Whether the value at a place is a text. The payload of an attachment or a sender action is an object. */
export function isTextAt(path: readonly string[]): boolean {
  const [last = '', parent] = path.filter(segment => !/^\d*$/.test(segment)).reverse()
  if (last === 'payload') return parent !== undefined && parent !== 'attachment' && parent !== 'attachments'
  return textNames.has(last) && parent !== 'recipient'
}

/**
 * Query, form or multipart fields as parameters. A text that is an object or array in JSON, or in what is loosely JSON, stands
 * for that value, and `null` for nothing, unless the place holds a text; a name in brackets for a place in one: `recipient[id]`, `user_ids[0][id]`, `domains[]`.
 */
export function fromPairs(pairs: Iterable<readonly [string, string]>): Record<string, unknown> {
  const params: Record<string, unknown> = {}
  const grown: Grown = new Map()
  for (const [name, text] of pairs) {
    const [root = '', ...path] = name.includes('[') ? segmentsOf(name) : [name]
    // It would set the prototype of the parameters, and add others that the request does not name.
    if (root === '__proto__') continue
    const whole = [root, ...path]
    const isText = isTextAt(whole)
    if (text === 'null' && !isText) continue
    const value = isText ? text : jsonIn(text)
    if (path.length === 0) params[root] = value
    else place(params, whole, value, grown)
  }
  return grown.size === 0 ? params : Object.fromEntries(Object.entries(params).map(toLists(grown)))
}

/** `a[b][0]` → a, b, 0; `a[]` → a and an empty part. Any other text is one name. */
export function segmentsOf(name: string): readonly string[] {
  if (!/^[^[\]]+(?:\[[^[\]]*\])+$/.test(name)) return [name]
  const segments = name.replaceAll(']', '').split('[')
  return segments.length > MAX_LEVELS ? [name] : segments
}

type Keyed = Record<string, unknown>

/** Objects built from brackets, each with the next number for `[]`. */
type Grown = Map<object, number>

/** Puts a value in its place, creating objects on the way; lists are recognised at the end by their keys. */
function place(params: Keyed, path: readonly string[], value: unknown, grown: Grown): void {
  let parent = params
  for (const [position, segment] of path.entries()) {
    const following = grown.get(parent) ?? 0
    const key = segment === '' ? String(following) : segment
    if (grown.has(parent) && isIndex(key)) grown.set(parent, Math.max(following, Number(key) + 1))
    if (position === path.length - 1) {
      parent[key] = value
      return
    }
    const there = parent[key]
    const isGrown = typeof there === 'object' && there !== null && grown.has(there)
    const next: Keyed = isGrown ? (there as Keyed) : {}
    if (!isGrown) grown.set(next, 0)
    parent[key] = next
    parent = next
  }
}

/** A larger number is treated as a name. */
const isIndex = (key: string): boolean => /^\d{1,9}$/.test(key)

/** Turns objects built from brackets with numeric keys into lists, in the order of the keys. */
const toLists =
  (grown: Grown) =>
  ([key, value]: readonly [string, unknown]): [string, unknown] => {
    if (typeof value !== 'object' || value === null || !grown.has(value)) return [key, value]
    const entries = Object.entries(value).map(toLists(grown))
    const isList = entries.every(([each]) => isIndex(each))
    return [key, isList ? entries.map(([, each]) => each) : Object.fromEntries(entries)]
  }

/** Parses a text that is an object or array; returns any other text unchanged. */
export function jsonIn(text: string): unknown {
  const first = text.trimStart()[0]
  if (first !== '{' && first !== '[') return text
  try {
    return readJson(text)
  } catch {
    return readLoosely(text) ?? text
  }
}

/** @throws {SyntaxError} if it is not JSON. */
export function readJson(text: string): unknown {
  const value = parseJson(text)
  return text.includes('null') ? withoutNulls(value) : value
}

/** Parses loose JSON: `{'id':'1'}`, `{id:1}`, trailing commas; returns undefined for anything else. */
export function readLoosely(text: string): unknown {
  if (text.length > MAX_LOOSE_CHARACTERS) return undefined
  try {
    return readJson(JSON.stringify(JSON5.parse(text.replace(stringOrLongNumber, quoted))))
  } catch {
    return undefined
  }
}

/**
 * A number too large for a double is an id, and becomes a text. An unterminated string extends to the end of the text:
 * searching again after each of its quotation marks took minutes.
 */
const stringOrLongNumber =
  /'[^'\\]*(?:\\.[^'\\]*)*(?:'|\\?$)|"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?$)|\b[0-9]{16,}\b(?![.eE])/gs
const quoted = (found: string) =>
  /^[0-9]/.test(found) && !Number.isSafeInteger(Number(found)) ? `"${found}"` : found

/** Converts numeric ids to texts, as they are everywhere else. */
export function withTextIds(params: Params): Params {
  const {recipient, user_ids: people} = params
  let changed = params
  for (const key of ['user', 'psid', 'user_id'] as const) {
    const id = params[key]
    if (typeof id === 'number') changed = {...changed, [key]: String(id)}
  }
  if (hasNumber(recipient)) changed = {...changed, recipient: {...recipient, id: String(recipient.id)}}
  if (Array.isArray(people) && people.some(each => typeof each === 'number' || hasNumber(each)))
    changed = {...changed, user_ids: people.map(toTextId)}
  return changed
}

const toTextId = (each: unknown): unknown => {
  if (typeof each === 'number') return String(each)
  return hasNumber(each) ? {...each, id: String(each.id)} : each
}

const hasNumber = (value: unknown): value is {readonly id: number} =>
  typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'number'

const methods = ['GET', 'POST', 'DELETE']

/**
 * The method of a call: the parameter `method` replaces the HTTP method, for clients that can only GET or POST.
 * Source: https://developers.facebook.com/docs/graph-api/guides/explorer, as Meta's SDKs delete.
 */
export function overridden<Call extends {readonly method: string; readonly params: Params}>(
  call: Call,
): Call {
  const {method, ...params} = call.params
  if (typeof method !== 'string' || (call.method !== 'POST' && call.method !== 'GET')) return call
  const asked = method.toUpperCase()
  return methods.includes(asked) ? {...call, method: asked, params} : call
}
