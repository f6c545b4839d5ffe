import {type StoreAddress, storeName} from '../config/store/address.ts'
import {ConfigError, type MsgrError, NetworkError} from '../errors.ts'
import type {Query} from './connection.ts'
import {SCHEMA_VERSION} from './schema/migrations.ts'

/** What a server and its database are like, as far as the role that is connected may know. */
export interface StoreState {
  /** `15.18` */
  readonly serverVersion: string
  /** 0: there is no schema. */
  readonly schemaVersion: number
  readonly role: string
  /** Grants do not bind a superuser: nothing keeps one from changing a journal. */
  readonly isSuperuser: boolean
  readonly isInRecovery: boolean
  /** Server settings that let it forget what it has acknowledged: `fsync`, `synchronous_commit`. */
  readonly forgetfulSettings: readonly string[]
  /** Replicas that a commit does not wait for; a failover to one can forget the last commits. */
  readonly asynchronousReplicas: number
}

interface Row {
  readonly server: string
  readonly role: string
  readonly superuser: boolean
  readonly recovering: boolean
  readonly fsync: string
  readonly commit: string
  readonly replicas: number
  readonly standbys: string
  readonly exists: boolean
}

export async function readState(query: Query): Promise<StoreState> {
  const [row] = await query<Row>(`
    select current_setting('server_version') as server, current_user as role,
      (select rolsuper from pg_catalog.pg_roles where rolname = current_user) as superuser,
      pg_catalog.pg_is_in_recovery() as recovering,
      current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
      current_setting('synchronous_standby_names') as standbys,
      (select count(*)::int from pg_catalog.pg_stat_replication) as replicas,
      exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'msgr' and c.relname = 'meta') as exists`)
  if (row === undefined) throw new Error('the server returned no row')
  const [meta] = row.exists
    ? await query<{schema_version: number}>('select schema_version from msgr.meta')
    : []
  return {
    serverVersion: row.server,
    schemaVersion: meta?.schema_version ?? 0,
    role: row.role,
    isSuperuser: row.superuser,
    isInRecovery: row.recovering,
    forgetfulSettings: [
      ...(row.fsync === 'off' ? ['fsync'] : []),
      ...(row.commit === 'off' ? ['synchronous_commit'] : []),
    ],
    asynchronousReplicas: row.standbys === '' ? row.replicas : 0,
  }
}

/** Why msgr does not use such a store. */
export function problemsOf(state: StoreState, address: StoreAddress): readonly MsgrError[] {
  return [unsafe(state, address), otherSchema(state, address)].filter(problem => problem !== undefined)
}

/** @throws {ConfigError | NetworkError} if what is written there could be lost, or could not be written at all. */
export function refuseUnsafe(state: StoreState, address: StoreAddress): void {
  const problem = unsafe(state, address)
  if (problem !== undefined) throw problem
}

/** @throws {ConfigError} if the schema is not the one that this msgr works with. */
export function refuseOtherSchema(state: StoreState, address: StoreAddress): void {
  const problem = otherSchema(state, address)
  if (problem !== undefined) throw problem
}

function unsafe({isInRecovery, forgetfulSettings}: StoreState, address: StoreAddress): MsgrError | undefined {
  const at = `The store ${storeName(address)}`
  if (isInRecovery)
    return new NetworkError(`${at} only reads: it is a replica or in recovery`, {
      reason: 'storeReadOnly',
      sent: 'no',
    })
  const [setting] = forgetfulSettings
  if (setting === undefined) return undefined
  return new ConfigError(`${at} can forget what it has acknowledged: ${setting} is off`, {
    reason: 'storeForgetful',
    data: {setting},
  })
}

function otherSchema({schemaVersion}: StoreState, address: StoreAddress): MsgrError | undefined {
  if (schemaVersion === SCHEMA_VERSION) return undefined
  const at = `The store ${storeName(address)}`
  if (schemaVersion === 0)
    return new ConfigError(`${at} is not set up: it has no schema msgr`, {reason: 'storeNotSetUp'})
  const has = `${at} has version ${schemaVersion} of the schema, and this msgr`
  return schemaVersion < SCHEMA_VERSION
    ? new ConfigError(`${has} needs version ${SCHEMA_VERSION}`, {reason: 'storeSchemaOlder'})
    : new ConfigError(`${has} knows only version ${SCHEMA_VERSION}`, {reason: 'storeSchemaNewer'})
}
