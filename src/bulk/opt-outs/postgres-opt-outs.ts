import type {Query, StoreConnection} from '../../store/connection.ts'
import type {Store} from '../../store/open-store.ts'
import type {Clock} from '../../system/clock.ts'
import {patientQuery} from '../postgres-store/patient.ts'
import {changesIn} from './changes.ts'
import {type OptOutEntry, shortDetail} from './entry.ts'
import {type NameOf, nobodyByToken, type OptOutCandidate, type OptOutPage, type OptOuts} from './opt-outs.ts'
import {OptedOutPeople} from './people.ts'
import {latestOfEach, onlyOut} from './read.ts'

const ROWS_AT_ONCE = 5_000

export interface PostgresOptOutsOptions extends OptOutPage {
  readonly store: {readonly queries: Pick<StoreConnection, 'query' | 'transaction'>}
  readonly clock: Pick<Clock, 'now'>
  /** Ends the waiting for a database that is away. */
  readonly signal: AbortSignal
  /** Default: a token is nobody's. */
  readonly nameOf?: NameOf | undefined
}

interface Row extends Omit<OptOutEntry, 'at' | 'subscriber' | 'detail'> {
  readonly id: number
  readonly subscriber: string | null
  readonly at: Date
  readonly detail: string | null
}

/**
 * The list in a PostgreSQL database, which machines share. Entries are committed in the order of their ids, because who appends locks
 * the list: whatever has a greater id than the last one read was not read.
 */
export class PostgresOptOuts implements OptOuts {
  readonly nameOf: NameOf
  readonly #options: PostgresOptOutsOptions
  readonly #query: Query
  readonly #people = new OptedOutPeople()
  #lastId = 0
  #readAt = Number.NEGATIVE_INFINITY
  #reading: Promise<void> | undefined

  constructor(options: PostgresOptOutsOptions) {
    this.nameOf = options.nameOf ?? nobodyByToken
    this.#options = options
    this.#query = patientQuery(options.store.queries.query, options.signal)
  }

  get count(): number {
    return this.#people.count
  }

  has(person: OptOutCandidate): boolean {
    return this.#people.hasCandidate(person, this.nameOf)
  }

  isOut(id: string): boolean {
    return this.#people.has(id)
  }

  /** Whether somebody ever opted out, also if they came back. */
  isKnown(psid: string): boolean {
    return this.#people.isKnown(psid)
  }

  onlyBy(psid: string) {
    return this.#people.onlyBy(psid)
  }

  async refresh(mostAgeMs = 0): Promise<void> {
    const age = this.#options.clock.now() - this.#readAt
    // A clock can be set back.
    if (age >= 0 && age < mostAgeMs) return
    if (mostAgeMs === 0) return this.#read(this.#query)
    this.#reading ??= this.#read(this.#query).finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  async append(entries: Iterable<OptOutEntry>): Promise<number> {
    const {store, target, pageId} = this.#options
    const added = await store.queries.transaction(async query => {
      await query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
        `msgr.opt_out ${target} ${pageId}`,
      ])
      await this.#read(query)
      let count = 0
      for (const group of inGroups(changesIn(this, entries))) {
        await this.#insert(query, group)
        count += group.length
      }
      return count
    })
    await this.refresh()
    return added
  }

  readOptedOut(): AsyncIterable<OptOutEntry> {
    return onlyOut(latestOfEach(this.#newestFirst()))
  }

  async latestOf(psid: string): Promise<OptOutEntry | undefined> {
    const [row] = await this.#select(this.#query, 'psid = $3 order by id desc limit 1', [psid])
    return row && toEntry(row)
  }

  async #read(query: Query): Promise<void> {
    const at = this.#options.clock.now()
    for (;;) {
      const rows = await this.#select(query, `id > $3 order by id limit ${ROWS_AT_ONCE}`, [this.#lastId])
      for (const row of rows) {
        // Somebody else may have read it meanwhile.
        if (row.id <= this.#lastId) continue
        this.#people.apply(toEntry(row))
        this.#lastId = row.id
      }
      if (rows.length < ROWS_AT_ONCE) break
    }
    this.#readAt = at
  }

  async *#newestFirst(): AsyncGenerator<OptOutEntry> {
    for (let before = Number.MAX_SAFE_INTEGER; ; ) {
      const rows = await this.#select(this.#query, `id < $3 order by id desc limit ${ROWS_AT_ONCE}`, [before])
      yield* rows.map(toEntry)
      const oldest = rows.at(-1)
      if (oldest === undefined) return
      before = oldest.id
    }
  }

  #select(query: Query, which: string, values: readonly unknown[]): Promise<readonly Row[]> {
    const {target, pageId} = this.#options
    return query<Row>(
      `select id, event, psid, subscriber, at, source, detail from msgr.opt_out
        where target = $1 and page_id = $2 and ${which}`,
      [target, pageId, ...values],
    )
  }

  async #insert(query: Query, entries: readonly OptOutEntry[]): Promise<void> {
    const {target, pageId} = this.#options
    await query(
      `insert into msgr.opt_out (target, page_id, psid, subscriber, event, at, source, detail)
       select $1, $2, e.psid, e.subscriber, e.event, e.at, e.source, e.detail
         from unnest($3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[], $8::text[])
              with ordinality e (psid, subscriber, event, at, source, detail, place)
        order by e.place`,
      [
        target,
        pageId,
        entries.map(({psid}) => psid),
        entries.map(({subscriber}) => subscriber ?? null),
        entries.map(({event}) => event),
        entries.map(({at}) => new Date(at).toISOString()),
        entries.map(({source}) => source),
        // PostgreSQL stores no NUL.
        entries.map(({detail}) => shortDetail(detail)?.replaceAll('\0', '') ?? null),
      ],
    )
  }
}

/** Whether the list of any Page has this person in it, as someone who opted out or came back. */
export async function storeMentions({queries}: Pick<Store, 'queries'>, psid: string): Promise<boolean> {
  const [row] = await queries.query<{known: boolean}>(
    'select exists (select from msgr.opt_out where psid = $1) as known',
    [psid],
  )
  return row?.known === true
}

const toEntry = ({event, psid, subscriber, at, source, detail}: Row): OptOutEntry => ({
  ...{event, psid, at: at.getTime(), source},
  ...(subscriber !== null && {subscriber}),
  ...(detail !== null && {detail}),
})

function* inGroups(entries: Iterable<OptOutEntry>): Generator<readonly OptOutEntry[]> {
  let group: OptOutEntry[] = []
  for (const entry of entries) {
    group.push(entry)
    if (group.length < ROWS_AT_ONCE) continue
    yield group
    group = []
  }
  if (group.length > 0) yield group
}
