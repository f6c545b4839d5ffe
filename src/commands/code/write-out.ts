import {writeFile} from 'node:fs/promises'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'

/**
 * Writes a file that a person named; a dry run writes none.
 * @throws {UsageError} if that is not possible.
 */
export async function writeOut(
  {io, globals}: Context,
  file: string,
  content: string | Uint8Array,
): Promise<void> {
  if (globals.dryRun) return
  try {
    await writeFile(io.resolve(file), content)
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${(error as Error).message}`, {cause: error})
  }
}
