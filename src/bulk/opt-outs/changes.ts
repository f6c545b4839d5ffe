import {SeenIds} from '../duplicates.ts'
import type {OptOutEntry} from './entry.ts'
import type {OptOuts} from './opt-outs.ts'

type Known = Pick<OptOuts, 'isOut' | 'onlyBy'>

/** The entries that change something, each person once. */
export function* changesIn(list: Known, entries: Iterable<OptOutEntry>): Generator<OptOutEntry> {
  const changed = new SeenIds()
  for (const entry of entries) if (isNews(list, entry) && changed.add(entry.psid)) yield entry
}

/** Whether somebody opts out or comes back; also when they opt out in another way, or under another name. */
function isNews(list: Known, {psid, subscriber, event, source}: OptOutEntry): boolean {
  if (list.isOut(psid) !== (event === 'out')) return true
  if (event === 'in') return false
  const onlyBy = list.onlyBy(psid)
  return (onlyBy !== undefined && onlyBy !== source) || (subscriber !== undefined && !list.isOut(subscriber))
}
