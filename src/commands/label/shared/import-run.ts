import {join} from 'node:path'
import type {BatchResult} from '../../../api/core/graph-client.ts'
import {collect} from '../../../api/core/paging.ts'
import type {Api} from '../../../api/index.ts'
import type {Rejects} from '../../../audience/file-rows.ts'
import type {ItemOutcome} from '../../../bulk/batches.ts'
import {carryOutImport, type ImportEnd, type LabelChange} from '../../../bulk/label-import/carry-out.ts'
import {type ImportManifest, importsFolderIn, readImport} from '../../../bulk/label-import/manifest.ts'
import {readRefused} from '../../../bulk/label-import/progress.ts'
import type {Context} from '../../../context.ts'
import {exitCodes, GraphError, MsgrError, NetworkError} from '../../../errors.ts'
import type {Psid} from '../../../platform/ids.ts'
import {refuseOtherPage} from '../../shared/arguments/run-page.ts'
import {importProgress} from '../../shared/wording/import-progress.ts'
import {callOutcomeOf, itemOutcomeOf} from '../../shared/wording/item-outcome.ts'
import type {LabelImport} from './import-end.ts'

/** The folder with all imports. */
export async function importsFolderOf(context: Context): Promise<string> {
  const {paths} = await context.config()
  return importsFolderIn(paths.stateFolder)
}

/** Runs an import as far as possible, with progress. @throws {MsgrError} if it belongs to another Page. */
export async function importLabels(
  context: Context,
  run: string,
  rejects: Rejects | undefined,
): Promise<LabelImport> {
  const folder = join(await importsFolderOf(context), run)
  const manifest = await readImport(folder)
  const bar = context.progress.start('Importing')
  try {
    await refuseOtherPage(context, manifest)
    const api = await context.api()
    const end = await carryOutImport(folder, {
      change: changes => changeAll(api, changes),
      listLabels: () => collect(api.customLabels.list({limit: 100})),
      createLabel: async name => (await api.customLabels.create(name)).id,
      clock: context.clock,
      random: context.random,
      signal: context.signal,
      isDryRun: context.globals.dryRun,
      onProgress: importProgress(context, bar),
    })
    return await toResult(context, {folder, manifest, end, rejects})
  } catch (error) {
    if (error instanceof MsgrError || context.signal.aborted)
      context.io.note(`Continue later: ${nextOf(context, run)}`)
    throw error
  } finally {
    bar.stop()
  }
}

/** One call for up to 50 changes. A change with an unknown outcome is retried, which is harmless. */
async function changeAll(
  {customLabels}: Api,
  changes: readonly LabelChange[],
): Promise<readonly ItemOutcome[]> {
  try {
    const results = await customLabels.changeAll(
      changes.map(change => ({...change, psid: change.psid as Psid})),
    )
    return results.map(toOutcome)
  } catch (error) {
    if (!(error instanceof GraphError || error instanceof NetworkError)) throw error
    const outcome = callOutcomeOf(error)
    return changes.map(() => outcome)
  }
}

function toOutcome(result: BatchResult<unknown>): ItemOutcome {
  if (result.kind === 'done') return {kind: 'done'}
  if (result.kind === 'unfinished')
    return {kind: 'again', reason: 'the platform ran out of time', exitCode: exitCodes.limited}
  return itemOutcomeOf(result.error)
}

const MAX_REFUSALS_SHOWN = 20

async function toResult(
  context: Context,
  {
    folder,
    manifest: {run, labels},
    end: {state, reason, exitCode, created, counts},
    rejects,
  }: {
    readonly folder: string
    readonly manifest: ImportManifest
    readonly end: ImportEnd
    readonly rejects: Rejects | undefined
  },
): Promise<LabelImport> {
  const refusals: LabelImport['refusals'][number][] = []
  if (counts.refused > 0) {
    for await (const {psid, label: index, place = '', reason: why} of readRefused(folder)) {
      const label = labels[index]?.name ?? ''
      if (refusals.length < MAX_REFUSALS_SHOWN) refusals.push({psid, label, reason: why})
      await rejects?.add({psid, fields: {psid, label}, place}, why)
    }
  }
  const {assigned, unassigned, refused, remaining} = counts
  return {
    ...{run, state},
    reason,
    ...{created, assigned, unassigned, refused, remaining, refusals},
    exitCode,
    next: state === 'done' ? undefined : nextOf(context, run),
  }
}

function nextOf({globals}: Context, run: string): string {
  const page = globals.page === undefined ? '' : ` --page ${globals.page}`
  return `msgr${globals.emulator ? ' --emulator' : ''}${page} label import --resume ${run}`
}
