import type {Command} from 'commander'
import {readStatus} from '../../bulk/runs.ts'
import type {Context} from '../../context.ts'
import {MsgrError} from '../../errors.ts'
import type {Table, View} from '../../terminal/view.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {runStoreOf} from './shared/run-store.ts'
import {listServerSide, listView, type OwnBroadcast} from './shared/server-side/manage.ts'
import {declareVia, type ViaOptions} from './shared/server-side/via.ts'

/** One run. The keys are a public API. */
export interface ListedRun {
  readonly run: string
  /** The name of `--name`. */
  readonly name: string | undefined
  readonly state: string
  readonly total: number
  readonly sent: number
  readonly failed: number
  readonly skipped: number
  readonly inDoubt: number
  readonly remaining: number
  readonly pageId: string
  /** Undefined when it was not known. */
  readonly pageName: string | undefined
  /** The process that sends it, and its machine where several may. */
  readonly holder: string | undefined
  /** ISO 8601. */
  readonly createdAt: string
  /** `marketing` for a run of marketing messages, with its campaign; undefined for other runs. */
  readonly via: 'marketing' | undefined
  readonly campaign: string | undefined
}

export const json = 'array'

export function declare(command: Command): void {
  declareVia(command)
  addExamples(command, 'msgr broadcast list', 'msgr broadcast list --json | jq -r ".[0].run"')
}

type Listed = readonly (ListedRun | OwnBroadcast)[]

/** Newest first. */
export async function run(context: Context, options: ViaOptions): Promise<Listed> {
  return options.via === 'broadcast-api'
    ? listServerSide(context, options)
    : listRunsOfMachine(context, options)
}

async function listRunsOfMachine(context: Context, {via}: ViaOptions): Promise<readonly ListedRun[]> {
  const store = await runStoreOf(context)
  const runs: ListedRun[] = []
  for (const {run} of [...(await store.list())].reverse()) {
    const stored = store.open(run)
    const status = await readStatus(stored).catch(error => {
      if (!(error instanceof MsgrError)) throw error
      // The other runs are still shown.
      context.io.warn(`The run ${run} is left out: ${error.message}`)
    })
    if (status === undefined) continue
    const {manifest, state, counts} = status
    const {channel, identity} = manifest
    if (via !== undefined && channel?.via !== via) continue
    const {total, sent, failed, skipped, inDoubt, remaining} = counts
    runs.push({
      run,
      name: identity?.name,
      state,
      total,
      sent,
      failed,
      skipped,
      inDoubt,
      remaining,
      pageId: manifest.page.id,
      pageName: manifest.page.name,
      holder: state === 'running' ? (await stored.holder())?.name : undefined,
      createdAt: manifest.created,
      via: channel?.via,
      campaign: channel?.campaign,
    })
  }
  return runs
}

const columns = [
  'run',
  'name',
  'state',
  'total',
  'sent',
  'failed',
  'skipped',
  'inDoubt',
  'remaining',
  'page',
  'holder',
] as const
type Column = (typeof columns)[number]

export const view: View<Listed> = list =>
  list.length > 0 && list.every(isServerSide) ? listView(list) : runsView(list.filter(isRun))

const isServerSide = (item: Listed[number]): item is OwnBroadcast => !isRun(item)
const isRun = (item: Listed[number]): item is ListedRun => 'run' in item

/** Some are columns only where they say something: names, the Pages of several, and who sends. */
function shownOf(runs: readonly ListedRun[]): readonly Column[] {
  const isShown: Partial<Readonly<Record<Column, boolean>>> = {
    name: runs.some(({name}) => name !== undefined),
    page: new Set(runs.map(({pageId}) => pageId)).size > 1,
    holder: runs.some(({holder}) => holder !== undefined),
  }
  return columns.filter(column => isShown[column] ?? true)
}

const cellOf = (run: ListedRun, column: Column) =>
  column === 'page' ? (run.pageName ?? run.pageId) : run[column]

const runsView = (runs: readonly ListedRun[]): Table => ({
  columns: shownOf(runs).map(column => (column === 'inDoubt' ? 'in doubt' : column)),
  rows: runs.map(run => shownOf(runs).map(column => cellOf(run, column))),
  whole: ['run'],
  leaveOut: ['remaining', 'total', 'skipped', 'in doubt'],
  empty: 'There are no runs. Plan one: msgr broadcast plan --help',
})
