import type {Query} from '../store/connection.ts'
import {stateCodes} from './claims.ts'

export type EventState = keyof typeof stateCodes
export const eventStates = Object.keys(stateCodes) as readonly EventState[]

/** An event in the inbox. */
export interface InboxEvent {
  readonly id: number
  readonly state: EventState
  readonly field: string
  readonly pageId: string | null
  readonly psid: string | null
  readonly body: Buffer
  readonly received: Date
  readonly tries: number
  /** Of one that waits for its next try. */
  readonly nextTry: Date | null
  /** Who works on it. */
  readonly worker: string | null
  /** When it was done or set aside. */
  readonly ended: Date | null
  /** Why the last try failed. */
  readonly error: string | null
}

export interface EventFilter {
  readonly states: readonly EventState[]
  readonly psid: string | undefined
  readonly pageId: string | undefined
}

const EVENTS_AT_ONCE = 100

const columns = `id, state, field, page_id as "pageId", psid, raw as body, received, tries,
  case when state = 'n' then not_before end as "nextTry", owner as worker, done_at as ended, error`

/** Events of the inbox, the oldest first, read as they are needed. */
export async function* listEvents(query: Query, filter: EventFilter): AsyncGenerator<InboxEvent> {
  for (let after = 0; ; ) {
    const rows = await query<Omit<InboxEvent, 'state'> & {readonly state: string}>(
      `select ${columns} from msgr.inbox
       where id > $1 and state = any($2::text[]::"char"[])
         and ($3::text is null or psid = $3) and ($4::text is null or page_id = $4)
       order by id limit $5`,
      [after, codesOf(filter.states), filter.psid ?? null, filter.pageId ?? null, EVENTS_AT_ONCE],
    )
    for (const row of rows) yield {...row, state: stateOf(row.state)}
    if (rows.length < EVENTS_AT_ONCE) return
    after = rows.at(-1)?.id ?? after
  }
}

export interface InboxCounts extends Readonly<Record<EventState, number>> {
  /** When the oldest event that is not done came. */
  readonly oldestOpen: Date | null
  /** Who works on events now. */
  readonly workers: readonly string[]
}

export async function countEvents(query: Query): Promise<InboxCounts> {
  const counts = await query<{readonly state: string; readonly count: number}>(
    'select state, count(*)::int as count from msgr.inbox group by state',
  )
  const [open] = await query<{readonly oldest: Date | null; readonly workers: readonly string[] | null}>(
    `select min(received) as oldest, array_agg(distinct owner order by owner) filter (where owner is not null) as workers
     from msgr.inbox where state in ('n', 'a')`,
  )
  const of = (state: EventState) => counts.find(row => row.state === stateCodes[state])?.count ?? 0
  return {
    waiting: of('waiting'),
    working: of('working'),
    done: of('done'),
    failed: of('failed'),
    dropped: of('dropped'),
    oldestOpen: open?.oldest ?? null,
    workers: open?.workers ?? [],
  }
}

/** An event that was to be changed, and the state that it has now; undefined: there is no such event. */
export interface ChangedEvent {
  readonly id: number
  readonly isChanged: boolean
  readonly state: EventState | undefined
}

/** A change of events that are in certain states. */
export interface EventChange {
  readonly from: readonly EventState[]
  readonly set: string
}

/** Events that are over wait again, with all their tries before them. */
export const retrying: EventChange = {
  from: ['done', 'failed', 'dropped'],
  set: "state = 'n', tries = 0, not_before = null, done_at = null, error = null",
}

/** Events that nobody works on are never handled. They stay, so that a second delivery is not taken for a new event. */
export const dropping: EventChange = {
  from: ['waiting', 'failed'],
  set: "state = 'x', done_at = clock_timestamp()",
}

/** Changes the events that are in one of the states. @param isDry changes nothing, and returns what would change. */
export async function changeEvents(
  query: Query,
  ids: readonly number[],
  {from, set}: EventChange,
  isDry: boolean,
): Promise<readonly ChangedEvent[]> {
  const changed = await query<{readonly id: number}>(
    `${isDry ? 'select id from msgr.inbox' : `update msgr.inbox set ${set}`}
     where id = any($1::bigint[]) and state = any($2::text[]::"char"[])${isDry ? '' : ' returning id'}`,
    [ids, codesOf(from)],
  )
  const states = await query<{readonly id: number; readonly state: string}>(
    'select id, state from msgr.inbox where id = any($1::bigint[])',
    [ids],
  )
  return ids.map(id => {
    const found = states.find(row => row.id === id)
    return {id, isChanged: changed.some(row => row.id === id), state: found && stateOf(found.state)}
  })
}

/** The ids of all events in a state, the oldest first. */
export async function idsOf(query: Query, state: EventState): Promise<readonly number[]> {
  const rows = await query<{readonly id: number}>(
    'select id from msgr.inbox where state = any($1::text[]::"char"[]) order by id',
    [codesOf([state])],
  )
  return rows.map(({id}) => id)
}

const codesOf = (states: readonly EventState[]) => states.map(state => stateCodes[state])

const stateOf = (code: string): EventState =>
  eventStates.find(state => stateCodes[state] === code) ?? 'waiting'
