import type {Readable} from 'node:stream'
import yauzl, {type Entry, type ZipFile} from 'yauzl'

/** Where the bytes of a ZIP archive are. */
export type ArchiveBytes = {readonly path: string} | {readonly bytes: Buffer}

/** More parts than any workbook has. */
const MOST_PARTS = 20_000

/** The parts of a ZIP archive. What is unpacked is limited by whoever asks for it. */
export interface Archive {
  /** The names of the parts, such as `xl/workbook.xml`. */
  readonly names: ReadonlySet<string>
  /**
   * Unpacks one part.
   * @param mostBytes of the unpacked part; a small archive can unpack to gigabytes.
   * @throws {BrokenArchiveError} if there is no such part, it is larger, or it is damaged.
   */
  readonly open: (name: string, mostBytes: number) => AsyncGenerator<Buffer>
  readonly close: () => void
}

/** The archive cannot be read. The message ends a sentence: `it has no xl/workbook.xml`. */
export class BrokenArchiveError extends Error {
  override readonly name = 'BrokenArchiveError'
}

/** @throws {BrokenArchiveError} if it is not a ZIP archive, or is damaged. */
export async function openArchive(source: ArchiveBytes): Promise<Archive> {
  const options = {autoClose: false, lazyEntries: true}
  const zip = await explained(() =>
    'path' in source
      ? yauzl.openPromise(source.path, options)
      : yauzl.fromBufferPromise(source.bytes, options),
  )
  try {
    const entries = await explained(() => entriesOf(zip))
    return {
      names: new Set(entries.keys()),
      open: (name, mostBytes) => unpack(zip, entries.get(name), {name, mostBytes}),
      close: () => zip.close(),
    }
  } catch (error) {
    zip.close()
    throw error
  }
}

async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  for await (const entry of zip.eachEntry()) {
    if (entries.size >= MOST_PARTS) throw new BrokenArchiveError(`it has more than ${MOST_PARTS} parts`)
    entries.set(entry.fileName, entry)
  }
  return entries
}

async function* unpack(
  zip: ZipFile,
  entry: Entry | undefined,
  {name, mostBytes}: {readonly name: string; readonly mostBytes: number},
): AsyncGenerator<Buffer> {
  if (entry === undefined) throw new BrokenArchiveError(`it has no ${name}`)
  if (entry.isEncrypted()) throw new BrokenArchiveError(`its ${name} is encrypted`)
  const tooLarge = new BrokenArchiveError(`its ${name} unpacks to more than ${mostBytes / 1024 / 1024} MB`)
  if (entry.uncompressedSize > mostBytes) throw tooLarge
  const stream: Readable = await explained(() => zip.openReadStreamPromise(entry))
  try {
    // yauzl ends with an error when there are more bytes than the archive says, or fewer.
    for await (const chunk of stream) yield chunk as Buffer
  } catch (error) {
    throw asBroken(error)
  } finally {
    stream.destroy()
  }
}

async function explained<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read()
  } catch (error) {
    throw asBroken(error)
  }
}

function asBroken(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof BrokenArchiveError) return error
  return new BrokenArchiveError(`it is damaged or incomplete (${error.message})`, {cause: error})
}
