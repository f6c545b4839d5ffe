import type {Context} from '../../../context.ts'
import type {View} from '../../../terminal/view.ts'

/** What became of the schema; with `--print-sql` only what would be run. */
export interface SchemaChange {
  /** Without the password; null when only SQL is printed. */
  readonly store: string | null
  /** The version before; 0: there was none. */
  readonly from: number
  readonly to: number
  readonly sql: string | undefined
}

/** The SQL as `psql` takes it. */
export async function printedSql(from: number): Promise<SchemaChange> {
  const {SCHEMA_VERSION, sqlSince} = await import('../../../store/schema/migrations.ts')
  const sql = from >= SCHEMA_VERSION ? '' : `begin;\n${sqlSince(from)}commit;\n`
  return {store: null, from, to: SCHEMA_VERSION, sql}
}

/** Runs a change, or, in a dry run, only finds out what it would be. */
export async function changeSchema(
  context: Context,
  change: 'setUpStore' | 'upgradeStore',
): Promise<SchemaChange> {
  const [{chosenStore, connectAdmin}, store, {storeName}] = await Promise.all([
    import('./admin.ts'),
    import('../../../store/set-up.ts'),
    import('../../../config/store/address.ts'),
  ])
  const chosen = await chosenStore(context)
  const connection = await connectAdmin(context, chosen)
  const done = await store[change](connection, chosen.address, {isDry: context.globals.dryRun})
  return {store: storeName(chosen.address), ...done, sql: undefined}
}

/** The SQL for the version that the store has. */
export async function sqlOfUpgrade(context: Context): Promise<SchemaChange> {
  const [{chosenStore, connectAdmin}, {readState}] = await Promise.all([
    import('./admin.ts'),
    import('../../../store/state.ts'),
  ])
  const connection = await connectAdmin(context, await chosenStore(context))
  const {schemaVersion} = await readState(connection.query)
  return printedSql(schemaVersion)
}

export const schemaView =
  (done: string): View<SchemaChange> =>
  ({store, from, to, sql}, {good}) => {
    if (sql !== undefined) return sql.trimEnd()
    if (from === to) return `${good('✔')} ${store} already has version ${to} of the schema.`
    return `${good('✔')} ${done} ${store}: version ${to} of the schema${from === 0 ? '' : `, before ${from}`}.`
  }
