import {PlatformError} from '../errors.ts'
import type {ActivityLog, ActivityRecord} from '../events/activity-log.ts'
import type {State} from '../state/state.ts'
import {toDetail} from './activity-detail.ts'
import {subjectOf, toEntry} from './activity-entry.ts'
import {createSearch} from './activity-search.ts'
import type {ActivityDetail, ActivityList} from './view-types.ts'

const DEFAULT_LIMIT = 200
const MOST = 1_000

/** Which entries; an empty text counts as none. */
export interface ActivityQuery {
  readonly after?: string
  readonly limit?: string
  readonly psid?: string
  readonly kind?: string
  readonly outcome?: string
  /** A text that the entry contains. */
  readonly search?: string
}

/** The newest entries, or with `after` the first ones after an entry. */
export function listActivity(activity: ActivityLog, state: State, query: ActivityQuery): ActivityList {
  const {limit: most, after = ''} = query
  const limit = Math.min(Number(most) || DEFAULT_LIMIT, MOST)
  const entries = recordsAfter(activity, state, after, query).map(record => toEntry(record, state))
  return {entries: after === '' ? entries.slice(-limit) : entries.slice(0, limit)}
}

/** The records after an entry that fit, oldest first. */
export function recordsAfter(
  activity: ActivityLog,
  state: State,
  after = '',
  query: Pick<ActivityQuery, 'psid' | 'kind' | 'outcome' | 'search'>,
): readonly ActivityRecord[] {
  const {search = ''} = query
  const names = ['psid', 'kind', 'outcome'] as const
  const filters = names.filter(name => (query[name] ?? '') !== '')
  const records = [...activity.after(after === '' ? 0 : numberOf(after))]
  return (search === '' ? records : records.filter(createSearch(search, state))).filter(record => {
    const entry = filters.length === 0 ? query : toEntry(record, state)
    return filters.every(name => entry[name] === query[name])
  })
}

export function showActivity(
  activity: ActivityLog,
  state: State,
  id: string,
  origin: string,
): ActivityDetail {
  return toDetail(findActivity(activity, id), state, origin)
}

/** @throws {PlatformError} for an entry that never existed or is no longer kept. */
export function findActivity(activity: ActivityLog, id: string): ActivityRecord {
  const record = activity.get(numberOf(id))
  if (record !== undefined) return record
  throw new PlatformError(100, `The log has no entry ${id}: only the newest 1,000 are kept`, {status: 404})
}

/** The ids of the entries that delivered or followed each message, by its mid, oldest first. */
export type ActivityByMessage = ReadonlyMap<string, readonly string[]>

export function activityByMessage(activity: ActivityLog, state: State): ActivityByMessage {
  const found = new Map<string, string[]>()
  for (const record of activity.after(0)) {
    for (const mid of subjectOf(record, state).mids) {
      const ids = found.get(mid)
      if (ids === undefined) found.set(mid, [`a${record.number}`])
      else ids.push(`a${record.number}`)
    }
  }
  return found
}

/** The number of an entry by its id: `a17`; 0 for another text. */
export const numberOf = (id: string): number => Number(/^a(\d+)$/.exec(id)?.[1] ?? 0)
