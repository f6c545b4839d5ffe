import {randomBytes} from 'node:crypto'
import {open, readlink, rename, rm, stat} from 'node:fs/promises'
import {dirname, resolve} from 'node:path'
import {makeFolder, syncFolder} from './folder.ts'

export interface WholeFileOptions {
  /** Of a new file; one that is there keeps its own as far as this allows it. Default: what the system gives. */
  readonly mode?: number | undefined
  /** Of the folders above it that are not there, which are made. Default: they have to be there. */
  readonly folderMode?: number | undefined
  /** Whether it has to outlive a power cut; false for what is written again anyway. Default true. */
  readonly isDurable?: boolean | undefined
  /** No two processes write it at once: what a killed one left beside it is written over. Default false. */
  readonly hasOneWriter?: boolean | undefined
}

/** A file on its way. Until it is committed there is nothing, or the former file, under its name. */
export interface WholeFile {
  /** Where it ends up: absolute, behind every symbolic link. */
  readonly path: string
  readonly write: (content: string | Uint8Array) => Promise<void>
  /** Puts it in its place; it is on disk when this settles, unless it need not be durable. */
  readonly commit: () => Promise<void>
  /** Leaves what was there. Does nothing after `commit`. */
  readonly discard: () => Promise<void>
}

/**
 * Begins a file that appears whole or not at all: it is written beside its place, synced, and renamed. A symbolic link stays
 * one, and what it leads to is replaced. A device or a pipe is written to directly.
 * @throws what `node:fs` throws, with the path of the file itself.
 */
export async function openWhole(file: string, options: WholeFileOptions = {}): Promise<WholeFile> {
  const {mode, folderMode, isDurable = true, hasOneWriter = false} = options
  const path = await behindLinks(file)
  if (folderMode !== undefined) await makeFolder(dirname(path), {mode: folderMode})
  const there = await stat(path).catch(() => undefined)
  const isAside = there === undefined || there.isFile()
  const aside = isAside ? `${path}${hasOneWriter ? '' : `.${randomBytes(4).toString('hex')}`}.tmp` : path
  const named = <Result>(work: Promise<Result>) =>
    work.catch(error => Promise.reject(renamed(error, aside, path)))
  const handle = await named(open(aside, isAside && !hasOneWriter ? 'wx' : 'w', mode))
  if (there?.isFile()) await handle.chmod(there.mode & (mode ?? 0o777)).catch(() => {})
  let isOpen = true
  const discard = async () => {
    if (!isOpen) return
    isOpen = false
    await handle.close()
    if (isAside) await rm(aside, {force: true})
  }
  const commit = async () => {
    try {
      if (isAside && isDurable) await handle.sync()
    } catch (error) {
      await discard()
      throw error
    }
    isOpen = false
    await handle.close()
    if (!isAside) return
    await rename(aside, path).catch(async error => {
      await rm(aside, {force: true})
      throw error
    })
    if (isDurable) await syncFolder(dirname(path))
  }
  return {
    path,
    write: content => named(handle.writeFile(content)),
    commit: () => named(commit()),
    discard,
  }
}

/** Writes a file that appears whole or not at all. @throws as `openWhole` does. */
export async function writeWhole(
  file: string,
  content: string | Uint8Array,
  options?: WholeFileOptions,
): Promise<void> {
  const whole = await openWhole(file, options)
  try {
    await whole.write(content)
    await whole.commit()
  } finally {
    await whole.discard()
  }
}

/** Where a name leads, also when nothing is there yet. */
async function behindLinks(file: string): Promise<string> {
  let path = file
  for (let links = 0; links < MAX_LINKS; links += 1) {
    const target = await readlink(path).catch(() => undefined)
    if (target === undefined) break
    path = resolve(dirname(path), target)
  }
  return path
}

/** As Linux counts, before it calls them a circle. */
const MAX_LINKS = 40

/** The name of the file beside it means nothing to anybody. */
function renamed(error: unknown, aside: string, path: string): unknown {
  if (error instanceof Error) error.message = error.message.replaceAll(aside, path)
  return error
}
