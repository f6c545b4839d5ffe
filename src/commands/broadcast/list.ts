import {join} from 'node:path'
import {listRuns, readStatus} from '../../bulk/runs.ts'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {runsFolderOf} from './sending.ts'

/** One run. The keys are a public API. */
export interface ListedRun {
  readonly run: string
  readonly state: string
  readonly total: number
  readonly sent: number
  readonly failed: number
  readonly skipped: number
  readonly inDoubt: number
  readonly remaining: number
  readonly pageId: string
  readonly created: string
}

export function declare(): void {}

/** Newest first. */
export async function run(context: Context): Promise<readonly ListedRun[]> {
  const runsFolder = await runsFolderOf(context)
  const runs: ListedRun[] = []
  for (const run of [...(await listRuns(runsFolder))].reverse()) {
    const {manifest, state, counts} = await readStatus(join(runsFolder, run))
    const {total, sent, failed, skipped, inDoubt, remaining} = counts
    runs.push({
      run,
      state,
      total,
      sent,
      failed,
      skipped,
      inDoubt,
      remaining,
      pageId: manifest.page.id,
      created: manifest.created,
    })
  }
  return runs
}

const columns = ['run', 'state', 'total', 'sent', 'failed', 'skipped', 'inDoubt', 'remaining'] as const

export const view: View<readonly ListedRun[]> = runs => ({
  columns: columns.map(column => (column === 'inDoubt' ? 'in doubt' : column)),
  rows: runs.map(run => columns.map(column => run[column])),
  empty: 'There are no runs. Plan one: msgr broadcast plan --help',
})
