import {isDeviceName} from '../../../system/windows-names.ts'

/** A name of this many bytes plus an extension is short enough for every file system. */
const MAX_BYTES = 200

/**
 * A file name without its extension that is safe on every system: letters, digits and -_=. in it, others as `-`, a dot
 * neither first nor last. Undefined when nothing is left of the text.
 */
export function toFileName(text: string): string | undefined {
  const name = text
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{M}\p{N}\-_=.]+/gu, '-')
    .replaceAll(/^[-.]+|(?<![-.])[-.]+$/g, '')
  if (!/[\p{L}\p{N}]/u.test(name)) return undefined
  const short = shortened(name)
  return isDeviceName(short) ? `_${short}` : short
}

function shortened(name: string): string {
  let [short, bytes] = ['', 0]
  for (const character of name) {
    bytes += Buffer.byteLength(character)
    if (bytes > MAX_BYTES) break
    short += character
  }
  return short.replace(/(?<![-.])[-.]+$/, '')
}
