import {randomBytes} from 'node:crypto'
import {hostname, userInfo} from 'node:os'
import {pid} from 'node:process'
import {parseStoreUrl} from '../config/store/address.ts'
import type {MsgrError} from '../errors.ts'
import {Claims} from '../inbox/claims.ts'
import {storingWith} from '../inbox/receive.ts'
import {workOnInbox} from '../inbox/worker.ts'
import {openStore} from '../store/open-store.ts'
import type {RawDelivery} from '../webhook/record.ts'
import type {ListenerOptions} from '../webhook/server.ts'

const AT_ONCE = 16
const MOST_TRIES = 10
/** How long an event stays with a process that was killed. */
const CLAIM_MS = 30_000

export interface InboxOptions {
  /** Hands an event to the listeners; resolves when all of them have ended. */
  readonly handle: (delivery: RawDelivery) => Promise<void>
  /** What is under way when it is closed gets so long, in milliseconds. */
  readonly closingMs: number
  /** The database cannot be reached, for now or, after five minutes, any more. */
  readonly onAway: (error: unknown) => void
}

export interface WebhookInbox {
  readonly keep: NonNullable<ListenerOptions['keep']>
  /** Events that have not ended by then are another process's. */
  readonly close: () => Promise<void>
}

/**
 * Opens the inbox of a store: what is kept there is handed to the listeners of one of the processes that have it open.
 * @throws {ConfigError} for a URL that names no store, and as `openStore`.
 */
export async function openInbox(
  url: string,
  {handle, closingMs, onAway}: InboxOptions,
): Promise<WebhookInbox> {
  const {address, password} = parseStoreUrl(url, {
    ...{origin: 'The store of the webhook', user: userInfo().username, mayBePlain: false},
  })
  const store = await openStore({address, password})
  const ending = new AbortController()
  const owner = `process ${pid} on ${hostname()} ${randomBytes(4).toString('hex')}`
  const working = workOnInbox({
    claims: new Claims(store.queries.query, owner),
    async handle({body, headers}) {
      await handle({rawHeaders: headers.flat(), body})
      return {kind: 'done'}
    },
    ...{atOnce: AT_ONCE, mostTries: MOST_TRIES, claimMs: CLAIM_MS, graceMs: closingMs, isUntilIdle: false},
    signal: ending.signal,
    onOutcome: () => {},
    onStoreAway: (error: MsgrError) => onAway(error),
  }).catch(onAway)
  const storeEvents = storingWith(store.appends.query)
  return {
    async keep(delivery, events) {
      await storeEvents(delivery, events)
      return undefined
    },
    async close() {
      ending.abort()
      await working
      await store.close()
    },
  }
}
