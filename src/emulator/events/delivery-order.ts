import type {GatherInto, StruckDelivery} from '../graph/faults.ts'
import type {Parcel} from './envelope.ts'

/** Sends events as one delivery. */
type Post = (parcels: readonly Parcel[], into?: GatherInto) => void

export interface DeliveryOrder {
  /** Posts an app's event at once, or as a matching fault says. */
  readonly pass: (appId: string, parcel: Parcel, fault: StruckDelivery | undefined, post: Post) => void
  /** Posts what is held back. */
  readonly flush: () => void
}

/** How long an event is held back at most if nothing follows it, in ms. */
const HELD_MS = 1_000

interface Held {
  readonly appId: string
  readonly post: () => void
  /** How many deliveries of the app go first. */
  left: number
  readonly timer: NodeJS.Timeout
}

interface Gathered {
  readonly parcels: Parcel[]
  readonly post: () => void
  readonly timer: NodeJS.Timeout
}

/** Reorders, duplicates or gathers events, as faults require. */
export function createDeliveryOrder(): DeliveryOrder {
  const held = new Set<Held>()
  const gathered = new Map<string, Gathered>()

  const release = (each: Held) => {
    clearTimeout(each.timer)
    if (held.delete(each)) each.post()
  }

  /** Sends a delivery, and those that only waited for it. */
  const go = (appId: string, post: () => void) => {
    post()
    for (const each of [...held]) {
      if (each.appId !== appId) continue
      each.left -= 1
      if (each.left <= 0) release(each)
    }
  }

  const hold = (
    appId: string,
    post: () => void,
    {events = 1, ms = HELD_MS}: {events?: number; ms?: number},
  ) => {
    const each: Held = {appId, post, left: events, timer: setTimeout(() => release(each), ms).unref()}
    held.add(each)
  }

  const gather = (
    key: string,
    parcel: Parcel,
    {count, into, post}: {count: number; into: GatherInto | undefined; post: Post},
  ) => {
    const parcels = gathered.get(key)?.parcels ?? []
    if (!gathered.has(key)) {
      const postAll = () => {
        clearTimeout(gathered.get(key)?.timer)
        if (gathered.delete(key)) post(parcels, into)
      }
      gathered.set(key, {parcels, post: postAll, timer: setTimeout(postAll, HELD_MS).unref()})
    }
    parcels.push(parcel)
    if (parcels.length >= count) gathered.get(key)?.post()
  }

  return {
    pass(appId, parcel, fault, post) {
      const postOne = () => post([parcel])
      switch (fault?.effect.kind) {
        case undefined:
          return go(appId, postOne)
        case 'duplicate':
          for (let copy = 0; copy <= (fault.effect.copies ?? 1); copy++) go(appId, postOne)
          return
        case 'late':
          return hold(appId, postOne, {events: fault.effect.events ?? 1})
        case 'delay':
          return hold(appId, postOne, {events: Number.POSITIVE_INFINITY, ms: fault.effect.ms})
        case 'gather': {
          const {count, into} = fault.effect
          return gather(`${fault.id} ${appId}`, parcel, {count, into, post})
        }
      }
    },
    flush() {
      for (const each of [...held]) release(each)
      for (const {post} of [...gathered.values()]) post()
    },
  }
}
