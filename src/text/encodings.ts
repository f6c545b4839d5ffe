import {TextDecoder} from 'node:util'

/** Whether msgr can read text in the encoding with this name. */
export function isEncoding(name: string): boolean {
  try {
    new TextDecoder(name, {fatal: true})
    return true
  } catch {
    return false
  }
}

/** Common encodings, for suggestions. */
export const commonEncodings: readonly string[] = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1250',
  'windows-1251',
  'windows-1252',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'windows-1258',
  'windows-874',
  'iso-8859-1',
  'iso-8859-2',
  'iso-8859-15',
  'latin1',
  'macintosh',
  'koi8-r',
  'shift_jis',
  'euc-jp',
  'euc-kr',
  'gbk',
  'gb18030',
  'big5',
]
