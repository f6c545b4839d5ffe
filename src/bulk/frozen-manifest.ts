import {createHash} from 'node:crypto'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {MsgrError} from '../errors.ts'
import {manifestFile, readWitness} from './witness.ts'

export interface ManifestKind {
  /** What the manifest describes: `run`, `import`. */
  readonly noun: string
  readonly schemaVersion: number
  /** What to do when it was changed, other than restoring it. */
  readonly otherwise: string
}

/**
 * Reads the manifest of a run of any kind, which must be what was frozen, to the byte.
 * @throws {MsgrError} if it is missing, unreadable, of another schema version, or was changed.
 */
export async function readFrozenManifest<Manifest extends {readonly schemaVersion: number}>(
  folder: string,
  {noun, schemaVersion, otherwise}: ManifestKind,
): Promise<Manifest> {
  const file = join(folder, manifestFile)
  let text: string
  let manifest: Manifest
  try {
    text = await readFile(file, 'utf8')
    manifest = JSON.parse(text) as Manifest
  } catch (cause) {
    throw new MsgrError(
      `${file} cannot be read, so this is not ${noun === 'import' ? 'an' : 'a'} ${noun} that msgr can go on with`,
      {cause},
    )
  }
  if (manifest.schemaVersion !== schemaVersion) {
    throw new MsgrError(`${file} was written by another version of msgr (schema ${manifest.schemaVersion})`, {
      hint: `Go on with the version that planned the ${noun}`,
    })
  }
  const {manifest: hash} = await readWitness(folder)
  if (createHash('sha256').update(text).digest('hex') === hash) return manifest
  throw new MsgrError(`The manifest of this ${noun} was changed after it was planned: ${file}`, {
    hint: `Put the file back as it was, or ${otherwise}`,
  })
}
