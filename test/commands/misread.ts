/** A pseudo-random number in [0, 1): the same for the same seed. */
function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export class Chance {
  readonly #random: () => number

  constructor(seed: number) {
    this.#random = seeded(seed)
  }

  /** Up to, and without, so many. */
  below = (count: number): number => Math.floor(this.#random() * count)
  isTrue = (share = 0.5): boolean => this.#random() < share
  oneOf = <Item>(items: readonly Item[]): Item => items[this.below(items.length)] as Item
  shuffled = <Item>(items: readonly Item[]): Item[] =>
    items
      .map(item => [this.#random(), item] as const)
      .sort(([one], [other]) => one - other)
      .map(([, item]) => item)
}

/** A person of a list, as whoever wrote the list means it. */
export interface Meant {
  readonly psid: string
  readonly name: string
}

/** A file, how it is read, and whether it has to be: undefined when it is empty about what it is. */
export interface Written {
  readonly bytes: Buffer
  readonly flags: readonly string[]
  readonly mustRead: boolean
  readonly about: string
}

type Encoding = 'utf-8' | 'utf-8 bom' | 'utf-16le bom' | 'utf-16be bom' | 'utf-16le' | 'windows-1252'
const encodings: readonly Encoding[] = [
  'utf-8',
  'utf-8 bom',
  'utf-16le bom',
  'utf-16be bom',
  'utf-16le',
  'windows-1252',
]

/** Bytes of a text, with the flags that some of them are to be read with; without these they must not be. */
function encode(text: string, chance: Chance): Written {
  const encoding = chance.oneOf(encodings)
  const isNamed = chance.isTrue()
  const named = {'utf-16le': ['--encoding', 'utf-16le'], 'windows-1252': ['--encoding', 'windows-1252']}
  const flags = isNamed && encoding in named ? named[encoding as keyof typeof named] : []
  const mustRead =
    flags.length > 0 ||
    /bom|utf-8/.test(encoding) ||
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII
    (encoding === 'windows-1252' && /^[\x01-\x7f]*$/.test(text))
  return {bytes: bytesIn(encoding, text), flags, mustRead, about: `${encoding} ${flags.join(' ')}`}
}

function bytesIn(encoding: Encoding, text: string): Buffer {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text)
    case 'utf-8 bom':
      return Buffer.from(`\ufeff${text}`)
    case 'utf-16le':
      return Buffer.from(text, 'utf16le')
    case 'utf-16le bom':
      return Buffer.from(`\ufeff${text}`, 'utf16le')
    case 'utf-16be bom':
      return Buffer.from(`\ufeff${text}`, 'utf16le').swap16()
    case 'windows-1252':
      return Buffer.from(text.replaceAll('€', '\x80').replaceAll('–', '\x96'), 'latin1')
  }
}

const letters = [...'abcXYZ  ,;|\'".:-_ëéüßñÀ€–']

function name(chance: Chance): string {
  const inner = Array.from({length: chance.below(12)}, () => chance.oneOf(letters)).join('')
  return chance.isTrue(0.2) ? '' : `${chance.oneOf([...'ABCÉö'])}${inner}z`
}

/** People with names of all kinds. */
export function people(psids: readonly string[], chance: Chance): readonly Meant[] {
  return chance
    .shuffled(psids)
    .slice(0, 1 + chance.below(5))
    .map(psid => ({psid, name: name(chance)}))
}

/** A list of them in one of the forms that the world writes lists in. */
export function writeList(rows: readonly Meant[], chance: Chance): Written {
  const form = chance.oneOf(['csv', 'csv', 'csv', 'ndjson'])
  const eol = chance.oneOf(['\n', '\r\n', '\r'])
  const text = form === 'csv' ? csv(rows, eol, chance) : ndjson(rows, eol, chance)
  const written = encode(text, chance)
  return {...written, about: `${written.about} ${JSON.stringify(text)}`}
}

const idNames = [
  'psid',
  'PSID',
  'facebook_psid',
  'URN:Facebook',
  'Recipient ID',
  'recipient.id',
  'page-scoped id',
]

function csv(rows: readonly Meant[], eol: string, chance: Chance): string {
  const isNamed = chance.isTrue(0.3)
  const separator = chance.oneOf(isNamed ? [',', ';', '\t', '|', '^', ':'] : [',', ';', '\t', '|'])
  const quotesAll = chance.isTrue(0.3)
  const cell = (text: string) => {
    const needs = text.includes(separator) || /["\r\n]/.test(text)
    return quotesAll || needs || chance.isTrue(0.1) ? `"${text.replaceAll('"', '""')}"` : padded(text, chance)
  }
  const columns = chance.shuffled([
    {head: chance.oneOf(idNames), of: ({psid}: Meant) => psid},
    {head: chance.oneOf(['first_name', 'First Name', 'FIRST-NAME']), of: (row: Meant) => row.name},
    ...(chance.isTrue() ? [{head: 'id', of: (row: Meant) => String(rows.indexOf(row) + 1)}] : []),
    ...(chance.isTrue() ? [{head: 'note, or; what|not', of: () => `a${eol}b`}] : []),
  ])
  const lines = [
    columns.map(({head}) => cell(head)).join(separator),
    ...rows.map(row => columns.map(({of}) => cell(of(row))).join(separator)),
  ]
  const named = isNamed ? [`sep=${separator}`] : []
  return [...named, ...lines].join(eol) + (chance.isTrue() ? eol : '')
}

const padded = (text: string, chance: Chance) => (chance.isTrue(0.1) ? ` ${text}  ` : text)

function ndjson(rows: readonly Meant[], eol: string, chance: Chance): string {
  const id = chance.oneOf(['psid', 'recipient', 'facebook_psid'])
  const lines = rows.map(({psid, name: first_name}) => {
    const entries = [
      [id, id === 'recipient' ? {id: psid} : psid],
      ['first_name', first_name],
      ['id', 7],
    ] as const
    return JSON.stringify(Object.fromEntries(chance.shuffled(entries)))
  })
  return lines.join(eol) + (chance.isTrue() ? eol : '')
}

/** Bytes that are nothing that anybody meant: noise, or a good file that was damaged. */
export function damaged(good: string, chance: Chance): {readonly bytes: Buffer; readonly about: string} {
  const bytes = Buffer.from(good)
  const noise = () => Buffer.from(Array.from({length: 1 + chance.below(300)}, () => chance.below(256)))
  switch (chance.below(6)) {
    case 0:
      return {bytes: noise(), about: 'noise'}
    case 1:
      bytes[chance.below(bytes.length)] = 0x80 + chance.below(0x40)
      return {bytes, about: 'a byte replaced'}
    case 2:
      return {bytes: Buffer.concat([bytes, noise()]), about: 'noise behind it'}
    case 3:
      return {bytes: Buffer.concat([Buffer.from('PK\x03\x04'), noise(), bytes]), about: 'an archive'}
    case 4:
      return {bytes: Buffer.from(good, 'utf16le'), about: 'UTF-16 without a mark'}
    default:
      return {bytes: Buffer.concat([Buffer.of(0xff, 0xfe), bytes, Buffer.of(0x41)]), about: 'a wrong mark'}
  }
}

/** Whether bytes can be meant as text at all, judged without what msgr reads them with. */
export function isText(bytes: Buffer): boolean {
  if (['PK\x03\x04', '\x1f\x8b', '%PDF'].some(start => bytes.toString('latin1').startsWith(start)))
    return false
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return isUtf16(bytes.subarray(2))
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return bytes.length % 2 === 0 && isUtf16(Buffer.from(bytes.subarray(2)).swap16())
  return Buffer.from(bytes.toString('utf8')).equals(bytes) && !bytes.includes(0)
}

function isUtf16(bytes: Buffer): boolean {
  const text = bytes.toString('utf16le')
  return bytes.length % 2 === 0 && !/\p{Surrogate}/u.test(text) && !text.includes('\0')
}
