import type {Query} from '../store/connection.ts'
import {StoreError} from '../store/errors.ts'
import {grouped} from '../system/grouped.ts'
import type {WebhookEvent} from '../webhook/parse-events.ts'
import type {RawDelivery} from '../webhook/record.ts'
import {type EventRow, toRows} from './event-row.ts'

/** Stores the events of a delivery. Resolves when the database has them. @throws {NetworkError | StoreError} */
export type StoreEvents = (delivery: RawDelivery, events: readonly WebhookEvent[]) => Promise<void>

/** Deliveries of one statement; in a longer one the first would wait for the last. */
const MOST_TOGETHER = 256

/**
 * Stores events in the inbox; those of deliveries that come together share a commit. An event whose key is there already is not
 * stored again.
 */
export function storingWith(query: Query): StoreEvents {
  const {add} = grouped((groups: readonly (readonly EventRow[])[]) => insertAll(query, groups), MOST_TOGETHER)
  return async (delivery, events) => {
    const failure = await add(toRows(delivery, events))
    if (failure !== undefined) throw failure
  }
}

/** Returns why a delivery was refused, for each. What the database does not take of one must not keep out the others. */
async function insertAll(
  query: Query,
  groups: readonly (readonly EventRow[])[],
): Promise<readonly (StoreError | undefined)[]> {
  try {
    await insert(query, groups.flat())
    return groups.map(() => undefined)
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    if (groups.length === 1) return [error]
    const outcomes: (StoreError | undefined)[] = []
    for (const group of groups) outcomes.push(...(await insertAll(query, [group])))
    return outcomes
  }
}

/** Ids are given in the order of the rows: it is the order in which a person's events are handled. */
async function insert(query: Query, rows: readonly EventRow[]): Promise<void> {
  if (rows.length === 0) return
  await query(
    `insert into msgr.inbox (key, page_id, psid, field, raw, headers)
     select key, page_id, psid, field, raw, headers
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::jsonb[])
       with ordinality g (key, page_id, psid, field, raw, headers, place)
     order by place
     on conflict (key) do nothing`,
    [
      rows.map(({key}) => key),
      rows.map(({pageId}) => pageId ?? null),
      rows.map(({psid}) => psid ?? null),
      rows.map(({field}) => field),
      rows.map(({body}) => body),
      rows.map(({headers}) => JSON.stringify(headers)),
    ],
  )
}
