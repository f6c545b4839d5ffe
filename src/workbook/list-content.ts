import {UsageError} from '../errors.ts'
import {binaryFormatOf, SIGNATURE_BYTES} from '../text/formats.ts'
import type {ArchiveBytes} from './archive.ts'
import type {Sheet} from './open-workbook.ts'

/** What a file that lists people has: lines of text, or a sheet of a workbook. */
export type ListContent = {readonly lines: AsyncIterable<string>} | {readonly sheet: Sheet}

/** Where a list is read from. */
export interface ListSource {
  /** For errors: `people.xlsx`, `Standard input`. */
  readonly name: string
  /** Of a file that can be read from anywhere; undefined for a pipe. */
  readonly path?: string | undefined
  /** The sheet by its name, or the number of its tab. */
  readonly sheet?: string | undefined
  /** All bytes, once. */
  readonly chunks: AsyncIterable<Buffer>
  /** Decodes text. */
  readonly linesOf: (chunks: AsyncIterable<Buffer>) => AsyncIterable<string>
  /** Reads what must be in memory as a whole. */
  readonly gather: (chunks: AsyncIterable<Buffer>) => Promise<Buffer>
}

/**
 * Opens a list by what it contains, whatever its name is.
 * @throws {UsageError} for a spreadsheet of another kind or with a password, and as `openSheet`.
 */
export async function openList(source: ListSource): Promise<ListContent> {
  const {name, path, sheet: given, linesOf, gather} = source
  const {start, all, close} = await peeked(source.chunks)
  try {
    const format = binaryFormatOf(start, path ?? name)
    const isArchive = start.toString('latin1').startsWith('PK')
    if (isArchive) {
      const bytes: ArchiveBytes = path === undefined ? {bytes: await gather(all)} : {path}
      const {openSheet} = await import('./open-workbook.ts')
      const sheet = await openSheet({name, bytes, sheet: given, isLikely: format?.table === 'workbook'})
      if (sheet !== undefined) {
        await close()
        return {sheet}
      }
      if ('bytes' in bytes && format?.table === undefined) return {lines: linesOf(once(bytes.bytes))}
    }
    if (format?.table !== undefined) {
      if (!isArchive && (await hasPassword(all))) throw encrypted(name)
      throw new UsageError(`${name} is ${format.what}, which msgr does not read`, {
        hint: 'Save it as a workbook of Excel (.xlsx), or export it as CSV UTF-8',
      })
    }
    if (given !== undefined && format === undefined)
      throw new UsageError(`${name} is not a workbook, so it has no sheet ${given}`)
    return {lines: linesOf(all)}
  } catch (error) {
    await close()
    throw error
  }
}

/** The name of the stream that has the workbook, in the list of the streams. */
const encryptedStream = Buffer.from('EncryptedPackage', 'utf16le')

const encrypted = (name: string) =>
  new UsageError(`${name} has a password`, {
    hint: 'Remove it in Excel (File > Info > Protect Workbook > Encrypt with Password), and save the workbook',
  })

async function hasPassword(chunks: AsyncIterable<Buffer>): Promise<boolean> {
  let tail = Buffer.alloc(0)
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([tail, chunk])
    if (bytes.includes(encryptedStream)) return true
    tail = Buffer.from(bytes.subarray(-encryptedStream.length))
  }
  return false
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

interface Peeked {
  readonly start: Buffer
  /** All bytes, from the first. */
  readonly all: AsyncIterable<Buffer>
  /** Reads no further. */
  readonly close: () => Promise<void>
}

async function peeked(chunks: AsyncIterable<Buffer>): Promise<Peeked> {
  const iterator = chunks[Symbol.asyncIterator]()
  let start = Buffer.alloc(0)
  for (let isEnd = false; start.length < SIGNATURE_BYTES && !isEnd; ) {
    const next = await iterator.next()
    isEnd = next.done === true
    if (next.done !== true) start = Buffer.concat([start, next.value])
  }
  const close = async () => {
    await iterator.return?.()
  }
  async function* all(): AsyncGenerator<Buffer> {
    try {
      if (start.length > 0) yield start
      for (;;) {
        const next = await iterator.next()
        if (next.done === true) return
        yield next.value
      }
    } finally {
      await close()
    }
  }
  return {start, all: all(), close}
}
