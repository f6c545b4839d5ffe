import type * as z from 'zod'
import {parseJson} from './exact-json.ts'
import {faultsOf} from './faults.ts'
import {isObject} from './fields-schema.ts'
import type {RuleFault} from './rule-fault.ts'
import type {Wire} from './wire.ts'

/**
 * What belongs to the call, not to its body. Programs in the wild write it there, and the platform takes it.
 * Source: https://developers.facebook.com/docs/graph-api/overview and what Graph clients add to every call.
 */
const keysOfCall: readonly string[] = [
  'access_token',
  'appsecret_proof',
  'appsecret_time',
  'format',
  'pretty',
  'debug',
  'suppress_http_code',
  'include_headers',
  'date_format',
]

/** The keys of a body that belong to the call; `platform` where it says what every call here means. */
export function keysOfCallIn(given: unknown): readonly string[] {
  if (!isObject(given)) return []
  const {platform} = given
  const isMessenger = typeof platform === 'string' && platform.toLowerCase() === 'messenger'
  const found = keysOfCall.filter(key => given[key] !== undefined)
  return isMessenger ? [...found, 'platform'] : found
}

/** A body without what belongs to the call; anything else as it is. */
export function withoutCall(given: unknown): unknown {
  const keys = keysOfCallIn(given)
  if (!isObject(given) || keys.length === 0) return given
  return Object.fromEntries(Object.entries(given).filter(([key]) => !keys.includes(key)))
}

export interface NormalBody<Body> {
  /**
   * The body as the platform reads it; the value itself where there was nothing to change. It is a `Body` where none of the
   * faults is an error, and may otherwise be anything.
   */
  readonly value: Body
  /** Every fault of that body against the schema. */
  readonly faults: RuleFault[]
}

/**
 * Reads a body as the platform does, and judges it: `null` is absent, and a scalar of another JSON type stands for the one that
 * the schema expects there – a number for an id, `"true"` and `1` for true, a text for a price. A parameter may be an object or
 * a list as a text of JSON, as forms have it. The check and the emulator share this step.
 * Source: bodies of Meta's own samples and SDKs, which the platform takes.
 */
export function normalBody<Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
): NormalBody<Wire<Schema>> {
  // The one place where a value that was checked against a schema is given its type.
  type Body = Wire<Schema>
  if (schema.safeParse(given).success) return {value: given as Body, faults: []}
  const value = coerced(schema, withoutNulls(withJsonRead(schema, given)))
  return {value: value as Body, faults: faultsOf(schema, value)}
}

/** The value without the keys of objects that are null. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => (each === null ? [] : [[key, withoutNulls(each)]])),
  )
}

/** The body with each parameter read that is a text of JSON where the schema expects an object or a list. */
function withJsonRead(schema: z.ZodType, given: unknown): unknown {
  if (!isObject(given) || !Object.values(given).some(isJson)) return given
  const issues = schema.safeParse(given, {reportInput: true}).error?.issues ?? []
  return issues.reduce<unknown>((changed, issue) => {
    const isStructure = expectedBy(issue).some(type => ['object', 'array', 'record'].includes(type))
    return issue.path.length === 1 && isStructure
      ? replaced(changed, issue.path, readParameter(issue.input))
      : changed
  }, given)
}

/** A text that is an object or a list in JSON as that value; anything else as it is. */
export function readParameter(value: unknown): unknown {
  if (!isJson(value)) return value
  try {
    return parseJson(value)
  } catch {
    return value
  }
}

const isJson = (value: unknown): value is string => typeof value === 'string' && /^\s*[[{]/.test(value)

function coerced(schema: z.ZodType, value: unknown): unknown {
  const issues = schema.safeParse(value, {reportInput: true}).error?.issues ?? []
  return issues.reduce<unknown>((changed, issue) => {
    const scalar = expectedBy(issue)
      .map(type => toType(issue.input, type))
      .find(each => each !== undefined)
    return scalar === undefined ? changed : replaced(changed, issue.path, scalar)
  }, value)
}

/** The JSON types that a place takes. */
function expectedBy(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === 'invalid_type') return [issue.expected]
  return issue.code === 'invalid_union' ? issue.errors.flat().flatMap(expectedBy) : []
}

/** The scalar as another JSON type; undefined when it does not stand for one. A number that lost digits stands for no id. */
function toType(value: unknown, type: string): string | number | boolean | undefined {
  if (type === 'string') {
    if (typeof value === 'boolean') return String(value)
    if (typeof value !== 'number') return undefined
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? undefined : String(value)
  }
  if (type === 'boolean')
    return typeof value === 'string' || typeof value === 'number'
      ? booleans.get(String(value).toLowerCase())
      : undefined
  if (type !== 'number' && type !== 'int') return undefined
  return typeof value === 'string' && /^\s*[-+]?(\d+\.?\d*|\.\d+)\s*$/.test(value) ? Number(value) : undefined
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
])

function replaced(value: unknown, [key, ...rest]: readonly PropertyKey[], other: unknown): unknown {
  if (key === undefined) return other
  if (Array.isArray(value))
    return value.map((each, index) => (index === key ? replaced(each, rest, other) : each))
  return isObject(value) ? {...value, [key]: replaced(value[String(key)], rest, other)} : value
}
