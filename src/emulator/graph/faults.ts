import {explainGraphError} from '../../platform/graph-errors.ts'
import {PlatformError} from '../errors.ts'
import {isPathLike} from './path-pattern.ts'
import {businessUsage} from './usage-headers.ts'

/** Where several events of one delivery go: each into an entry of its own, or all into the array of one. */
export type GatherInto = 'entries' | 'items'

/** Which calls a fault meets, or which deliveries. What is left out does not matter. */
export interface FaultMatch {
  /** Meets deliveries instead of calls: those of this subscribed field, `*` those of every one. */
  readonly event?: string
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
 * - `status`: an answer that is not JSON, as from a proxy
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

/**
 * What happens to a delivery.
 * - `duplicate`: it comes so many times more; default once
 * - `late`: so many later ones of the same app come first; default one
 * - `delay`: it leaves so much later, and others go before it
 * - `gather`: it waits for others that the fault meets, and they come as one delivery of so many
 * One that waits for others leaves after a second all the same.
 */
export type DeliveryEffect =
  | {readonly kind: 'duplicate'; readonly copies?: number}
  | {readonly kind: 'late'; readonly events?: number}
  | {readonly kind: 'delay'; readonly ms: number}
  | {readonly kind: 'gather'; readonly count: number; readonly into?: GatherInto}

export interface Fault extends FaultMatch {
  readonly effect: FaultEffect | DeliveryEffect
  /** After so many it is over; default never. */
  readonly times?: number
  /** Over after so long by the emulated clock, in ms; default never. */
  readonly forMs?: number
}

/** What strikes a delivery. */
export interface StruckDelivery {
  readonly id: number
  readonly effect: DeliveryEffect
}

/** A fault with what it has done so far: calls or deliveries. */
export interface ListedFault extends Fault {
  readonly id: number
  /** Those that match. */
  readonly met: number
  /** Those that it struck. */
  readonly struck: number
  /** It strikes no more. */
  readonly isOver: boolean
}

export interface Faults {
  /** @throws {PlatformError} for what is not a fault. */
  readonly add: (fault: Fault) => ListedFault
  readonly list: () => readonly ListedFault[]
  readonly clear: () => void
  /** What strikes a call, if anything; the first that does. */
  readonly strike: (method: string, path: string) => FaultEffect | undefined
  /** What strikes the delivery of an event of a field, if anything. */
  readonly strikeDelivery: (field: string) => StruckDelivery | undefined
}

const callKinds: readonly string[] = ['error', 'status', 'delay', 'reset', 'withhold']
const deliveryKinds: readonly string[] = ['duplicate', 'late', 'delay', 'gather']

/** @param now the emulated time, ms since 1970. */
export function createFaults(now: () => number): Faults {
  let active: Active[] = []
  let lastId = 0
  return {
    add(fault) {
      const kinds = fault.event === undefined ? callKinds : deliveryKinds
      if (!kinds.includes(fault.effect?.kind)) {
        const what = fault.event === undefined ? 'A fault of calls' : 'A fault of deliveries'
        throw new PlatformError(100, `${what} has an effect of kind ${kinds.join(', ')}`)
      }
      const added = new Active(++lastId, fault, now)
      active.push(added)
      return added.listed
    },
    list: () => active.map(({listed}) => listed),
    clear() {
      active = []
    },
    strike(method, path) {
      for (const each of active) if (each.strikesCall(method, path)) return each.effect as FaultEffect
      return undefined
    },
    strikeDelivery(field) {
      for (const each of active)
        if (each.strikesDelivery(field)) return {id: each.listed.id, effect: each.effect as DeliveryEffect}
      return undefined
    },
  }
}

class Active {
  readonly #id: number
  readonly #fault: Fault
  readonly #random: () => number
  readonly #now: () => number
  readonly #endMs: number
  #met = 0
  #struck = 0

  constructor(id: number, fault: Fault, now: () => number) {
    this.#id = id
    this.#fault = fault
    this.#random = seeded(fault.seed ?? 1)
    this.#now = now
    this.#endMs = now() + (fault.forMs ?? Number.POSITIVE_INFINITY)
  }

  get effect(): Fault['effect'] {
    return this.#fault.effect
  }

  get listed(): ListedFault {
    const {nth = Number.POSITIVE_INFINITY} = this.#fault
    const isOver = this.#isOver() || this.#met >= nth
    return {id: this.#id, ...this.#fault, met: this.#met, struck: this.#struck, isOver}
  }

  strikesCall(method: string, path: string): boolean {
    const {event, method: wanted = method, path: pattern} = this.#fault
    if (event !== undefined || wanted.toUpperCase() !== method) return false
    if (pattern !== undefined && !isPathLike(pattern, path)) return false
    return this.#strikes()
  }

  strikesDelivery(field: string): boolean {
    const {event} = this.#fault
    return (event === '*' || event === field) && this.#strikes()
  }

  /** Whether it strikes what it has just met. */
  #strikes(): boolean {
    const {nth, probability = 1} = this.#fault
    this.#met += 1
    const isDrawn = this.#random() < probability
    if (!isDrawn || this.#isOver() || (nth !== undefined && nth !== this.#met)) return false
    this.#struck += 1
    return true
  }

  #isOver(): boolean {
    const {times = Number.POSITIVE_INFINITY} = this.#fault
    return this.#struck >= times || this.#now() >= this.#endMs
  }
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
  const rule = explainGraphError(code, {subcode})
  return new PlatformError(code, message ?? `(#${code}) ${rule.meaning}`, {
    ...(subcode === undefined ? {} : {subcode}),
    ...(status === undefined ? {} : {status}),
  })
}

/** The header in which the platform says how long to wait. */
export function usageHeader(effect: FaultEffect): Readonly<Record<string, string>> {
  if (effect.kind !== 'error' || effect.minutes === undefined) return {}
  return businessUsage('1', {percent: 100, minutes: effect.minutes})
}
