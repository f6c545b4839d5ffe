import {toItem, toList} from './json.ts'
import {channels} from './parse-events.ts'

/** A delivery for each event of one, in the order of `parseEvents`: with its entry, and nothing else of it. */
export function splitEnvelope(envelope: unknown): readonly unknown[] {
  const {entry: entries, ...rest} = toItem(envelope)
  return toList(entries).flatMap(each => {
    const entry = toItem(each)
    const own = Object.fromEntries(Object.entries(entry).filter(([name]) => !channels.includes(name)))
    const parts = channels.flatMap(channel =>
      toList(entry[channel]).map(item => ({...own, [channel]: [item]})),
    )
    return (parts.length > 0 ? parts : [entry]).map(part => ({...rest, entry: [part]}))
  })
}
