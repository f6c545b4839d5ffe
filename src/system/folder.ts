import {closeSync, fsyncSync, mkdirSync, openSync, statSync} from 'node:fs'
import {type FileHandle, mkdir, open, stat} from 'node:fs/promises'
import {dirname, resolve} from 'node:path'

export interface FolderOptions {
  /** Of each folder that is made. Default: what the system gives. */
  readonly mode?: number
}

/**
 * Makes a folder, and those above it that are not there; the names of those that it makes are on disk when this settles. Not by `recursive` of `node:fs`, which goes on for ever where the
 * system says of a folder that can be seen that it is not there, as Linux does under `/proc`.
 * @throws what `node:fs` throws, with the path of the first folder that cannot be made.
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

/** The same at once. */
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

/** From the folder up to the first one that is there. */
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

/** Another process may have made it meanwhile. */
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
