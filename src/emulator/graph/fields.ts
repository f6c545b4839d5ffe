import {PlatformError} from '../errors.ts'

/** The selection of `fields`: each name with its own nested selection and modifiers. */
export interface Selection {
  readonly name: string
  readonly nested: readonly Selection[]
  readonly limit?: number
  readonly after?: string
  /** The field's name in the answer: `.as(newest)`. */
  readonly alias?: string
  /** Other modifiers, which a few edges support: `.filter(stream)`. */
  readonly modifiers?: Readonly<Record<string, string>>
}

/** Deeper than any nodes of the platform; deeper nesting would overflow the stack. */
const MAX_DEPTH = 20

const MOST_SHOWN = 1000

const name = /[A-Za-z0-9_]+/y
/** Modifiers that are accepted without effect: `picture.type(large)`. */
const modifier = /\.([a-z_]+)\(([^()]*)\)/y

/**
 * Parses `id,messages.limit(1){id,from}` into a tree, or a list of such texts.
 * @throws {PlatformError} 2500, as the platform does, when the text cannot be read.
 * Source: https://developers.facebook.com/docs/graph-api/guides/field-expansion
 */
export function parseFields(asked: unknown): readonly Selection[] {
  const source = [asked].flat().map(toSource).join(',').replaceAll(/\s/g, '')
  const {selections, end} = parseList(source, 0, MAX_DEPTH)
  if (end < source.length) throw syntaxError(source, end)
  return selections
}

/** A text that is JSON has been decoded, as every parameter is. */
const toSource = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)

/** A selection, as a client writes it. */
export function toText({name: field, limit, after, alias, modifiers, nested}: Selection): string {
  const written = Object.entries({as: alias, limit, after, ...modifiers})
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `.${key}(${value})`)
  return `${field}${written.join('')}${nested.length === 0 ? '' : `{${nested.map(toText).join(',')}}`}`
}

function parseList(source: string, start: number, levels: number): {selections: Selection[]; end: number} {
  const selections: Selection[] = []
  let at = start
  if (levels === 0) throw syntaxError(source, at)
  while (at < source.length && source[at] !== '}') {
    const {selection, end} = parseOne(source, at, levels)
    selections.push(selection)
    at = source[end] === ',' ? end + 1 : end
    if (at === end && at < source.length && source[at] !== '}') throw syntaxError(source, at)
  }
  return {selections, end: at}
}

function parseOne(source: string, start: number, levels: number): {selection: Selection; end: number} {
  name.lastIndex = start
  const found = name.exec(source)
  if (found === null) throw syntaxError(source, start)
  let end = name.lastIndex
  const modifiers: {limit?: number; after?: string; alias?: string} = {}
  const others: Record<string, string> = {}
  for (;;) {
    modifier.lastIndex = end
    const next = modifier.exec(source)
    if (next === null) break
    end = modifier.lastIndex
    const [, key = '', value = ''] = next
    if (key === 'limit') modifiers.limit = Number(value)
    else if (key === 'after') modifiers.after = value
    else if (key === 'as' && /^[a-z]\w*$/i.test(value)) modifiers.alias = value
    else others[key] = value
  }
  const also = Object.keys(others).length === 0 ? {} : {modifiers: others}
  if (source[end] !== '{') return {selection: {name: found[0], nested: [], ...modifiers, ...also}, end}
  const inner = parseList(source, end + 1, levels - 1)
  if (source[inner.end] !== '}') throw syntaxError(source, inner.end)
  return {selection: {name: found[0], nested: inner.selections, ...modifiers, ...also}, end: inner.end + 1}
}

function syntaxError(source: string, at: number): PlatformError {
  return new PlatformError(
    2500,
    `Syntax error "Expected end of string instead of "${source[at] ?? ''}"." at character ${at}: ${source.slice(0, MOST_SHOWN)}`,
  )
}
