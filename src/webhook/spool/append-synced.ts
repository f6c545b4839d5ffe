import {open} from 'node:fs/promises'
import {dirname} from 'node:path'
import {syncFolder} from '../../system/folder.ts'

/** Appends a line to a file that only its owner can read. Resolves when it is on disk. @throws the error of `node:fs`. */
export async function appendSynced(file: string, line: string): Promise<void> {
  const handle = await open(file, 'a', 0o600)
  try {
    await handle.appendFile(line)
    await handle.datasync()
  } finally {
    await handle.close()
  }
  await syncFolder(dirname(file))
}
