import {isMap, isScalar} from 'yaml'
import type {Context} from '../../../context.ts'
import {parseYaml} from '../../../text/yaml.ts'
import {formerText} from './former-text.ts'
import {type OutFile, type OverwriteFlags, outFile} from './write-out.ts'

/** A file that `pull` writes. */
export interface PulledFile {
  readonly out: OutFile
  /** The existing text to update: comments and the order of keys stay. Undefined: the file is written from scratch. */
  readonly former: string | undefined
}

/**
 * The file of `pull --out`. An existing file that contains only these keys is what `pull` is for, and is updated;
 * any other file is replaced only with `--overwrite`.
 * @throws {UsageError} as `outFile` does.
 */
export async function pulledFile(
  context: Context,
  file: string,
  {keys, overwrite}: OverwriteFlags & {readonly keys: readonly string[]},
): Promise<PulledFile> {
  const text = await textOf(context, file, overwrite)
  const isKept = text !== undefined && holdsOnly(text, [...keys, '$schema'])
  const out = await outFile(context, file, {overwrite: overwrite === true || isKept, isUpdate: true})
  return {out, former: isKept ? text : undefined}
}

/** A file that is replaced need not be readable. */
const textOf = async ({io}: Context, file: string, overwrite: boolean | undefined) =>
  overwrite === true ? formerText(io, file).catch(() => undefined) : formerText(io, file)

function holdsOnly(text: string, keys: readonly string[]): boolean {
  const {contents, errors} = parseYaml(text)
  if (errors.length > 0) return false
  if (text.trim() === '') return true
  return isMap(contents) && contents.items.every(({key}) => isScalar(key) && keys.includes(String(key.value)))
}
