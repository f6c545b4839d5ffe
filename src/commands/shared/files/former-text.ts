import {stat} from 'node:fs/promises'
import type {Io} from '../../../context.ts'

/**
 * The text of a file that is about to be overwritten, if it exists: it must be read correctly, because parts of it are kept.
 * @throws {UsageError} as `readText`.
 */
export async function formerText(
  io: Pick<Io, 'readText' | 'resolve'>,
  file: string,
): Promise<string | undefined> {
  const found = await stat(io.resolve(file)).catch(() => undefined)
  return found?.isFile() ? io.readText(file) : undefined
}
