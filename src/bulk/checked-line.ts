import {crc32} from 'node:zlib'

const checksumKey = ',"crc":"'
const previousKey = ',"prev":"'
const CHECKSUM_LENGTH = 8
const checksumBytes = Buffer.from(checksumKey)
const previousBytes = Buffer.from(previousKey)
const closingBytes = Buffer.from('"}')
const NO_DIGIT = -1
/** -1, or the value of each byte as a hexadecimal digit in lower case. */
const digitValues = Int8Array.from({length: 256}, (_, byte) =>
  '0123456789abcdef'.indexOf(String.fromCharCode(byte)),
)
const tailBytes = checksumKey.length + CHECKSUM_LENGTH + '"}'.length
const chainedBytes = previousKey.length + CHECKSUM_LENGTH + '"'.length

/** Returns a line of JSON whose last key is the CRC-32 of the JSON without that key. */
export function encodeChecked(entry: object): string {
  const body = JSON.stringify(entry)
  return `${body.slice(0, -1)}${checksumKey}${toHex(crc32(body))}"}\n`
}

/** The entry of a line without its line end; undefined when the checksum does not match the content. */
export function decodeChecked(line: Buffer): unknown {
  return checksumOf(line) === undefined ? undefined : parseEntry(line, line.length - tailBytes)
}

/** A line of a chain: it contains the checksum of the line before it, which its own checksum covers. */
export interface ChainedLine {
  readonly entry: unknown
  /** The checksum of the line before it, or the start of the chain. */
  readonly previous: string
  /** Its own checksum. */
  readonly chain: string
}

/**
 * One line of a chain, with its line end. The checksums guard against accidents: they show lost, moved, added and
 * changed lines. They do not protect against somebody who forges a journal.
 * @param previous the checksum of the line before, 8 hexadecimal digits.
 */
export function encodeChained(
  entry: object,
  previous: string,
): {readonly text: string; readonly chain: string} {
  const body = `${JSON.stringify(entry).slice(0, -1)}${previousKey}${previous}"`
  const chain = toHex(crc32(`${body}}`))
  return {text: `${body}${checksumKey}${chain}"}\n`, chain}
}

/** A line without its line end; undefined when the checksum does not match the content, or the line is not in a chain. */
export function decodeChained(line: Buffer): ChainedLine | undefined {
  const link = linkIn(line)
  if (link === undefined) return undefined
  return {entry: parseEntry(line, link.end), previous: toHex(link.previous), chain: toHex(link.chain)}
}

/** A line of a chain whose entry is not parsed. */
export interface Link {
  /** The checksum of the line before it, or the start of the chain. */
  readonly previous: number
  /** Its own checksum. */
  readonly chain: number
  /** Where the entry ends, without its closing brace. */
  readonly end: number
}

/** Reads the checksums of a line without its line end; undefined in the cases of `decodeChained`. */
export function linkIn(line: Buffer): Link | undefined {
  const chain = checksumOf(line)
  const end = line.length - tailBytes - chainedBytes
  if (chain === undefined || end <= 0 || !isAt(line, end, previousBytes)) return undefined
  const previous = numberAt(line, end + previousBytes.length)
  return previous === undefined ? undefined : {previous, chain, end}
}

/** The entry of a line of a chain. @param end as in its `Link` */
export function parseEntry(line: Buffer, end: number): unknown {
  return JSON.parse(`${line.toString('utf8', 0, end)}}`)
}

/** Undefined when it does not match. */
function checksumOf(line: Buffer): number | undefined {
  const end = line.length - tailBytes
  if (end <= 0 || !isAt(line, end, checksumBytes) || !isAt(line, line.length - 2, closingBytes))
    return undefined
  const found = numberAt(line, end + checksumBytes.length)
  return found === crc32('}', crc32(line.subarray(0, end))) ? found : undefined
}

/** Faster than making a string of each line to compare it. */
export function isAt(line: Buffer, place: number, expected: Uint8Array): boolean {
  for (let index = 0; index < expected.length; index++) {
    if (line[place + index] !== expected[index]) return false
  }
  return true
}

/** The number that `toHex` wrote; undefined for anything else. */
function numberAt(line: Buffer, place: number): number | undefined {
  let number = 0
  for (let index = place; index < place + CHECKSUM_LENGTH; index++) {
    const digit = digitValues[line[index] ?? 0] ?? NO_DIGIT
    if (digit === NO_DIGIT) return undefined
    number = number * 16 + digit
  }
  return number
}

/** A checksum as 8 hexadecimal digits. */
export const toHex = (checksum: number): string => checksum.toString(16).padStart(CHECKSUM_LENGTH, '0')
