import type {StoreAddress} from '../config/store/address.ts'
import type {StoreConnection} from './connection.ts'
import {StoreError} from './errors.ts'
import {SCHEMA_VERSION, sqlSince} from './schema/migrations.ts'
import {readState, refuseOtherSchema, refuseUnsafe} from './state.ts'

export interface SetUp {
  /** Before; 0: there was no schema. */
  readonly from: number
  readonly to: number
}

export interface SetUpOptions {
  /** Finds out what would be done, and does nothing. Default false. */
  readonly isDry?: boolean
}

/** Creates the schema, or finds it there. Two that do it at once both succeed. @throws {ConfigError} for another version. */
export async function setUpStore(
  connection: StoreConnection,
  address: StoreAddress,
  {isDry = false}: SetUpOptions = {},
): Promise<SetUp> {
  const state = await readState(connection.query)
  refuseUnsafe(state, address)
  if (state.schemaVersion > 0) {
    refuseOtherSchema(state, address)
    return {from: SCHEMA_VERSION, to: SCHEMA_VERSION}
  }
  try {
    if (!isDry) await runSteps(connection, 0)
    return {from: 0, to: SCHEMA_VERSION}
  } catch (error) {
    // Somebody else was faster.
    if (error instanceof StoreError && ['42P06', '42P07', '23505'].includes(error.sqlState))
      return setUpStore(connection, address)
    throw error
  }
}

/** Brings an older schema to the version of this msgr. @throws {ConfigError} if there is none, or a newer one. */
export async function upgradeStore(
  connection: StoreConnection,
  address: StoreAddress,
  {isDry = false}: SetUpOptions = {},
): Promise<SetUp> {
  const state = await readState(connection.query)
  refuseUnsafe(state, address)
  const from = state.schemaVersion
  if (from === 0 || from >= SCHEMA_VERSION) {
    refuseOtherSchema(state, address)
    return {from, to: from}
  }
  if (!isDry) await runSteps(connection, from)
  return {from, to: SCHEMA_VERSION}
}

async function runSteps(connection: StoreConnection, from: number): Promise<void> {
  await connection.transaction(async query => {
    await query(sqlSince(from))
  })
}
