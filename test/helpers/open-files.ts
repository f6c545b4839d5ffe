import {existsSync} from 'node:fs'
import {readdir, readlink} from 'node:fs/promises'
import {join} from 'node:path'

const FILES = '/proc/self/fd'

/** For `skip`. */
export const unlessOpenFilesAreKnown = [
  !existsSync(FILES),
  'this system does not say which files are open',
] as const

/** The files in a folder that this process has open. */
export async function openFilesIn(folder: string): Promise<readonly string[]> {
  const fds = await readdir(FILES)
  const files = await Promise.all(fds.map(fd => readlink(join(FILES, fd)).catch(() => '')))
  return files.filter(file => file.startsWith(folder))
}
