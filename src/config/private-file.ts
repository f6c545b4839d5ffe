import {randomBytes} from 'node:crypto'
import {open, rename, rm} from 'node:fs/promises'
import {dirname} from 'node:path'
import {makeFolder} from '../system/folder.ts'

/** Writes a file that only its owner can read: aside and renamed, so that it is whole at every moment. */
export async function writePrivate(file: string, text: string): Promise<void> {
  await makeFolder(dirname(file), {mode: 0o700})
  const aside = `${file}.${randomBytes(4).toString('hex')}.tmp`
  const handle = await open(aside, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  try {
    await rename(aside, file)
  } catch (error) {
    await rm(aside, {force: true})
    throw error
  }
}
