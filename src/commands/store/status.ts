import type {Command} from 'commander'
import {storeName} from '../../config/store/address.ts'
import type {Context} from '../../context.ts'
import {exitCodes} from '../../errors.ts'
import type {View} from '../../terminal/view.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {chosenStore, connectAdmin} from './shared/admin.ts'

interface StoreStatus {
  /** Without the password. */
  readonly store: string
  readonly serverVersion: string
  readonly role: string
  /** 0: it is not set up. */
  readonly schemaVersion: number
  /** The version that this msgr works with. */
  readonly neededVersion: number
  readonly encrypted: boolean
  /** How many runs are in which state; null where the role may not see it. */
  readonly runs: Readonly<Record<string, number>> | null
  /** Why msgr would not use it. */
  readonly problems: readonly string[]
  /** What it would use it with. */
  readonly warnings: readonly string[]
}

export function declare(command: Command): void {
  command.addHelpText(
    'after',
    `
Connects, and shows what msgr would find wrong: no schema or one of another version, a server that only reads or can forget what it
has acknowledged. Exit 1 if there is such a problem. Replicas that a commit does not wait for are a warning: after a failover to one,
the last commits can be missing, and msgr then stops the run.`,
  )
  addExamples(
    command,
    'msgr store status',
    'msgr store status --store postgres://msgr@db.example/msgr --json',
  )
}

export async function run(context: Context): Promise<StoreStatus> {
  const chosen = await chosenStore(context)
  const {address} = chosen
  const [{query}, {readState, problemsOf}, {SCHEMA_VERSION}] = await Promise.all([
    connectAdmin(context, chosen),
    import('../../store/state.ts'),
    import('../../store/schema/migrations.ts'),
  ])
  const state = await readState(query)
  const {role, serverVersion, schemaVersion} = state
  const problems = problemsOf(state, address).map(({message}) => message)
  return {
    store: storeName(address),
    serverVersion,
    role,
    schemaVersion,
    neededVersion: SCHEMA_VERSION,
    encrypted: address.tls !== 'disable',
    runs: schemaVersion === 0 ? null : await countRuns(query),
    problems,
    warnings: warningsOf(state),
  }
}

type State = Awaited<ReturnType<typeof import('../../store/state.ts').readState>>
type Query = Awaited<ReturnType<typeof connectAdmin>>['query']

async function countRuns(query: Query): Promise<StoreStatus['runs']> {
  const [may] = await query<{may: boolean}>(
    `select has_schema_privilege('msgr', 'usage') and has_table_privilege('msgr.run', 'select') as may`,
  )
  if (may?.may !== true) return null
  const rows = await query<{state: string; count: number}>(
    'select state, count(*)::int as count from msgr.run group by state order by state',
  )
  return Object.fromEntries(rows.map(({state, count}) => [state, count]))
}

function warningsOf({asynchronousReplicas, isSuperuser, role}: State): readonly string[] {
  return [
    ...(asynchronousReplicas > 0
      ? [
          `${asynchronousReplicas === 1 ? 'A replica follows' : `${asynchronousReplicas} replicas follow`} without synchronous_standby_names: a failover can forget the last commits`,
        ]
      : []),
    ...(isSuperuser
      ? [`${role} is a superuser: nothing keeps it from changing journals. Send as a member of msgr_worker`]
      : []),
  ]
}

export const exitCode = ({problems}: StoreStatus) => (problems.length > 0 ? exitCodes.failed : undefined)

export const view: View<StoreStatus> = (status, {good, bad, bold}) => {
  const {store, serverVersion, role, schemaVersion, neededVersion, encrypted, runs, problems, warnings} =
    status
  const counted = Object.entries(runs ?? {}).map(([state, count]) => `${count} ${state}`)
  return [
    bold(store),
    `  PostgreSQL ${serverVersion}, as ${role}, ${encrypted ? 'encrypted' : 'not encrypted'}`,
    `  schema: ${schemaVersion === 0 ? 'none' : `version ${schemaVersion}`}${schemaVersion === neededVersion ? '' : `; this msgr needs version ${neededVersion}`}`,
    ...(runs === null ? [] : [`  runs: ${counted.length === 0 ? 'none' : counted.join(', ')}`]),
    ...warnings.map(text => `  ! ${text}`),
    ...problems.map(text => `${bad('✖')} ${text}`),
    ...(problems.length === 0 ? [`${good('✔')} It can be used.`] : []),
  ].join('\n')
}
