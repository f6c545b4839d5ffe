import {MsgrError, NotYetError} from '../errors.ts'
import type {Store} from '../store/open-store.ts'
import type {Applied, AppliedRecord} from './applied-record.ts'
import type {PagePlace} from './page-place.ts'

/** Somebody else has changed the Page since it was read. */
export class PageChangedError extends MsgrError {
  override readonly name = 'PageChangedError'
  override readonly code = 'PAGE_CHANGED'
}

export interface StoredRecordOptions {
  /** Who changes the Page, for others that want to: `ann@shop-1, process 12`. */
  readonly holder: string
  /** How long the Page stays locked after the last sign of life, in milliseconds. Default 60,000. */
  readonly leaseMs?: number
}

/** Who is changing a Page, and until when nobody else may. */
export interface PageHolder {
  readonly holder: string
  readonly until: Date
}

interface Row {
  readonly epoch: number
  readonly facets: Applied['facets']
  readonly attempting: Applied['facets'] | null
  readonly applied_at: Date | null
  readonly holder: string | null
  readonly until: Date
  readonly locked: boolean
}

const LEASE_MS = 60_000
const ofPage = 'target = $1 and page_id = $2'
const leaseEnd = (parameter: string) => `clock_timestamp() + ${parameter} * interval '1 ms'`

/** A Page in a store: one target is Meta's platform, one every emulator, others by their host. */
const keyOf = ({target, graphUrl, pageId}: PagePlace): readonly [target: string, pageId: string] => {
  const {host} = new URL(graphUrl)
  return [target === 'emulator' || host === 'graph.facebook.com' ? target : host, pageId]
}

const readRow = async ({queries}: Store, place: PagePlace): Promise<Row | undefined> => {
  const rows = await queries.query<Row>(
    `select epoch, facets, attempting, applied_at, holder, until, until > clock_timestamp() as locked
     from msgr.page_state where ${ofPage}`,
    keyOf(place),
  )
  return rows[0]
}

/**
 * The record in a store. Every change has a number, its epoch: who read an older one may not begin. The lock keeps others from
 * trying; that nothing is overwritten rests on the epoch.
 */
export async function openStoredRecord(
  store: Store,
  place: PagePlace,
  {holder, leaseMs = LEASE_MS}: StoredRecordOptions,
): Promise<AppliedRecord> {
  const {query} = store.queries
  const key = keyOf(place)
  const row = await readRow(store, place)
  let epoch = row?.epoch ?? 0
  let renewal: NodeJS.Timeout | undefined
  const stopRenewing = () => {
    clearInterval(renewal)
    renewal = undefined
  }
  const renew = async () => {
    await query(`update msgr.page_state set until = ${leaseEnd('$4')} where ${ofPage} and epoch = $3`, [
      ...key,
      epoch,
      leaseMs,
    ])
  }
  return {
    known: row === undefined || isEmpty(row) ? undefined : appliedOf(row),
    async begin({attempting}) {
      const taken = await query<{epoch: number}>(
        `insert into msgr.page_state as p (target, page_id, epoch, holder, until, attempting)
         values ($1, $2, $3 + 1, $4, ${leaseEnd('$5')}, $6)
         on conflict (target, page_id) do update
           set epoch = excluded.epoch, holder = excluded.holder, until = excluded.until, attempting = excluded.attempting
           where p.epoch = $3 and p.until < clock_timestamp()
         returning epoch`,
        [...key, epoch, holder, leaseMs, JSON.stringify(attempting ?? null)],
      )
      if (taken[0] === undefined) throw await refusal(store, place)
      epoch = taken[0].epoch
      // A sign of life that fails is followed by another; one that comes too late is noticed at the end.
      renewal = setInterval(() => void renew().catch(() => {}), leaseMs / 3)
      renewal.unref()
    },
    async end({applied_at: at, facets, attempting = null}) {
      const isHeld = renewal !== undefined
      stopRenewing()
      const written = await query<{epoch: number}>(
        `insert into msgr.page_state as p (target, page_id, epoch, facets, attempting, applied_at)
         values ($1, $2, $3 + 1, $4, $5, $6)
         on conflict (target, page_id) do update
           set epoch = excluded.epoch, facets = excluded.facets, attempting = excluded.attempting, applied_at = excluded.applied_at,
               holder = null, until = '-infinity'
           where p.epoch = $3 and ($7 or p.until < clock_timestamp())
         returning epoch`,
        [...key, epoch, JSON.stringify(facets), attempting && JSON.stringify(attempting), at || null, isHeld],
      )
      if (written[0] !== undefined) epoch = written[0].epoch
      // Who has changed nothing has nothing to say against what others record.
      else if (isHeld) throw await refusal(store, place)
    },
    async close() {
      if (renewal === undefined) return
      stopRenewing()
      await query(
        `update msgr.page_state set holder = null, until = '-infinity' where ${ofPage} and epoch = $3`,
        [...key, epoch],
      )
    },
  }
}

/** Who is changing a Page now; undefined for nobody. */
export async function holderOf(store: Store, place: PagePlace): Promise<PageHolder | undefined> {
  const row = await readRow(store, place)
  return row?.locked && row.holder !== null ? {holder: row.holder, until: row.until} : undefined
}

/** Lets others begin, whoever holds the lock: that one can no longer record what it did. */
export async function unlockPage({queries}: Store, place: PagePlace): Promise<void> {
  await queries.query(
    `update msgr.page_state set holder = null, until = '-infinity', epoch = epoch + 1 where ${ofPage}`,
    keyOf(place),
  )
}

async function refusal(store: Store, place: PagePlace): Promise<MsgrError> {
  const row = await readRow(store, place)
  const {pageId} = place
  if (row?.locked && row.holder !== null)
    return new NotYetError(`The Page ${pageId} is being changed by ${row.holder}`, {
      reason: 'pageLocked',
      data: {pageId},
    })
  return new PageChangedError(`The Page ${pageId} was changed from elsewhere since it was read`, {
    reason: 'pageChanged',
  })
}

/** Only unlocked, or only begun by somebody who left nothing. */
const isEmpty = ({facets, attempting, applied_at: at}: Row) =>
  Object.keys(facets).length === 0 && attempting === null && at === null

const appliedOf = ({facets, attempting, applied_at: at}: Row): Applied => ({
  applied_at: at?.toISOString() ?? '',
  facets,
  ...(attempting !== null && {attempting}),
})
