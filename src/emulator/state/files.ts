import {randomBytes} from 'node:crypto'
import {readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {makeFolder} from '../../system/folder.ts'
import {replaceFile} from '../../system/replace-file.ts'

export interface KeptFile {
  readonly bytes: Buffer
  readonly contentType: string
}

/** Files that people attached to messages. */
export interface FileStore {
  /** Returns the path on the emulator where the file is shown. */
  readonly keep: (file: KeptFile, name: string) => Promise<string>
  readonly put: (id: string, file: KeptFile) => Promise<void>
  readonly ids: () => Promise<readonly string[]>
  readonly read: (id: string) => Promise<KeptFile | undefined>
  readonly clear: () => Promise<void>
  /** Puts others in the place of all, which stay until the others are there. */
  readonly replace: (files: ReadonlyMap<string, KeptFile>) => Promise<void>
}

/** Whether a text can be the type of a file, and stand in a header: `image/png`. */
export const isContentType = (text: string): boolean =>
  text.length <= 100 && /^[\w.+-]+\/[\w.+-]+(?: *;[ -~]*)?$/.test(text)

/** In memory the oldest make room for new ones. */
const MOST_BYTES_IN_MEMORY = 64 * 1024 * 1024

/** Keeps files beside the state, or without a folder in memory. */
export function createFileStore(folder: string | undefined): FileStore {
  const shelf = folder === undefined ? inMemory() : inFolder(folder)
  return {
    ...shelf,
    keep: async (file, name) => {
      const id = randomBytes(12).toString('hex')
      await shelf.put(id, file)
      return `/_msgr/files/${id}/${encodeURIComponent(name)}`
    },
  }
}

type Shelf = Omit<FileStore, 'keep'>

function inMemory(): Shelf {
  const files = new Map<string, KeptFile>()
  let bytes = 0
  const put = (id: string, file: KeptFile) => {
    bytes += file.bytes.length - (files.get(id)?.bytes.length ?? 0)
    files.delete(id)
    files.set(id, file)
    for (const [oldest, {bytes: old}] of files) {
      if (bytes <= MOST_BYTES_IN_MEMORY || oldest === id) break
      files.delete(oldest)
      bytes -= old.length
    }
  }
  return {
    put: async (id, file) => put(id, file),
    replace: async others => {
      files.clear()
      bytes = 0
      for (const [id, file] of others) put(id, file)
    },
    ids: async () => [...files.keys()],
    read: async id => files.get(id),
    clear: async () => {
      files.clear()
      bytes = 0
    },
  }
}

/** The name of a file holds its type: `ID.image%2Fpng`. */
function inFolder(folder: string): Shelf {
  const putInto = async (place: string, id: string, {bytes, contentType}: KeptFile) => {
    await makeFolder(place, {mode: 0o700})
    await writeFile(join(place, `${id}.${encodeURIComponent(contentType)}`), bytes, {mode: 0o600})
  }
  return {
    put: (id, file) => putInto(folder, id, file),
    replace: async files => {
      const aside = `${folder}.new`
      try {
        await rm(aside, {recursive: true, force: true})
        await makeFolder(aside, {mode: 0o700})
        for (const [id, file] of files) await putInto(aside, id, file)
        await rm(folder, {recursive: true, force: true})
        await replaceFile(aside, folder)
      } catch (error) {
        await rm(aside, {recursive: true, force: true}).catch(() => {})
        throw error
      }
    },
    ids: async () => (await readdir(folder).catch(() => [])).map(name => name.split('.')[0] ?? ''),
    read: async id => {
      const names = await readdir(folder).catch(() => [])
      const found = names.find(name => name.startsWith(`${id}.`))
      if (found === undefined) return undefined
      const contentType = decodeURIComponent(found.slice(id.length + 1))
      return {bytes: await readFile(join(folder, found)), contentType}
    },
    clear: () => rm(folder, {recursive: true, force: true}),
  }
}
