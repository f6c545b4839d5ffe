import {explainGraphError} from '../../platform/graph-errors.ts'
import {PlatformError} from '../errors.ts'
import {type EffectOfKind, effectKinds, type FaultTarget} from './fault-table.ts'
import {isPathLike} from './path-pattern.ts'
import {businessUsage} from './usage-headers.ts'

/** Where several events of one delivery go: each into its own entry, or all into the array of one entry. */
export type GatherInto = 'entries' | 'items'

/** Which calls or deliveries a fault matches. Omitted keys match everything. */
export interface FaultMatch {
  /** Matches deliveries instead of calls: those of this subscribed field, or of every field for `*`. */
  readonly event?: string
  readonly method?: string
  /** Without the version; `*` stands for any part: `/me/messages`, `/6411*`. */
  readonly path?: string
  /** Only the n-th matching call, counted from 1. */
  readonly nth?: number
  /** In [0, 1]; default 1. */
  readonly probability?: number
  /** Makes the choice by `probability` repeatable; default 1. */
  readonly seed?: number
}

/**
 * The effect on a call.
 * - `error`: a refusal with one of the platform's codes; `minutes`: how long it asks the caller to wait
 * - `status`: an answer that is not JSON, as from a proxy
 * - `delay`: the answer is delayed by this time
 * - `reset`: the connection breaks
 * - `withhold`: no answer comes; after `ms`, when given, the connection breaks
 */
export type FaultEffect = {
  /** Whether the call is carried out anyway, which leaves the caller in doubt. Always true for `withhold`; default false. */
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
 * The effect on a delivery.
 * - `duplicate`: it is sent this many more times; default once
 * - `late`: this many later ones of the same app are sent first; default one
 * - `delay`: it is sent this much later, after others
 * - `gather`: it waits for others that the fault matches, and they are sent as one delivery of this many
 * One that waits for others is sent after a second anyway.
 */
export type DeliveryEffect =
  | {readonly kind: 'duplicate'; readonly copies?: number}
  | {readonly kind: 'late'; readonly events?: number}
  | {readonly kind: 'delay'; readonly ms: number}
  | {readonly kind: 'gather'; readonly count: number; readonly into?: GatherInto}

export interface Fault extends FaultMatch {
  readonly effect: FaultEffect | DeliveryEffect
  /** Ends after this many; default never. */
  readonly times?: number
  /** Ends after this time on the emulated clock, in ms; default never. */
  readonly forMs?: number
}

/** A delivery's effect, with the id of its fault. */
export interface StruckDelivery {
  readonly id: number
  readonly effect: DeliveryEffect
}

/** A fault, with counts of the calls or deliveries so far. */
export interface ListedFault extends Fault {
  readonly id: number
  /** How many matched. */
  readonly met: number
  /** How many it affected. */
  readonly struck: number
  /** Whether it has ended. */
  readonly isOver: boolean
  /** How many it will still affect, and for how long, in ms on the emulated clock. Absent where nothing limits it. */
  readonly left: {readonly times?: number; readonly ms?: number}
}

export interface Faults {
  /** @throws {PlatformError} for what is not a fault. */
  readonly add: (fault: Fault) => ListedFault
  readonly list: () => readonly ListedFault[]
  readonly clear: () => void
  /** Ends one; returns whether there was one of this id. */
  readonly remove: (id: number) => boolean
  /** The effect on a call, if any: that of the first fault that applies. */
  readonly strike: (method: string, path: string) => FaultEffect | undefined
  /** The effect on the delivery of an event of a field, if any. */
  readonly strikeDelivery: (field: string) => StruckDelivery | undefined
}

/** Every kind of effect is in the table, and no other. */
const kindsOf: {
  readonly calls: Readonly<Record<FaultEffect['kind'], EffectOfKind>>
  readonly deliveries: Readonly<Record<DeliveryEffect['kind'], EffectOfKind>>
} = effectKinds

/** @param now the emulated time, ms since 1970. */
export function createFaults(now: () => number): Faults {
  let active: Active[] = []
  let lastId = 0
  return {
    add(fault) {
      const target: FaultTarget = fault.event === undefined ? 'calls' : 'deliveries'
      const kinds = Object.keys(kindsOf[target])
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
    remove(id) {
      const others = active.filter(({listed}) => listed.id !== id)
      const wasThere = others.length < active.length
      active = others
      return wasThere
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
    return {
      id: this.#id,
      ...this.#fault,
      met: this.#met,
      struck: this.#struck,
      isOver,
      left: this.#left(isOver),
    }
  }

  #left(isOver: boolean): ListedFault['left'] {
    const {nth, times, forMs} = this.#fault
    const limits = [times === undefined ? [] : times - this.#struck, nth === undefined ? [] : 1].flat()
    return {
      ...(limits.length === 0 ? {} : {times: isOver ? 0 : Math.min(...limits)}),
      ...(forMs === undefined ? {} : {ms: isOver ? 0 : Math.max(0, this.#endMs - this.#now())}),
    }
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

  /** Whether the fault applies to its latest match. */
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

/** The refusal of a fault, in the platform's format. */
export function toRefusal({
  code,
  subcode,
  status,
  message,
  minutes,
}: Extract<FaultEffect, {kind: 'error'}>): PlatformError {
  const rule = explainGraphError(code, {subcode})
  return new PlatformError(code, message ?? `(#${code}) ${rule.meaning}`, {
    ...(subcode === undefined ? {} : {subcode}),
    ...(status === undefined ? {} : {status}),
    ...(isOfMarketing(code) && minutes !== undefined ? {errorData: {remaining_seconds: minutes * 60}} : {}),
  })
}

/** Marketing messages have their waiting time in the error itself. */
const isOfMarketing = (code: number): boolean => code >= 2_300_000 && code < 2_300_100

/** The header with the platform's waiting time. */
export function usageHeader(effect: FaultEffect): Readonly<Record<string, string>> {
  if (effect.kind !== 'error' || effect.minutes === undefined) return {}
  return businessUsage('1', {percent: 100, minutes: effect.minutes})
}
