import {PlatformError} from '../errors.ts'
import type {UploadedFile} from '../world.ts'

/** A form as received: its texts, and the sizes of its files. File contents are not kept. */
export interface Form {
  readonly texts: readonly (readonly [name: string, text: string])[]
  readonly files: readonly UploadedFile[]
}

interface Part {
  readonly name: string
  /** Undefined for a text. */
  readonly filename: string | undefined
  readonly contentType: string
  readonly chunks: Buffer[]
  bytes: number
}

/** The size limit of a text parameter. */
const MAX_TEXT_BYTES = 1024 * 1024
const MAX_HEAD_BYTES = 16 * 1024

/**
 * Reads a multipart body while it arrives.
 * @throws {PlatformError} 100 when it cannot be read.
 */
export async function readMultipart(body: AsyncIterable<Buffer>, boundary: string): Promise<Form> {
  const reader = new FormReader(boundary)
  for await (const chunk of body) reader.add(chunk)
  return toForm(reader.end())
}

class FormReader {
  readonly #delimiter: Buffer
  readonly #parts: Part[] = []
  /** Bytes received but not parsed yet. The first delimiter has no line before it. */
  #rest: Buffer = Buffer.from('\r\n')
  #part: Part | undefined
  #isInHead = false

  constructor(boundary: string) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`)
  }

  add(chunk: Buffer): void {
    if (this.#passMiddleOfFile(chunk)) return
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    while (this.#isInHead ? this.#readHead() : this.#readContent());
  }

  /** @throws {PlatformError} when the form is incomplete. */
  end(): readonly Part[] {
    if (!this.#isInHead || !isClosing(this.#rest)) throw unreadable()
    return this.#parts
  }

  /** Counts a chunk that belongs entirely to a file without copying it, as there are many. */
  #passMiddleOfFile(chunk: Buffer): boolean {
    const [part, size] = [this.#part, this.#delimiter.length]
    if (this.#isInHead || part?.filename === undefined || chunk.length < size) return false
    const seam = Buffer.concat([this.#rest, chunk.subarray(0, size)])
    if (seam.includes(this.#delimiter) || chunk.includes(this.#delimiter)) return false
    part.bytes += this.#rest.length + chunk.length - size
    this.#rest = Buffer.from(chunk.subarray(chunk.length - size))
    return true
  }

  /** Returns whether the whole head has arrived. */
  #readHead(): boolean {
    if (isClosing(this.#rest)) return false
    const end = this.#rest.indexOf('\r\n\r\n')
    if (end < 0 && this.#rest.length > MAX_HEAD_BYTES) throw unreadable()
    if (end < 0) return false
    this.#part = parseHead(this.#rest.subarray(0, end).toString())
    this.#parts.push(this.#part)
    this.#rest = this.#rest.subarray(end + 4)
    this.#isInHead = false
    return true
  }

  /** Returns whether the end of the part has arrived. A possible start of a delimiter is left for later. */
  #readContent(): boolean {
    const end = this.#rest.indexOf(this.#delimiter)
    const isEnd = end >= 0
    const length = isEnd ? end : Math.max(0, this.#rest.length - this.#delimiter.length)
    take(this.#part, this.#rest.subarray(0, length))
    this.#rest = this.#rest.subarray(isEnd ? end + this.#delimiter.length : length)
    this.#isInHead = isEnd
    return isEnd
  }
}

const isClosing = (rest: Buffer): boolean => rest.subarray(0, 2).toString() === '--'

/** Handles bytes of a part: keeps those of a text, counts those of a file, ignores any before the first part. */
function take(part: Part | undefined, bytes: Buffer): void {
  if (part === undefined) return
  part.bytes += bytes.length
  if (part.filename !== undefined) return
  if (part.bytes > MAX_TEXT_BYTES) throw unreadable()
  part.chunks.push(Buffer.from(bytes))
}

function parseHead(head: string): Part {
  const headers = new Map(
    head.split('\r\n').flatMap(line => {
      const colon = line.indexOf(':')
      return colon < 0 ? [] : [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]]
    }) as [string, string][],
  )
  const disposition = headers.get('content-disposition') ?? ''
  const name = attribute(disposition, 'name')
  if (name === undefined) throw unreadable()
  return {
    name,
    filename: attribute(disposition, 'filename'),
    contentType: headers.get('content-type') ?? 'application/octet-stream',
    chunks: [],
    bytes: 0,
  }
}

function attribute(disposition: string, name: string): string | undefined {
  const found = new RegExp(`;\\s*${name}=(?:"([^"]*)"|([^;\\s]*))`, 'i').exec(disposition)
  return found?.[1] ?? found?.[2]
}

function toForm(parts: readonly Part[]): Form {
  return {
    texts: parts
      .filter(({filename}) => filename === undefined)
      .map(({name, chunks}) => [name, Buffer.concat(chunks).toString()] as const),
    files: parts.flatMap(({name, filename, contentType, bytes}) =>
      filename === undefined ? [] : [{part: name, filename, contentType, bytes}],
    ),
  }
}

function unreadable(): PlatformError {
  return new PlatformError(100, '(#100) The multipart body cannot be read')
}
