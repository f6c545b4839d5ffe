import type {LabelId} from '../../platform/ids.ts'
import {DraftFolder, type RunFolderOptions} from '../file-store/draft-folder.ts'
import {FrozenList} from '../frozen-list.ts'
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
export function draftImport(
  rows: AsyncIterable<LabelledRow>,
  options: ImportDraftOptions,
): Promise<ImportDraft> {
  return DraftFolder.write(options, importFiles.changes, async draft => {
    const {run} = draft
    const list = new FrozenList<PlannedChange>(bytes => draft.addToList(bytes))
    const plan = await planImport(rows, {...options, write: change => list.add(change)})
    const hash = await list.finish()
    const labels: ImportManifest['labels'][number][] = []
    for (const {name, id = await options.idOf?.(name)} of plan.labels) labels.push({name, id})
    const manifest: ImportManifest = {
      schemaVersion: SCHEMA_VERSION,
      run,
      sequence: await draft.sequence(),
      created: new Date(options.nowMs).toISOString(),
      target: options.target,
      page: options.page,
      source: options.source,
      labels,
      changes: {total: plan.assign + plan.unassign, hash},
    }
    await draft.finish(`${JSON.stringify(manifest, null, 2)}\n`)
    return {run, plan, labels, discard: () => draft.discard(), freeze: () => draft.freeze()}
  })
}
