import {mkdirSync, statSync} from 'node:fs'
import {mkdir, stat} from 'node:fs/promises'
import {dirname, resolve} from 'node:path'

export interface FolderOptions {
  /** Of each folder that is made. Default: what the system gives. */
  readonly mode?: number
}

/**
 * Makes a folder, and those above it that are not there. Not by `recursive` of `node:fs`, which goes on for ever where the
 * system says of a folder that can be seen that it is not there, as Linux does under `/proc`.
 * @throws what `node:fs` throws, with the path of the first folder that cannot be made.
 */
export async function makeFolder(folder: string, {mode}: FolderOptions = {}): Promise<void> {
  for (const each of (await missing(resolve(folder))).reverse()) {
    try {
      await mkdir(each, mode)
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
