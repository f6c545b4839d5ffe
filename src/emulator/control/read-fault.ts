import {isObject} from '../../platform/fields-schema.ts'
import {PlatformError} from '../errors.ts'
import type {Fault} from '../graph/faults.ts'

type Words = Readonly<Record<string, unknown>>
type Check = readonly [is: (value: unknown) => boolean, what: string]

/** The most events the platform puts into one delivery. */
const MOST_DELIVERIES = 1000

const text: Check = [value => typeof value === 'string', 'a text']
const number: Check = [value => typeof value === 'number' && value >= 0, 'a number, 0 or more']
const count: Check = [value => Number.isSafeInteger(value) && Number(value) >= 0, 'a whole number, 0 or more']
const few: Check = [
  value => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MOST_DELIVERIES,
  `a whole number from 0 to ${MOST_DELIVERIES}`,
]
const share: Check = [value => typeof value === 'number' && value >= 0 && value <= 1, 'a number from 0 to 1']
const flag: Check = [value => typeof value === 'boolean', 'true or false']
const status: Check = [
  value => Number.isInteger(value) && Number(value) >= 200 && Number(value) <= 599,
  'a status from 200 to 599',
]

const matchChecks: Readonly<Record<string, Check>> = {
  event: text,
  method: text,
  path: text,
  nth: count,
  probability: share,
  seed: number,
  times: count,
  forMs: number,
}

const effectChecks: Readonly<Record<string, Check>> = {
  kind: text,
  accept: flag,
  code: count,
  subcode: count,
  status,
  message: text,
  minutes: number,
  body: text,
  ms: number,
  copies: few,
  events: few,
  count: few,
  into: [value => value === 'entries' || value === 'items', 'entries or items'],
}

/** What an effect of this kind requires. */
const needs: Readonly<Record<string, readonly string[]>> = {
  error: ['code'],
  status: ['status'],
  delay: ['ms'],
  gather: ['count'],
}

/** A fault as a client describes it. @throws {PlatformError} for what has another form. */
export function readFault(given: Words): Fault {
  const {effect} = given
  if (!isObject(effect)) throw new PlatformError(100, 'effect must be an object')
  check(given, matchChecks, '')
  check(effect, effectChecks, 'effect.')
  const lacking = new Map(Object.entries(needs))
    .get(String(effect['kind']))
    ?.find(name => effect[name] === undefined)
  if (lacking !== undefined) throw new PlatformError(100, `effect.${lacking} is missing`)
  return given as unknown as Fault
}

function check(words: Words, checks: Readonly<Record<string, Check>>, prefix: string): void {
  for (const [name, [is, what]] of Object.entries(checks)) {
    const value = words[name]
    if (value !== undefined && !is(value)) throw new PlatformError(100, `${prefix}${name} must be ${what}`)
  }
}
