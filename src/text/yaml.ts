import {
  type Alias,
  type Document,
  type DocumentOptions,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParseOptions,
  Parser,
  parseAllDocuments,
  parseDocument,
  type SchemaOptions,
  YAMLParseError,
} from 'yaml'

export type YamlOptions = ParseOptions & DocumentOptions & SchemaOptions

/** Deeper than any settings, profile or chat; more would overflow the stack of the reader. */
const MAX_DEPTH = 100
/** Each alias is looked up among all the others. */
const MAX_ALIASES = 1000

/**
 * Reads YAML or JSON in time that grows only with its length. Besides invalid YAML, these are errors of the
 * document: a repeated key, nesting deeper than 100 levels, and aliases (`*name`) that have no target, contain
 * themselves or repeat a part too often. The first error in the text comes first; without errors, `toJS` makes a
 * value of the document.
 */
export function parseYaml(text: string, options: YamlOptions = {}): Document.Parsed {
  const {lineCounter = new LineCounter()} = options
  return checked(
    withoutOverflow(text, lineCounter, () => parseDocument(text, {...options, ...own, lineCounter})),
    lineCounter,
  )
}

/** The same for a text of several documents with `---` between them; an empty text has none. */
export function parseYamlDocuments(text: string, options: YamlOptions = {}): readonly Document.Parsed[] {
  const {lineCounter = new LineCounter()} = options
  const found = withoutOverflow(text, lineCounter, () =>
    parseAllDocuments(text, {...options, ...own, lineCounter}),
  )
  const documents = Array.isArray(found) ? found : 'empty' in found ? [] : [found]
  return documents.map(document => checked(document as Document.Parsed, lineCounter))
}

/** The library would compare each key with all keys before it. */
const own = {uniqueKeys: false} as const

interface YamlFault {
  readonly code: 'DUPLICATE_KEY' | 'BAD_ALIAS' | 'IMPOSSIBLE'
  readonly message: string
}

const tooDeep: YamlFault = {code: 'IMPOSSIBLE', message: `it is nested deeper than ${MAX_DEPTH} levels`}
const twice: YamlFault = {code: 'DUPLICATE_KEY', message: 'Map keys must be unique'}
const circle: YamlFault = {code: 'BAD_ALIAS', message: 'an alias (*name) stands for what it is a part of'}
const tooMany: YamlFault = {code: 'BAD_ALIAS', message: `it has more than ${MAX_ALIASES} aliases`}

/** Thousands of levels overflow the stack of the library: then there is one empty document, with that error. */
function withoutOverflow<Parsed>(
  text: string,
  lines: LineCounter,
  parse: () => Parsed,
): Parsed | Document.Parsed {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const document = parseDocument('') as Document.Parsed
    document.errors.push(errorAt(startOfDepth(text, lines), tooDeep))
    return document
  }
}

const errorAt = (offset: number, {code, message}: YamlFault): YAMLParseError =>
  new YAMLParseError([offset, offset + 1], code, message)

/** Adds the errors that the library does not find. */
function checked(document: Document.Parsed, lines: LineCounter): Document.Parsed {
  const {errors} = document
  errors.push(...ownErrors(document, errors.length === 0))
  errors.sort((one, other) => one.pos[0] - other.pos[0])
  for (const error of errors) error.linePos ??= [lines.linePos(error.pos[0])]
  return document
}

/** The first error of each kind. */
function ownErrors(document: Document.Parsed, isWhole: boolean): readonly YAMLParseError[] {
  const found = new Map<YamlFault, number>()
  const aliases: Alias[] = []
  const anchors = new Map<string, (readonly [start: number, end: number])[]>()
  const note = (fault: YamlFault, node: unknown) => {
    found.set(fault, Math.min(offsetOf(node), found.get(fault) ?? Number.POSITIVE_INFINITY))
  }
  const waiting: (readonly [node: unknown, depth: number])[] = [[document.contents, 0]]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [node, depth] = next
    if (isAlias(node)) aliases.push(node)
    if (!isMap(node) && !isSeq(node)) continue
    if (node.anchor !== undefined && node.range) {
      const [start, , end] = node.range
      const ranges = anchors.get(node.anchor) ?? []
      ranges.push([start, end])
      anchors.set(node.anchor, ranges)
    }
    if (depth === MAX_DEPTH) note(tooDeep, node)
    else for (const child of childrenOf(node)) waiting.push([child, depth + 1])
    const repeated = isMap(node) ? repeatedKey(node.items) : undefined
    if (repeated !== undefined) note(twice, repeated)
  }
  const errors = [...found].map(([fault, offset]) => errorAt(offset, fault))
  if (aliases.length === 0 || errors.length > 0 || !isWhole) return errors
  const offsets = aliases.map(offsetOf)
  const first = offsets.reduce((least, offset) => Math.min(least, offset))
  if (aliases.length > MAX_ALIASES) return [errorAt(first, tooMany)]
  // An alias to something that contains it.
  const inItself = aliases.find(alias => {
    const at = offsetOf(alias)
    return anchors.get(alias.source)?.some(([start, end]) => start < at && at < end)
  })
  if (inItself !== undefined) return [errorAt(offsetOf(inItself), circle)]
  const fault = aliasFault(document)
  return fault === undefined ? [] : [errorAt(first, fault)]
}

function childrenOf({items}: {readonly items: readonly unknown[]}): readonly unknown[] {
  return items.flatMap(item => {
    const pair = item as {readonly key?: unknown; readonly value?: unknown}
    return typeof item === 'object' && item !== null && 'key' in item ? [pair.key, pair.value] : [item]
  })
}

function repeatedKey(items: readonly {readonly key: unknown}[]): unknown {
  const keys = new Set<unknown>()
  for (const {key} of items) {
    const value = isScalar(key) ? key.value : key
    if (keys.has(value)) return key
    keys.add(value)
  }
  return undefined
}

const offsetOf = (node: unknown): number => startOf(node) ?? 0

/** The library's error for aliases when it makes a value of a document. */
function aliasFault(document: Document.Parsed): YamlFault | undefined {
  try {
    document.toJS()
    return undefined
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error
    const isBomb = error.message.startsWith('Excessive')
    const message = isBomb ? 'it repeats a part too often by aliases (*name)' : error.message
    return {code: 'BAD_ALIAS', message}
  }
}

/** The offset of something in a text: its key, its item, or what surrounds it when it does not exist. */
export type OffsetOf = (segments: readonly (string | number)[]) => number | undefined

/** Finds places, each in time that grows only with its depth. */
export function offsetsIn(document: Document.Parsed): OffsetOf {
  const indexes = new Map<unknown, ReadonlyMap<unknown, MapItem>>()
  const indexOf = (map: {readonly items: readonly MapItem[]}) => {
    const index =
      indexes.get(map) ??
      new Map(map.items.flatMap(item => (isScalar(item.key) ? [[item.key.value, item] as const] : [])))
    indexes.set(map, index)
    return index
  }
  return segments => {
    let node: unknown = document.contents
    let offset = document.contents?.range[0]
    for (const segment of segments) {
      const pair = isMap(node) ? indexOf(node).get(segment) : undefined
      if (pair !== undefined) {
        offset = startOf(pair.key) ?? offset
        node = pair.value
      } else if (isSeq(node) && typeof segment === 'number') {
        const item: unknown = node.items[segment]
        offset = startOf(item) ?? offset
        node = item
      } else break
    }
    return offset
  }
}

type MapItem = {readonly key: unknown; readonly value: unknown}

const startOf = (node: unknown): number | undefined =>
  (node as {readonly range?: readonly number[] | null} | null | undefined)?.range?.[0]

/** Where the text is nested too deeply, according to its tokens. */
function startOfDepth(text: string, lines: LineCounter): number {
  lines.lineStarts.length = 0
  const waiting: (readonly [token: unknown, depth: number])[] = []
  for (const token of new Parser(lines.addNewLine).parse(text)) waiting.push([token, 0])
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [token, depth] = next
    if (typeof token !== 'object' || token === null) continue
    const {items, value, key, offset} = token as Readonly<Record<string, unknown>>
    if (depth > 2 * MAX_DEPTH && typeof offset === 'number') return offset
    const inner = Array.isArray(items) ? items : []
    for (const child of [...inner, value, key]) waiting.push([child, depth + 1])
  }
  return 0
}
