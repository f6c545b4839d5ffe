import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {MsgrError} from '../../errors.ts'
import type {LabelId} from '../../platform/ids.ts'
import {hashFile} from '../frozen-list.ts'
import type {Manifest} from '../manifest.ts'
import type {Place} from '../recipient-rows.ts'

/** A label of an import; without an id it is to be created. */
export interface ImportedLabel {
  readonly name: string
  readonly id?: LabelId | undefined
}

/** What an import is: decided when it was planned. The content of `manifest.json`. */
export interface ImportManifest extends Pick<Manifest, 'run' | 'created' | 'target' | 'page'> {
  readonly schemaVersion: typeof SCHEMA_VERSION
  /** The file that it was planned from, as it was named. */
  readonly source: string
  readonly labels: readonly ImportedLabel[]
  readonly changes: {readonly total: number; readonly hash: string}
}

/** One line of the frozen list. */
export interface PlannedChange {
  readonly psid: string
  /** The place of the label in the manifest. */
  readonly label: number
  /** Taken from under the label instead of put there. */
  readonly take?: true
  /** Where it stands in the source. */
  readonly place?: Place
}

export const SCHEMA_VERSION = 1

/** The files of an import inside its folder. */
export const importFiles = {
  manifest: 'manifest.json',
  changes: 'changes.ndjson',
  journal: 'journal.ndjson',
} as const

/** Where the imports are, under the state folder. */
export function importsFolderIn(stateFolder: string): string {
  return join(stateFolder, 'imports')
}

/**
 * The manifest of an import whose list is still the one that was planned.
 * @throws {MsgrError} if it is missing, of another version, or the list was changed.
 */
export async function readImport(folder: string): Promise<ImportManifest> {
  const file = join(folder, importFiles.manifest)
  let manifest: ImportManifest
  try {
    manifest = JSON.parse(await readFile(file, 'utf8')) as ImportManifest
  } catch (cause) {
    throw new MsgrError(`${file} cannot be read, so this is no import that msgr can go on with`, {cause})
  }
  if (manifest.schemaVersion !== SCHEMA_VERSION) {
    throw new MsgrError(`${file} was written by another version of msgr (schema ${manifest.schemaVersion})`)
  }
  const list = join(folder, importFiles.changes)
  if ((await hashFile(list)) === manifest.changes.hash) return manifest
  throw new MsgrError(`The list of this import was changed after it was planned: ${list}`, {
    hint: 'Import the file again: to put somebody under a label twice is harmless',
  })
}
