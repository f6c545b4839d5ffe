import type {GatherInto} from '../graph/faults.ts'
import type {OutgoingEvent} from '../world.ts'
import type {Channel} from './delivery-record.ts'

/** One event for one app. */
export interface Parcel {
  readonly event: OutgoingEvent
  readonly channel: Channel
  /** When it happened, ms since 1970. */
  readonly at: number
}

/** The body of a delivery, with the platform's key order. It nearly always contains one event. */
export function toEnvelope(parcels: readonly Parcel[], into: GatherInto = 'entries'): unknown {
  const groups = into === 'entries' ? parcels.map(parcel => [parcel]) : groupByArray(parcels)
  return {object: 'page', entry: groups.map(toEntry)}
}

/** Parcels that fit into the array of one entry. */
function groupByArray(parcels: readonly Parcel[]): readonly (readonly Parcel[])[] {
  const groups = new Map<string, Parcel[]>()
  for (const parcel of parcels) {
    const key = `${parcel.event.pageId} ${parcel.channel}`
    groups.set(key, [...(groups.get(key) ?? []), parcel])
  }
  return [...groups.values()]
}

function toEntry(parcels: readonly Parcel[]): unknown {
  const [first] = parcels
  if (first === undefined) return {}
  const {channel, at, event} = first
  const items = parcels.map(toItem)
  return channel === 'changes'
    ? {time: Math.floor(at / 1000), id: event.pageId, changes: items}
    : {time: at, id: event.pageId, [channel]: items}
}

function toItem({event: {field, item}, channel}: Parcel): unknown {
  if (channel === 'changes') return {field, value: item}
  return channel === 'standby' ? withoutPayload(item) : item
}

/** A button's payload is only for the app that controls the conversation. */
function withoutPayload(item: OutgoingEvent['item']): OutgoingEvent['item'] {
  if (item['postback'] === undefined) return item
  const {payload: _payload, ...postback} = item['postback'] as Readonly<Record<string, unknown>>
  return {...item, postback}
}
