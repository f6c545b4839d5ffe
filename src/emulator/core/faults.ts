import {explainGraphError} from '../../platform/graph-errors.ts'
import {PlatformError} from './errors.ts'

/** Which calls a fault meets. What is left out does not matter. */
export interface FaultMatch {
  readonly method?: string
  /** Without the version; `*` stands for any part: `/me/messages`, `/6411*`. */
  readonly path?: string
  /** Only that one of the calls it would meet, 1 for the first. */
  readonly nth?: number
  /** In [0, 1]; default 1. */
  readonly probability?: number
  /** Makes the same calls meet it each time; default 1. */
  readonly seed?: number
}

/**
 * What happens to a call.
 * - `error`: a refusal with a code of the platform; `minutes`: how long it says to wait
 * - `status`: an answer that is no JSON, as from a proxy
 * - `delay`: the answer takes so long
 * - `reset`: the connection breaks
 * - `withhold`: no answer comes; after `ms`, when given, the connection breaks
 */
export type FaultEffect = {
  /** The call is carried out all the same, so that who asked is in doubt. Always so for `withhold`; default false. */
  readonly accept?: boolean
} & (
  | {
      readonly kind: 'error'
      readonly code: number
      readonly subcode?: number
      readonly status?: number
      readonly message?: string
      readonly minutes?: number
    }
  | {readonly kind: 'status'; readonly status: number; readonly body?: string}
  | {readonly kind: 'delay'; readonly ms: number}
  | {readonly kind: 'reset'}
  | {readonly kind: 'withhold'; readonly ms?: number}
)

export interface Fault extends FaultMatch {
  readonly effect: FaultEffect
  /** After so many it is over; default never. */
  readonly times?: number
}

/** A fault with what it has done so far. */
export interface ListedFault extends Fault {
  readonly id: number
  /** Calls that match. */
  readonly met: number
  /** Calls that it struck. */
  readonly struck: number
}

export interface Faults {
  /** @throws {PlatformError} for what is no fault. */
  readonly add: (fault: Fault) => ListedFault
  readonly list: () => readonly ListedFault[]
  readonly clear: () => void
  /** What strikes a call, if anything; the first that does. */
  readonly strike: (method: string, path: string) => FaultEffect | undefined
}

const kinds: readonly string[] = ['error', 'status', 'delay', 'reset', 'withhold']

export function createFaults(): Faults {
  let active: Active[] = []
  let lastId = 0
  return {
    add(fault) {
      if (!kinds.includes(fault.effect?.kind))
        throw new PlatformError(100, `A fault has an effect of kind ${kinds.join(', ')}`)
      const added = new Active(++lastId, fault)
      active.push(added)
      return added.listed
    },
    list: () => active.map(({listed}) => listed),
    clear() {
      active = []
    },
    strike(method, path) {
      for (const each of active) if (each.strikes(method, path)) return each.effect
      return undefined
    },
  }
}

class Active {
  readonly #id: number
  readonly #fault: Fault
  readonly #path: RegExp | undefined
  readonly #random: () => number
  #met = 0
  #struck = 0

  constructor(id: number, fault: Fault) {
    this.#id = id
    this.#fault = fault
    this.#path = fault.path === undefined ? undefined : toPattern(fault.path)
    this.#random = seeded(fault.seed ?? 1)
  }

  get effect(): FaultEffect {
    return this.#fault.effect
  }

  get listed(): ListedFault {
    return {id: this.#id, ...this.#fault, met: this.#met, struck: this.#struck}
  }

  strikes(method: string, path: string): boolean {
    const {method: wanted = method, nth, probability = 1, times = Number.POSITIVE_INFINITY} = this.#fault
    if (wanted.toUpperCase() !== method || this.#path?.test(path) === false) return false
    this.#met += 1
    const isDrawn = this.#random() < probability
    if (!isDrawn || this.#struck >= times || (nth !== undefined && nth !== this.#met)) return false
    this.#struck += 1
    return true
  }
}

function toPattern(path: string): RegExp {
  const parts = path.split('*').map(part => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^(?:/v\\d+\\.\\d+)?${parts.join('[^/]*')}/?$`)
}

/** Numbers in [0, 1), the same each time for a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The refusal of a fault, in the platform's shape. */
export function toRefusal({
  code,
  subcode,
  status,
  message,
}: Extract<FaultEffect, {kind: 'error'}>): PlatformError {
  const rule = explainGraphError(code, subcode)
  return new PlatformError(code, message ?? `(#${code}) ${rule.meaning}`, {
    ...(subcode === undefined ? {} : {subcode}),
    ...(status === undefined ? {} : {status}),
  })
}

/** The header in which the platform says how long to wait. Source: https://developers.facebook.com/docs/graph-api/overview/rate-limiting */
export function usageHeader(effect: FaultEffect): Readonly<Record<string, string>> {
  if (effect.kind !== 'error' || effect.minutes === undefined) return {}
  const usage = {type: 'messenger', call_count: 100, total_cputime: 25, total_time: 25}
  const value = {'1': [{...usage, estimated_time_to_regain_access: effect.minutes}]}
  return {'x-business-use-case-usage': JSON.stringify(value)}
}
