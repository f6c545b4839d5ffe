import {rm} from 'node:fs/promises'
import {join} from 'node:path'
import {writeWhole} from '../../system/whole-file.ts'
import {freezeFolder, makeDraftFolder, nextSequence, type RunFolderOptions} from '../run-folder.ts'
import {journalFile, manifestFile} from '../witness.ts'
import {type AudienceManifest, SCHEMA_VERSION} from './manifest.ts'

export interface AudiencePlanOptions
  extends RunFolderOptions,
    Omit<AudienceManifest, 'schemaVersion' | 'run' | 'sequence' | 'created'> {}

/** Writes an import that was agreed to; nothing is uploaded yet. Returns its id. */
export async function freezeAudienceImport({
  runsFolder,
  nowMs,
  random,
  ...planned
}: AudiencePlanOptions): Promise<string> {
  const {run, folder} = await makeDraftFolder({runsFolder, nowMs, random})
  try {
    const manifest: AudienceManifest = {
      schemaVersion: SCHEMA_VERSION,
      run,
      sequence: await nextSequence(runsFolder),
      created: new Date(nowMs).toISOString(),
      ...planned,
    }
    const text = `${JSON.stringify(manifest, null, 2)}\n`
    await writeWhole(join(folder, manifestFile), text, {mode: 0o600})
    await writeWhole(join(folder, journalFile), '', {mode: 0o600})
    await freezeFolder(folder, join(runsFolder, run))
    return run
  } catch (error) {
    await rm(folder, {recursive: true, force: true})
    throw error
  }
}
