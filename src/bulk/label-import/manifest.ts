import {join} from 'node:path'
import {MsgrError} from '../../errors.ts'
import type {LabelId} from '../../platform/ids.ts'
import {hashFile} from '../../system/file-bytes.ts'
import {readFrozenManifest} from '../file-store/frozen-manifest.ts'
import type {Manifest} from '../manifest.ts'
import type {Place} from '../recipient-rows.ts'

/** A label of an import; one without an id is to be created. */
export interface ImportedLabel {
  readonly name: string
  readonly id?: LabelId | undefined
}

/** The description of an import, set when it is planned. The content of `manifest.json`. */
export interface ImportManifest extends Pick<Manifest, 'run' | 'sequence' | 'created' | 'target' | 'page'> {
  readonly schemaVersion: typeof SCHEMA_VERSION
  /** The name of the file that it was planned from, as given. */
  readonly source: string
  readonly labels: readonly ImportedLabel[]
  readonly changes: {readonly total: number; readonly hash: string}
}

/** One line of the frozen list. */
export interface PlannedChange {
  readonly psid: string
  /** The index of the label in the manifest. */
  readonly label: number
  /** Set when the label is removed from the person instead of assigned. */
  readonly take?: true
  /** Its place in the source. */
  readonly place?: Place
}

export const SCHEMA_VERSION = 2

/** The files that only an import of labels has in its folder. */
export const importFiles = {
  changes: 'changes.ndjson',
} as const

/** The folder of the imports, in the state folder. */
export function importsFolderIn(stateFolder: string): string {
  return join(stateFolder, 'imports')
}

/**
 * Reads the manifest of an import, whose list must still be the one that was planned.
 * @throws {MsgrError} as `readFrozenManifest`, or if the list was changed.
 */
export async function readImport(folder: string): Promise<ImportManifest> {
  const manifest = await readFrozenManifest<ImportManifest>(folder, {
    noun: 'import',
    schemaVersion: SCHEMA_VERSION,
  })
  const list = join(folder, importFiles.changes)
  if ((await hashFile(list)) === manifest.changes.hash) return manifest
  throw new MsgrError(`The list of this import was changed after it was planned: ${list}`, {
    reason: 'planChanged',
    data: {noun: 'import'},
  })
}
