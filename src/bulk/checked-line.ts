import {crc32} from 'node:zlib'

const checksumKey = ',"crc":"'
const previousKey = ',"prev":"'
const CHECKSUM_LENGTH = 8
const tailBytes = checksumKey.length + CHECKSUM_LENGTH + '"}'.length
const chainedBytes = previousKey.length + CHECKSUM_LENGTH + '"'.length

/** Returns a line of JSON whose last key is the CRC-32 of the JSON without that key. */
export function encodeChecked(entry: object): string {
  const body = JSON.stringify(entry)
  return `${body.slice(0, -1)}${checksumKey}${hex(crc32(body))}"}\n`
}

/** The entry of a line without its line end; undefined when the checksum does not match the content. */
export function decodeChecked(line: Buffer): unknown {
  return checksumOf(line) === undefined ? undefined : parseUntil(line, line.length - tailBytes)
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
  const chain = hex(crc32(`${body}}`))
  return {text: `${body}${checksumKey}${chain}"}\n`, chain}
}

/** A line without its line end; undefined when the checksum does not match the content, or the line is not in a chain. */
export function decodeChained(line: Buffer): ChainedLine | undefined {
  const chain = checksumOf(line)
  const end = line.length - tailBytes - chainedBytes
  if (chain === undefined || end <= 0) return undefined
  const key = line.toString('latin1', end, end + previousKey.length)
  if (key !== previousKey) return undefined
  const from = end + previousKey.length
  return {
    entry: parseUntil(line, end),
    previous: line.toString('latin1', from, from + CHECKSUM_LENGTH),
    chain,
  }
}

/** Undefined when it does not match. */
function checksumOf(line: Buffer): string | undefined {
  if (line.length <= tailBytes) return undefined
  const expected = hex(crc32('}', crc32(line.subarray(0, -tailBytes))))
  return line.toString('latin1', line.length - tailBytes) === `${checksumKey}${expected}"}`
    ? expected
    : undefined
}

function parseUntil(line: Buffer, end: number): unknown {
  return JSON.parse(`${line.toString('utf8', 0, end)}}`)
}

const hex = (checksum: number) => checksum.toString(16).padStart(CHECKSUM_LENGTH, '0')
