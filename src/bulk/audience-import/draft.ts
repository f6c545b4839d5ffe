import {DraftFolder, type RunFolderOptions} from '../file-store/draft-folder.ts'
import {type AudienceManifest, SCHEMA_VERSION} from './manifest.ts'

export interface AudiencePlanOptions
  extends RunFolderOptions,
    Omit<AudienceManifest, 'schemaVersion' | 'run' | 'sequence' | 'created'> {}

/** Writes an import that was agreed to; nothing is uploaded yet. Returns its id. */
export function freezeAudienceImport({
  runsFolder,
  nowMs,
  random,
  ...planned
}: AudiencePlanOptions): Promise<string> {
  return DraftFolder.write({runsFolder, nowMs, random}, undefined, async draft => {
    const manifest: AudienceManifest = {
      schemaVersion: SCHEMA_VERSION,
      run: draft.run,
      sequence: await draft.sequence(),
      created: new Date(nowMs).toISOString(),
      ...planned,
    }
    await draft.finish(`${JSON.stringify(manifest, null, 2)}\n`)
    await draft.freeze()
    return draft.run
  })
}
