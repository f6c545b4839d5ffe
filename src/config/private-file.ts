import {dirname} from 'node:path'
import {makeFolder} from '../system/folder.ts'
import {writeWhole} from '../system/whole-file.ts'

/** Writes a file that only its owner can read, completely or not at all. */
export async function writePrivate(file: string, text: string): Promise<void> {
  await makeFolder(dirname(file), {mode: 0o700})
  await writeWhole(file, text, {mode: 0o600})
}
