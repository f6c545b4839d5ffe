import {rm} from 'node:fs/promises'
import {join} from 'node:path'
import {FrozenList} from '../frozen-list.ts'
import {
  freezeFolder,
  makeDraftFolder,
  nextSequence,
  type RunFolderOptions,
  writeDurably,
} from '../run-folder.ts'
import {type ImportManifest, importFiles, type PlannedChange, SCHEMA_VERSION} from './manifest.ts'
import {type ImportPlan, type ImportPlanOptions, type LabelledRow, planImport} from './plan.ts'

export interface ImportDraftOptions
  extends RunFolderOptions,
    Omit<ImportPlanOptions, 'write'>,
    Pick<ImportManifest, 'target' | 'page' | 'source'> {}

/** An import that is written, but cannot be carried out until it is frozen. Call either `freeze` or `discard`. */
export interface ImportDraft {
  readonly run: string
  readonly plan: ImportPlan
  /** Makes it an import; returns its folder. */
  readonly freeze: () => Promise<string>
  readonly discard: () => Promise<void>
}

/** Plans an import and writes it under a temporary name. @throws as `planImport` and the rows; nothing is left behind. */
export async function draftImport(
  rows: AsyncIterable<LabelledRow>,
  options: ImportDraftOptions,
): Promise<ImportDraft> {
  const {run, folder} = await makeDraftFolder(options)
  const discard = () => rm(folder, {recursive: true, force: true})
  try {
    const list = await FrozenList.create<PlannedChange>(join(folder, importFiles.changes))
    let plan: ImportPlan
    try {
      plan = await planImport(rows, {...options, write: change => list.add(change)})
      await list.finish()
    } finally {
      await list.close()
    }
    const manifest: ImportManifest = {
      schemaVersion: SCHEMA_VERSION,
      run,
      sequence: await nextSequence(options.runsFolder),
      created: new Date(options.nowMs).toISOString(),
      target: options.target,
      page: options.page,
      source: options.source,
      labels: plan.labels.map(({name, id}) => ({name, ...(id !== undefined && {id})})),
      changes: {total: plan.assign + plan.unassign, hash: list.hash()},
    }
    await writeDurably(join(folder, importFiles.manifest), `${JSON.stringify(manifest, null, 2)}\n`)
    await writeDurably(join(folder, importFiles.journal), '')
    return {run, plan, discard, freeze: () => freezeFolder(folder, join(options.runsFolder, run))}
  } catch (error) {
    await discard()
    throw error
  }
}
