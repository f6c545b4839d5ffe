import {isObject} from '../../platform/fields-schema.ts'
import {PlatformError} from '../errors.ts'
import {
  type EffectOfKind,
  effectKinds,
  type FaultField,
  type FaultValue,
  matchFields,
} from '../graph/fault-table.ts'
import type {Fault} from '../graph/faults.ts'

type Words = Readonly<Record<string, unknown>>
type Check = readonly [is: (value: unknown) => boolean, what: string]

/** The most events the platform puts into one delivery. */
const MOST_DELIVERIES = 1000

const number: Check = [value => typeof value === 'number' && value >= 0, 'a number, 0 or more']

const checks: Readonly<Record<Exclude<FaultValue, readonly string[]>, Check>> = {
  text: [value => typeof value === 'string', 'a text'],
  count: [value => Number.isSafeInteger(value) && Number(value) >= 0, 'a whole number, 0 or more'],
  few: [
    value => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MOST_DELIVERIES,
    `a whole number from 0 to ${MOST_DELIVERIES}`,
  ],
  share: [value => typeof value === 'number' && value >= 0 && value <= 1, 'a number from 0 to 1'],
  ms: number,
  minutes: number,
  status: [
    value => Number.isInteger(value) && Number(value) >= 200 && Number(value) <= 599,
    'a status from 200 to 599',
  ],
  flag: [value => typeof value === 'boolean', 'true or false'],
}

const checkOf = (value: FaultValue): Check =>
  typeof value === 'string'
    ? checks[value]
    : [given => value.some(choice => choice === given), value.join(' or ')]

/** A fault as a client describes it. @throws {PlatformError} for what has another form. */
export function readFault(given: Words): Fault {
  const {effect} = given
  if (!isObject(effect)) throw new PlatformError(100, 'effect must be an object')
  check(given, matchFields, '')
  check(effect, {kind: {label: '', value: 'text'}}, 'effect.')
  const kinds: Readonly<Record<string, EffectOfKind>> =
    effectKinds[given['event'] === undefined ? 'calls' : 'deliveries']
  const fields = new Map(Object.entries(kinds)).get(String(effect['kind']))?.fields ?? {}
  check(effect, fields, 'effect.')
  const lacking = Object.keys(fields).find(
    name => fields[name]?.isRequired === true && effect[name] === undefined,
  )
  if (lacking !== undefined) throw new PlatformError(100, `effect.${lacking} is missing`)
  return given as unknown as Fault
}

function check(words: Words, fields: Readonly<Record<string, FaultField>>, prefix: string): void {
  for (const [name, {value: form}] of Object.entries(fields)) {
    const value = words[name]
    const [is, what] = checkOf(form)
    if (value !== undefined && !is(value)) throw new PlatformError(100, `${prefix}${name} must be ${what}`)
  }
}
