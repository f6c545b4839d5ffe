import type {Query} from '../store/connection.ts'

/** An event that a worker has to itself until its claim runs out. */
export interface ClaimedEvent {
  readonly id: number
  /** This try, counted from 1. */
  readonly tries: number
  readonly pageId: string | null
  readonly psid: string | null
  readonly field: string
  readonly body: Buffer
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly received: Date
  /** Why the last try failed. */
  readonly error: string
}

/** What becomes of a claimed event. */
export interface Settlement {
  readonly id: number
  readonly to: 'done' | 'failed' | 'waiting'
  /** Of `waiting`: whether this try counts as one. */
  readonly isCounted: boolean
  /** Of `waiting`: how long nobody takes it. */
  readonly pauseMs: number
  /** Why it was not done, for people. */
  readonly error: string | undefined
}

export interface ClaimOptions {
  readonly most: number
  /** How long the claims hold, from now. */
  readonly claimMs: number
  /** An event whose worker did not come back this often is set aside: it may be what ends them. */
  readonly mostTries: number
}

export const stateCodes = {waiting: 'n', working: 'a', done: 'd', failed: 'f', dropped: 'x'} as const

/** That nobody has it, and its pause is over; or that whoever had it let the claim run out. */
const IS_DUE = "state in ('n', 'a') and coalesce(until, not_before, '-infinity') <= clock_timestamp()"

/**
 * The claims of one worker. Of each person only the oldest open event can be claimed, by one worker at a time: so a person's events are
 * handled in the order in which they came.
 */
export class Claims {
  readonly #query: Query
  readonly #owner: string
  readonly #pageId: string | undefined

  /**
   * @param owner a name that no other worker has.
   * @param pageId only events of this Page; undefined: of all.
   */
  constructor(query: Query, owner: string, pageId?: string) {
    this.#query = query
    this.#owner = owner
    this.#pageId = pageId
  }

  /**
   * Events that are due, the oldest first. `setAside`: those that are not tried again.
   *
   * Candidates are read in order and only as far as needed (`offset 0` keeps the planner from looking at all of them first), and more
   * than are wanted, because other workers lock the same ones.
   */
  async take({most, claimMs, mostTries}: ClaimOptions): Promise<{
    readonly claimed: readonly ClaimedEvent[]
    readonly setAside: readonly ClaimedEvent[]
  }> {
    const rows = await this.#query<ClaimedEvent & {readonly state: string}>(
      `with candidates as materialized (
         select c.id from (
           select id, page_id, psid from msgr.inbox where ${IS_DUE} and ($5::text is null or page_id = $5)
           order by id offset 0) c
         where c.psid is null or c.page_id is null or c.id = (
           select b.id from msgr.inbox b
           where b.page_id = c.page_id and b.psid = c.psid and b.state in ('n', 'a')
           order by b.id limit 1)
         limit 4 * $2::int),
       due as (
         select id, state = 'a' and tries >= $4 as is_over
         from candidates join msgr.inbox e using (id) where ${IS_DUE}
         order by id limit $2::int
         for update of e skip locked)
       update msgr.inbox e set
         state = case when is_over then 'f' else 'a' end::"char",
         tries = case when is_over then tries else tries + 1 end,
         owner = case when is_over then null else $1 end,
         until = case when is_over then null else clock_timestamp() + $3 * interval '1 ms' end,
         done_at = case when is_over then clock_timestamp() end,
         error = case when is_over then 'its worker ended each time' else error end
       from due where e.id = due.id
       returning e.id, e.state, e.tries, e.page_id as "pageId", e.psid, e.field, e.raw as body, e.headers, e.received,
         coalesce(e.error, '') as error`,
      [this.#owner, most, claimMs, mostTries, this.#pageId ?? null],
    )
    // An update returns rows in any order.
    const sorted = rows.toSorted((one, other) => one.id - other.id)
    return {
      claimed: sorted.filter(({state}) => state === stateCodes.working),
      setAside: sorted.filter(({state}) => state !== stateCodes.working),
    }
  }

  /** Returns the ids that are still claimed, from now for so long. */
  async renew(ids: readonly number[], claimMs: number): Promise<ReadonlySet<number>> {
    const rows = await this.#query<{readonly id: number}>(
      `update msgr.inbox set until = clock_timestamp() + $3 * interval '1 ms'
       where id = any($2::bigint[]) and owner = $1 and state = 'a' returning id`,
      [this.#owner, ids, claimMs],
    )
    return new Set(rows.map(({id}) => id))
  }

  /** Returns the ids that were settled. The others are somebody else's by now. */
  async settle(settlements: readonly Settlement[]): Promise<ReadonlySet<number>> {
    const rows = await this.#query<{readonly id: number}>(
      `update msgr.inbox e set state = g.state::"char", owner = null, until = null, error = g.error,
         tries = case when g.is_counted then e.tries else e.tries - 1 end,
         not_before = case when g.state = 'n' then clock_timestamp() + g.pause * interval '1 ms' end,
         done_at = case when g.state = 'n' then null else clock_timestamp() end
       from unnest($2::bigint[], $3::text[], $4::bool[], $5::int[], $6::text[]) g (id, state, is_counted, pause, error)
       where e.id = g.id and e.owner = $1 and e.state = 'a'
       returning e.id`,
      [
        this.#owner,
        settlements.map(({id}) => id),
        settlements.map(({to}) => stateCodes[to]),
        settlements.map(({isCounted}) => isCounted),
        settlements.map(({pauseMs}) => pauseMs),
        settlements.map(({error}) => error?.replaceAll('\0', '') ?? null),
      ],
    )
    return new Set(rows.map(({id}) => id))
  }

  /** Whether no event waits or is being worked on, by any worker. */
  async areAllSettled(): Promise<boolean> {
    const rows = await this.#query(
      `select id from msgr.inbox where state in ('n', 'a') and ($1::text is null or page_id = $1) limit 1`,
      [this.#pageId ?? null],
    )
    return rows.length === 0
  }
}
