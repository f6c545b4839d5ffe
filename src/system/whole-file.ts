import {randomBytes} from 'node:crypto'
import {open, readlink, rm, stat} from 'node:fs/promises'
import {dirname, resolve} from 'node:path'
import {makeFolder, syncFolder} from './folder.ts'
import {replaceFile} from './replace-file.ts'

export interface WholeFileOptions {
  /** Mode of a new file; an existing file keeps its own, restricted to this. Default: the system's. */
  readonly mode?: number | undefined
  /** Of the folders above it that are not there, which are made. Default: they have to be there. */
  readonly folderMode?: number | undefined
  /** Whether it has to outlive a power cut; false for what is written again anyway. Default true. */
  readonly isDurable?: boolean | undefined
  /** No two processes write it at once: what a killed one left beside it is written over. Default false. */
  readonly hasOneWriter?: boolean | undefined
}

/** A file that is being written. Until `commit`, its name has the former file or none. */
export interface WholeFile {
  /** Its final place: absolute, with every symbolic link resolved. */
  readonly path: string
  readonly write: (content: string | Uint8Array) => Promise<void>
  /** Moves it into place. Resolves when it is on disk, unless it need not be durable. */
  readonly commit: () => Promise<void>
  /** Keeps the former file. Does nothing after `commit`. */
  readonly discard: () => Promise<void>
}

/**
 * Starts a file that appears completely or not at all: it is written beside its place, synced, and renamed. A
 * symbolic link remains, and its target is replaced. A device or a pipe is written to directly.
 * @throws the error of `node:fs`, with the path of the file itself.
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
    await replaceFile(aside, path).catch(async error => {
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

/** Writes a file that appears completely or not at all. @throws as `openWhole` does. */
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

/** The target of a name, even if nothing exists there yet. */
async function behindLinks(file: string): Promise<string> {
  let path = file
  for (let links = 0; links < MAX_LINKS; links += 1) {
    const target = await readlink(path).catch(() => undefined)
    if (target === undefined) break
    path = resolve(dirname(path), target)
  }
  return path
}

/** The number of links after which Linux reports a circle. */
const MAX_LINKS = 40

/** Replaces the name of the temporary file, which means nothing to people. */
function renamed(error: unknown, aside: string, path: string): unknown {
  if (error instanceof Error) error.message = error.message.replaceAll(aside, path)
  return error
}
