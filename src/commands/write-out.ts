import {randomBytes} from 'node:crypto'
import {realpath, rename, rm, stat, writeFile} from 'node:fs/promises'
import type {Context} from '../context.ts'
import {UsageError} from '../errors.ts'

/**
 * Writes a file that a person named: aside, then renamed, so that there is the old one or the whole new one, never a part.
 * A device or a pipe is written to as it is. A dry run writes none.
 * @throws {UsageError} if that is not possible.
 */
export async function writeOut(
  {io, globals}: Context,
  file: string,
  content: string | Uint8Array,
): Promise<void> {
  if (globals.dryRun) return
  const named = io.resolve(file)
  const path = await realpath(named).catch(() => named)
  const isOrdinary = (await stat(path).catch(() => undefined))?.isFile() ?? true
  const aside = `${path}.${randomBytes(4).toString('hex')}.tmp`
  try {
    await writeFile(isOrdinary ? aside : path, content)
    if (isOrdinary) await rename(aside, path)
  } catch (error) {
    await rm(aside, {force: true}).catch(() => {})
    const {message} = error as Error
    throw new UsageError(`${file} cannot be written: ${message.replaceAll(aside, path)}`, {cause: error})
  }
}
