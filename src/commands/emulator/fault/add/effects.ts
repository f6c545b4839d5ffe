import type {DeliveryEffect, FaultEffect} from '../../../../emulator/graph/faults.ts'
import {UsageError} from '../../../../errors.ts'
import {parseCount} from '../../../shared/arguments/count.ts'
import {parseDuration} from '../../../shared/arguments/duration.ts'

/** The flags that choose the effect. */
export interface EffectFlags {
  readonly error?: string
  readonly minutes?: string
  readonly httpStatus?: string
  readonly delay?: string
  readonly reset?: boolean
  readonly withhold?: boolean
  readonly accept?: boolean
  /** True without a number. */
  readonly duplicate?: string | true
  readonly late?: string | true
  readonly gather?: string
  readonly into?: string
}

/** The effect on a call. @throws {UsageError} if the flags name no effect, several, or one for deliveries. */
export function callEffect(flags: EffectFlags): FaultEffect {
  const {error, minutes, httpStatus: status, delay, reset, withhold, accept} = flags
  refuseFlags(flags, ['duplicate', 'late', 'gather', 'into'], 'affects deliveries: name them with --event')
  const effects: FaultEffect[] = []
  if (error !== undefined) effects.push(toError(error, minutes))
  if (minutes !== undefined && error === undefined) throw new UsageError('--minutes needs --error')
  if (status !== undefined) effects.push({kind: 'status', status: parseStatus(status)})
  if (delay !== undefined) effects.push({kind: 'delay', ms: parseDuration(delay, '--delay')})
  if (reset === true) effects.push({kind: 'reset'})
  if (withhold === true) effects.push({kind: 'withhold'})
  const effect = theOnly(effects, '--error, --http-status, --delay, --reset and --withhold')
  return accept === true ? {...effect, accept} : effect
}

/** The effect on a delivery. @throws {UsageError} if the flags name no effect, several, or one for calls. */
export function deliveryEffect(flags: EffectFlags): DeliveryEffect {
  const {delay, duplicate, late, gather, into} = flags
  refuseFlags(
    flags,
    ['error', 'minutes', 'httpStatus', 'reset', 'withhold', 'accept'],
    'affects calls, not deliveries',
  )
  if (into !== undefined && (gather === undefined || (into !== 'entries' && into !== 'items')))
    throw new UsageError(`--into ${into} is not valid: it needs --gather, and is entries or items`)
  const effects: DeliveryEffect[] = []
  if (duplicate !== undefined) effects.push({kind: 'duplicate', copies: countOf(duplicate, '--duplicate')})
  if (late !== undefined) effects.push({kind: 'late', events: countOf(late, '--late')})
  if (delay !== undefined) effects.push({kind: 'delay', ms: parseDuration(delay, '--delay')})
  if (gather !== undefined) {
    const count = parseCount(gather, '--gather')
    if (count < 2) throw new UsageError('--gather needs at least 2', {hint: 'Write it like --gather 3'})
    effects.push({kind: 'gather', count, into: into === 'items' ? 'items' : 'entries'})
  }
  return theOnly(effects, '--duplicate, --late, --delay and --gather')
}

function toError(text: string, minutes: string | undefined): FaultEffect {
  const [, code, subcode] = /^(\d+)(?:\/(\d+))?$/.exec(text) ?? []
  if (code === undefined) throw new UsageError(`--error ${text} is not a code; write 4 or 190/463`)
  return {
    kind: 'error',
    code: Number(code),
    ...(subcode === undefined ? {} : {subcode: Number(subcode)}),
    ...(minutes === undefined ? {} : {minutes: parseCount(minutes, '--minutes')}),
  }
}

/** @throws {UsageError} for a status that no answer can have. */
function parseStatus(text: string): number {
  if (/^[2-5][0-9]{2}$/.test(text)) return Number(text)
  throw new UsageError(`--http-status ${text} is not an HTTP status from 200 to 599`, {
    hint: 'Write it like --http-status 502',
  })
}

function countOf(flag: string | true, name: string): number {
  return flag === true ? 1 : parseCount(flag, name)
}

function refuseFlags(flags: EffectFlags, names: readonly (keyof EffectFlags)[], why: string): void {
  const given = names.find(name => flags[name] !== undefined)
  if (given !== undefined) {
    const flag = given.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
    throw new UsageError(`--${flag} ${why}`)
  }
}

function theOnly<Effect>(effects: readonly Effect[], flags: string): Effect {
  const [effect, another] = effects
  if (effect !== undefined && another === undefined) return effect
  throw new UsageError(effect === undefined ? 'The fault has no effect' : 'The fault has several effects', {
    hint: `Give one of ${flags}`,
  })
}
