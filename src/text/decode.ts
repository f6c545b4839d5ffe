import {TextDecoder} from 'node:util'
import {atPlace, UsageError} from '../errors.ts'
import {binaryFormatOf, SIGNATURE_BYTES} from './formats.ts'
import {columnAfter, lineAfter} from './line-ends.ts'

/** The source of a text: its name for messages, and its encoding. */
export interface TextSource {
  /** The name that a person gave; undefined is standard input. */
  readonly file: string | undefined
  /** The encoding of a file without a byte order mark; default UTF-8. */
  readonly encoding?: string | undefined
  /** Settings and secrets are UTF-8 whatever `--encoding` says. */
  readonly isSettings?: boolean
}

/** The bytes are not text in the expected encoding. */
class UndecodableError extends Error {
  override readonly name = 'UndecodableError'
  /** The readable part before the fault, in the bytes of the last call. */
  readonly before: string
  readonly reason: string
  readonly suggestedEncoding: string

  constructor(before: string, reason: string, suggestedEncoding: string) {
    super(reason)
    this.before = before
    this.reason = reason
    this.suggestedEncoding = suggestedEncoding
  }
}

const marks: readonly (readonly [mark: Buffer, encoding: string])[] = [
  [Buffer.of(0xef, 0xbb, 0xbf), 'utf-8'],
  [Buffer.of(0xff, 0xfe), 'utf-16le'],
  [Buffer.of(0xfe, 0xff), 'utf-16be'],
]

/**
 * Decodes the bytes of a file or of standard input: UTF-8, UTF-16 with a byte order mark, or the named encoding,
 * which a byte order mark overrides. Takes them in chunks and never replaces what it cannot read.
 */
export class StrictDecoder {
  readonly #source: TextSource
  #decoder: TextDecoder | undefined
  /** The bytes before there were enough to know the encoding. */
  #start: Buffer = Buffer.alloc(0)
  /** The end of what was decoded: a character may continue in the next chunk. */
  #tail: Buffer = Buffer.alloc(0)
  #count = 0

  constructor(source: TextSource) {
    this.#source = source
  }

  /** @throws {UsageError} for what is not text, {UndecodableError} for bytes that are not in the encoding. */
  write(bytes: Uint8Array): string {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    if (this.#decoder !== undefined) return this.#decode(this.#decoder, chunk, true)
    this.#start = this.#start.length === 0 ? chunk : Buffer.concat([this.#start, chunk])
    return this.#start.length < SIGNATURE_BYTES ? '' : this.#begin(true)
  }

  /** Decodes the rest after the last chunk. @throws as `write`. */
  end(): string {
    return this.#decoder === undefined
      ? this.#begin(false)
      : this.#decode(this.#decoder, Buffer.alloc(0), false)
  }

  #begin(stream: boolean): string {
    const start = this.#start
    this.#start = Buffer.alloc(0)
    const {file, encoding = 'utf-8'} = this.#source
    const format = binaryFormatOf(start, file ?? '')
    if (format !== undefined)
      throw new UsageError(`${nameOf(this.#source)} is ${format.what}, not text`, {hint: format.hint})
    const [mark, marked] = marks.find(([bytes]) => start.subarray(0, bytes.length).equals(bytes)) ?? []
    this.#decoder = new TextDecoder(marked ?? encoding, {fatal: true, ignoreBOM: true})
    const text = this.#decode(this.#decoder, start.subarray(mark?.length ?? 0), stream)
    // A file with two marks.
    return text.replace(/^\uFEFF+/, '')
  }

  #decode(decoder: TextDecoder, chunk: Buffer, stream: boolean): string {
    let text: string
    try {
      text = repaired(decoder.encoding, decoder.decode(chunk, {stream}))
    } catch {
      const pending = pendingBytes(decoder.encoding, this.#tail, this.#count)
      const readable = longestReadable(decoder.encoding, Buffer.concat([pending, chunk]))
      refuseNul(readable)
      throw new UndecodableError(readable, `this is not ${shownName(decoder.encoding)}`, 'windows-1252')
    }
    refuseNul(text)
    this.#count += chunk.length
    this.#tail = chunk.length >= 3 ? chunk.subarray(-3) : Buffer.concat([this.#tail, chunk]).subarray(-3)
    return text
  }
}

/** UTF-16 without a mark can be read as UTF-8 as long as it contains only ASCII. */
function refuseNul(text: string): void {
  const nul = text.indexOf('\0')
  if (nul === -1) return
  const reason = 'there is a NUL byte: this is UTF-16 without a byte order mark, or not text'
  throw new UndecodableError(text.slice(0, nul), reason, nul % 2 === 0 ? 'utf-16be' : 'utf-16le')
}

/** Decodes a whole file. @throws {UsageError} for what is not text, or not in the encoding, with the line. */
export function decodeText(bytes: Uint8Array, source: TextSource): string {
  const decoder = new StrictDecoder(source)
  let text = ''
  try {
    text = decoder.write(bytes)
    return text + decoder.end()
  } catch (error) {
    throw unreadableText(error, source, before => text + before)
  }
}

/** @param whole everything that was read, up to the fault in the last chunk. */
export function unreadableText(
  error: unknown,
  source: TextSource,
  whole: (before: string) => string,
  linesBefore = 0,
): unknown {
  if (!(error instanceof UndecodableError)) return error
  const {isSettings = false, file} = source
  const text = whole(error.before)
  const line = linesBefore + lineAfter(text)
  const {suggestedEncoding} = error
  const advice = isSettings
    ? {hint: 'Save it as UTF-8'}
    : ({reason: 'encodingUnknown', data: {suggestedEncoding}} as const)
  const place = {file, line}
  const message = `${error.reason}, in column ${columnAfter(text)}`
  return new UsageError(atPlace({file: nameOf(source), line}, message), {place, ...advice, cause: error})
}

const nameOf = ({file}: TextSource) => file ?? 'Standard input'

const shownName = (encoding: string) => (/^utf/.test(encoding) ? encoding.toUpperCase() : encoding)

/** The characters of Windows-1252 where ISO 8859-1 has control characters; some versions of Node.js confuse the two. */
const windows1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'

function repaired(encoding: string, text: string): string {
  if (encoding !== 'windows-1252') return text
  return text.replace(/[\x80-\x9f]/g, letter => windows1252[letter.charCodeAt(0) - 0x80] ?? letter)
}

/** The bytes of a character that started in earlier chunks. @param count number of bytes in these. */
function pendingBytes(encoding: string, tail: Buffer, count: number): Buffer {
  if (encoding.startsWith('utf-16')) return pendingUnits(encoding, tail, count)
  if (encoding !== 'utf-8') return tail.subarray(tail.length)
  for (let length = 1; length <= tail.length; length += 1) {
    const byte = tail[tail.length - length] ?? 0
    if ((byte & 0xc0) === 0x80) continue
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return tail.subarray(needed > length ? tail.length - length : tail.length)
  }
  return tail.subarray(tail.length)
}

function pendingUnits(encoding: string, tail: Buffer, count: number): Buffer {
  const odd = count % 2
  const end = tail.length - odd
  const high = end < 2 ? 0 : (tail[encoding === 'utf-16le' ? end - 1 : end - 2] ?? 0)
  const isHalf = high >= 0xd8 && high <= 0xdb
  return tail.subarray(isHalf ? end - 2 : end)
}

/** The readable part of bytes that cannot be read as a whole. */
function longestReadable(encoding: string, bytes: Buffer): string {
  let [good, bad] = [0, bytes.length]
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2)
    if (isReadable(encoding, bytes.subarray(0, middle))) good = middle
    else bad = middle
  }
  const decoder = new TextDecoder(encoding, {fatal: true, ignoreBOM: true})
  return repaired(encoding, decoder.decode(bytes.subarray(0, good), {stream: true}))
}

function isReadable(encoding: string, bytes: Buffer): boolean {
  try {
    new TextDecoder(encoding, {fatal: true, ignoreBOM: true}).decode(bytes, {stream: true})
    return true
  } catch {
    return false
  }
}
