import {crc32} from 'node:zlib'

const checksumKey = ',"crc":"'
const tailBytes = checksumKey.length + 8 + '"}'.length

/** One line of a journal: the entry as JSON with, as its last key, the CRC-32 of the JSON without that key. */
export function encodeChecked(entry: object): string {
  const body = JSON.stringify(entry)
  return `${body.slice(0, -1)}${checksumKey}${crc32(body).toString(16).padStart(8, '0')}"}\n`
}

/** The entry of a line without its end; undefined when the checksum does not fit the content. */
export function decodeChecked(line: Buffer): unknown {
  if (line.length <= tailBytes) return undefined
  const tail = line.toString('latin1', line.length - tailBytes)
  const expected = crc32('}', crc32(line.subarray(0, -tailBytes)))
    .toString(16)
    .padStart(8, '0')
  if (tail !== `${checksumKey}${expected}"}`) return undefined
  return JSON.parse(`${line.toString('utf8', 0, line.length - tailBytes)}}`)
}
