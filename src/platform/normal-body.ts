import type * as z from 'zod'
import {faultsOf} from './faults.ts'
import {isObject} from './fields-schema.ts'
import type {RuleFault} from './rule-fault.ts'

/** What belongs to the call, not to its body. Programs in the wild write it there, and the platform takes it. */
export const keysOfCall: readonly string[] = ['access_token', 'appsecret_proof']

export interface NormalBody {
  /** The body as the platform reads it; the value itself where there was nothing to change. */
  readonly value: unknown
  /** Every fault of that body against the schema. */
  readonly faults: RuleFault[]
}

/**
 * Reads a body as the platform does, and judges it: `null` is absent, and a scalar of another JSON type stands for the one that
 * the schema expects there – a number for an id, `"true"` and `1` for true, a text for a price. The check and the emulator share
 * this step.
 * Source: bodies of Meta's own samples and SDKs, which the platform takes.
 */
export function normalBody(schema: z.ZodType, given: unknown): NormalBody {
  if (schema.safeParse(given).success) return {value: given, faults: []}
  const value = coerced(schema, withoutNulls(given))
  return {value, faults: faultsOf(schema, value)}
}

/** An object without those keys; anything else as it is. */
export function withoutKeys(value: unknown, keys: readonly string[]): unknown {
  if (!isObject(value) || !keys.some(key => Object.hasOwn(value, key))) return value
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)))
}

/** The value without the keys of objects that are null. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => (each === null ? [] : [[key, withoutNulls(each)]])),
  )
}

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

function replaced(value: unknown, [key, ...rest]: readonly PropertyKey[], scalar: unknown): unknown {
  if (key === undefined) return scalar
  if (Array.isArray(value))
    return value.map((each, index) => (index === key ? replaced(each, rest, scalar) : each))
  return isObject(value) ? {...value, [key]: replaced(value[String(key)], rest, scalar)} : value
}
