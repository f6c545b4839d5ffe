import {readdir, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {UsageError} from '../errors.ts'
import {makeFolderSync} from '../system/folder.ts'

const folderIn = (stateFolder: string) => join(stateFolder, 'recordings')

/** The file for a recording that nobody named, in a folder that only its owner can enter. */
export function newRecordingFile(stateFolder: string, nowMs: number): string {
  const folder = folderIn(stateFolder)
  makeFolderSync(folder, {mode: 0o700})
  // Windows allows no colon in a name.
  return join(folder, `${new Date(nowMs).toISOString().replaceAll(':', '-')}.ndjson`)
}

/**
 * The newest of the recordings that nobody named and that holds something.
 * @throws {UsageError} if there is none.
 */
export async function findLastRecording(stateFolder: string): Promise<string> {
  const folder = folderIn(stateFolder)
  const names = await readdir(folder).catch(() => [])
  for (const name of names
    .filter(each => each.endsWith('.ndjson'))
    .sort()
    .reverse()) {
    const file = join(folder, name)
    if ((await stat(file)).size > 0) return file
  }
  throw new UsageError('There is no last recording', {reason: 'noLastRecording'})
}
