import {createHash} from 'node:crypto'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {MsgrError} from '../../errors.ts'
import {runFiles} from './run-files.ts'
import {readWitness} from './witness.ts'

export interface ManifestKind {
  /** What the manifest describes. */
  readonly noun: 'run' | 'import'
  readonly schemaVersion: number
}

/**
 * Reads the manifest of a run of any kind, which must be what was frozen, to the byte.
 * @throws {MsgrError} if it is missing, unreadable, of another schema version, or was changed.
 */
export async function readFrozenManifest<Manifest extends {readonly schemaVersion: number}>(
  folder: string,
  {noun, schemaVersion}: ManifestKind,
): Promise<Manifest> {
  const file = join(folder, runFiles.manifest)
  let text: string
  let manifest: Manifest
  try {
    text = await readFile(file, 'utf8')
    manifest = JSON.parse(text) as Manifest
  } catch (cause) {
    throw new MsgrError(
      `${file} cannot be read, so this is not ${noun === 'import' ? 'an' : 'a'} ${noun} that msgr can continue`,
      {cause},
    )
  }
  if (manifest.schemaVersion !== schemaVersion) {
    throw new MsgrError(`${file} was written by another version of msgr (schema ${manifest.schemaVersion})`, {
      hint: `Continue with the version that planned the ${noun}`,
    })
  }
  const {manifest: hash} = await readWitness(folder)
  if (createHash('sha256').update(text).digest('hex') === hash) return manifest
  throw new MsgrError(`The manifest of this ${noun} was changed after it was planned: ${file}`, {
    reason: 'planChanged',
    data: {noun},
  })
}
