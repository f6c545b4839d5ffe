import {closeSync, fsyncSync, mkdirSync, openSync, statSync} from 'node:fs'
import {type FileHandle, mkdir, open, stat} from 'node:fs/promises'
import {dirname, resolve} from 'node:path'

export interface FolderOptions {
  /** Mode of each folder that is created. Default: the system's. */
  readonly mode?: number
}

/**
 * Creates a folder and its missing parents. The names of those that it creates are on disk when this resolves. Does not
 * use `recursive` of `node:fs`, which never ends where the system reports a visible folder as missing, as Linux does under `/proc`.
 * @throws the error of `node:fs`, with the path of the first folder that cannot be created.
 */
export async function makeFolder(folder: string, {mode}: FolderOptions = {}): Promise<void> {
  for (const each of (await missing(resolve(folder))).reverse()) {
    try {
      await mkdir(each, mode)
      await syncFolder(dirname(each))
    } catch (error) {
      refuse(error, (await stat(each).catch(() => undefined))?.isDirectory())
    }
  }
}

/** The same, synchronously. */
export function makeFolderSync(folder: string, {mode}: FolderOptions = {}): void {
  const folders: string[] = []
  for (
    let each = resolve(folder);
    statSync(each, {throwIfNoEntry: false}) === undefined;
    each = dirname(each)
  )
    folders.push(each)
  for (const each of folders.reverse()) {
    try {
      mkdirSync(each, mode)
      syncFolderAtOnce(dirname(each))
    } catch (error) {
      refuse(error, statSync(each, {throwIfNoEntry: false})?.isDirectory())
    }
  }
}

/** The missing folders, from this one up to the first one that exists. */
async function missing(folder: string): Promise<string[]> {
  const folders: string[] = []
  for (let each = folder; ; each = dirname(each)) {
    const found = await stat(each).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw Object.assign(error, {syscall: 'mkdir'})
    })
    if (found !== undefined) return folders
    folders.push(each)
  }
}

/** Another process may have created it meanwhile. */
function refuse(error: unknown, isThere: boolean | undefined): void {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || isThere !== true) throw error
}

/** Makes the names in a folder durable, where the system can. */
export async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined
  try {
    handle = await open(folder, 'r')
    await handle.sync()
  } catch {
    // Windows opens no folders; there, names are durable with the journal of the file system.
  } finally {
    await handle?.close()
  }
}

function syncFolderAtOnce(folder: string): void {
  let descriptor: number | undefined
  try {
    descriptor = openSync(folder, 'r')
    fsyncSync(descriptor)
  } catch {
    // As above.
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}
