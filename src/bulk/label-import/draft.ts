import {rm} from 'node:fs/promises'
import {join} from 'node:path'
import type {LabelId} from '../../platform/ids.ts'
import {writeWhole} from '../../system/whole-file.ts'
import {FrozenList} from '../frozen-list.ts'
import {freezeFolder, makeDraftFolder, nextSequence, type RunFolderOptions} from '../run-folder.ts'
import {type ImportManifest, importFiles, type PlannedChange, SCHEMA_VERSION} from './manifest.ts'
import {type ImportPlan, type ImportPlanOptions, type LabelledRow, planImport} from './plan.ts'

export interface ImportDraftOptions
  extends RunFolderOptions,
    Omit<ImportPlanOptions, 'write'>,
    Pick<ImportManifest, 'target' | 'page' | 'source'> {
  /** Looks up the id of a label that is not among `existing`, once every row has been read. Default: the label is new. */
  readonly idOf?: ((name: string) => Promise<LabelId>) | undefined
}

/** An import that is written, but cannot be carried out until it is frozen. Call either `freeze` or `discard`. */
export interface ImportDraft {
  readonly run: string
  readonly plan: ImportPlan
  /** The labels of the plan, with the ids that are known. */
  readonly labels: ImportManifest['labels']
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
    const labels: ImportManifest['labels'][number][] = []
    for (const {name, id = await options.idOf?.(name)} of plan.labels)
      labels.push({name, ...(id !== undefined && {id})})
    const manifest: ImportManifest = {
      schemaVersion: SCHEMA_VERSION,
      run,
      sequence: await nextSequence(options.runsFolder),
      created: new Date(options.nowMs).toISOString(),
      target: options.target,
      page: options.page,
      source: options.source,
      labels,
      changes: {total: plan.assign + plan.unassign, hash: list.hash()},
    }
    await writeWhole(join(folder, importFiles.manifest), `${JSON.stringify(manifest, null, 2)}\n`, {
      mode: 0o600,
    })
    await writeWhole(join(folder, importFiles.journal), '', {mode: 0o600})
    return {run, plan, labels, discard, freeze: () => freezeFolder(folder, join(options.runsFolder, run))}
  } catch (error) {
    await discard()
    throw error
  }
}
