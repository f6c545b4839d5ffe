import {onTestFinished} from 'vitest'
import type {FailpointHit} from '../../src/bulk/failpoints.ts'
import {postgresStore} from '../../src/bulk/postgres-store/postgres-store.ts'
import type {RunStore} from '../../src/bulk/store.ts'
import type {StoreConnection} from '../../src/store/connection.ts'
import {openStore, type Store} from '../../src/store/open-store.ts'
import type {TestDatabase} from '../helpers/postgres.ts'
import {PASSWORD} from '../helpers/postgres-server.ts'

export interface StoreOptions {
  /** What others call this process. */
  readonly owner: string
  readonly leaseMs?: number
  readonly failpoint?: FailpointHit
}

type Database = Pick<TestDatabase, 'name' | 'port'>

/** Runs in a database, over connections of their own, which are closed when the test ends. */
export async function openPostgresStore(database: Database, options: StoreOptions): Promise<RunStore> {
  return postgresStore(await openStoreOf(database), {...options, signal: new AbortController().signal})
}

/** A connection of the role that sends. */
export const connectTo = async (database: Database): Promise<StoreConnection> =>
  (await openStoreOf(database)).appends

/** Connections of the role that sends, closed when the test ends. */
export async function openStoreOf({name, port}: Database): Promise<Store> {
  const store = await openStore({
    address: {
      host: '127.0.0.1',
      port,
      database: name,
      user: 'sender',
      tls: 'disable',
      rootCertificate: undefined,
      channelBinding: undefined,
    },
    password: PASSWORD,
  })
  onTestFinished(store.close)
  return store
}
