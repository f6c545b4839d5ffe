import {join} from 'node:path'
import type {AudienceColumn} from '../../platform/custom-audiences.ts'
import type {CustomAudienceId} from '../../platform/ids.ts'
import {readFrozenManifest} from '../file-store/frozen-manifest.ts'
import type {Manifest} from '../manifest.ts'

/** Where the rows are read from again when an import is continued: the state of msgr has none of them, not even as hashes. */
export interface ImportSource {
  /** Absolute. */
  readonly path: string
  /** SHA-256 of its bytes. */
  readonly hash: string
  /** How it is read, as the flags said: columns, country code, encoding. */
  readonly reading: Readonly<Record<string, string | boolean>>
}

/** The audience of an import: one that exists, or a new one. */
export type ImportAudience =
  | {readonly id: CustomAudienceId}
  | {
      readonly name: string
      /** Audiences of this name that were there before the import was planned. */
      readonly others: readonly string[]
    }

/** The description of an import, set when it is planned. The content of `manifest.json`. Nothing in it is about a person. */
export interface AudienceManifest extends Pick<Manifest, 'run' | 'sequence' | 'created' | 'target' | 'page'> {
  readonly schemaVersion: typeof SCHEMA_VERSION
  readonly adAccount: string
  readonly source: ImportSource
  readonly audience: ImportAudience
  /** What each row has, in the order in which it is uploaded. */
  readonly schema: readonly AudienceColumn[]
  readonly rows: {readonly total: number; readonly invalid: number}
}

export const SCHEMA_VERSION = 1

/** The folder of the imports of subscribers, in the state folder. */
export function audienceImportsFolderIn(stateFolder: string): string {
  return join(stateFolder, 'audience-imports')
}

/** @throws {MsgrError} if it is missing, of another version of msgr, or was changed. */
export const readAudienceManifest = (folder: string): Promise<AudienceManifest> =>
  readFrozenManifest<AudienceManifest>(folder, {noun: 'import', schemaVersion: SCHEMA_VERSION})
