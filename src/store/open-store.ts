import type {StoreAddress} from '../config/store/address.ts'
import {StoreConnection} from './connection.ts'
import {readState, refuseOtherSchema, refuseUnsafe, type StoreState} from './state.ts'

export interface StoreOptions {
  readonly address: StoreAddress
  readonly password: string | undefined
  /** What the server shows for its connections. Default `msgr`. */
  readonly name?: string | undefined
  /** For each statement, in milliseconds. Default 10,000. */
  readonly limitMs?: number | undefined
}

/** A database that was checked: what it acknowledges, it keeps. */
export interface Store {
  readonly address: StoreAddress
  /** For what is appended at an expected place: one statement at a time, and none waits for what is read. */
  readonly appends: StoreConnection
  /** For everything else. */
  readonly queries: StoreConnection
  /** As it was found. */
  readonly state: StoreState
  /** Waits for statements that are under way. */
  readonly close: () => Promise<void>
}

const LIMIT_MS = 10_000

/** Changes of the schema and deleting old runs take longer than a statement that someone waits for. */
const ADMIN_LIMIT_MS = 600_000

/**
 * Connects, and refuses a store that could lose what it acknowledges or has another schema.
 * @throws {NetworkError} if it cannot be reached, {UnauthorisedError} for a wrong password, {ConfigError}.
 */
export async function openStore({
  address,
  password,
  name = 'msgr',
  limitMs = LIMIT_MS,
}: StoreOptions): Promise<Store> {
  const [appends, queries] = [
    new StoreConnection({address, password, name, limitMs}),
    new StoreConnection({address, password, name, limitMs}),
  ]
  const close = async () => {
    await Promise.all([appends.close(), queries.close()])
  }
  try {
    const state = await readState(queries.query)
    refuseUnsafe(state, address)
    refuseOtherSchema(state, address)
    return {address, appends, queries, state, close}
  } catch (error) {
    await close()
    throw error
  }
}

/** One connection for whoever sets up or tends the store. Nothing is checked. */
export const openForAdmin = ({address, password, name = 'msgr'}: StoreOptions): StoreConnection =>
  new StoreConnection({address, password, name, limitMs: ADMIN_LIMIT_MS})
