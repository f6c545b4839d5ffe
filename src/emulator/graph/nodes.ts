import type {Page} from '../../platform/route.ts'
import {noSuchField, PlatformError} from '../errors.ts'
import type {Call, World} from '../world.ts'
import {parseFields, type Selection, toText} from './fields.ts'

/** A kind of node: its fields, and those shown by default. */
export interface NodeType<Item> {
  /** Its name in error messages: `Page`. */
  readonly name: string
  readonly id: (item: Item) => string
  /** Shown without `fields`; `id` always is. */
  readonly defaults: readonly string[]
  /** A field that returns undefined is omitted, as on the platform. */
  readonly fields: Readonly<Record<string, (item: Item, world: World, call: Call) => unknown>>
  readonly edges?: Readonly<Record<string, Edge<Item>>>
}

/** Nodes below a node, selectable with their own fields. */
export type Edge<Item> = (item: Item, world: World, call: Call, selection: Selection) => unknown

const DEFAULT_LIMIT = 25

/** One node with the requested fields. */
export function answerNode<Item>(type: NodeType<Item>, item: Item, world: World, call: Call): unknown {
  return render(type, item, selectionOf(type, call), world, call)
}

/** The place of the node with an id in a list; -1 when that node is gone. */
type PlaceOf = (id: string) => number

interface ListOptions {
  readonly maxLimit?: number
  /** Default: each is looked at. */
  readonly placeOf?: PlaceOf | undefined
}

/**
 * One page of a list of nodes: `limit`, `after`, `before` and `fields` of the call decide which part of it.
 * Source: https://developers.facebook.com/docs/graph-api/results
 */
export function answerList<Item>(
  type: NodeType<Item>,
  items: readonly Item[],
  world: World,
  call: Call,
  {maxLimit = 100, placeOf = placeIn(type, items)}: ListOptions = {},
): Page<unknown> {
  const limit = readLimit(call.params['limit'], maxLimit)
  const start = startOf(placeOf, call.params, limit)
  const part = items.slice(start, start + limit)
  const selection = selectionOf(type, call)
  const data = part.map(item => render(type, item, selection, world, call))
  return {data, ...pagingOf(type, items, start, part, call)}
}

/** The items of an edge inside a node, with the selection's limit and fields; its paging links are below the node. */
export function answerEdge<Item>(
  type: NodeType<Item>,
  items: readonly Item[],
  world: World,
  call: Call,
  {
    parentId,
    selection,
    placeOf = placeIn(type, items),
  }: {parentId: string; selection: Selection; placeOf?: PlaceOf | undefined},
): Page<unknown> {
  const {name, limit = DEFAULT_LIMIT, after, modifiers, nested} = selection
  const from = after === undefined ? 0 : indexAfter(placeOf, after)
  const part = items.slice(from, from + limit)
  const data = part.map(item =>
    render(type, item, nested.length > 0 ? nested : defaultsOf(type), world, call),
  )
  const params = {...modifiers, limit, ...(nested.length > 0 ? {fields: nested.map(toText).join(',')} : {})}
  return {data, ...pagingOf(type, items, from, part, {...call, route: `GET /${parentId}/${name}`, params})}
}

function render<Item>(
  type: NodeType<Item>,
  item: Item,
  selection: readonly Selection[],
  world: World,
  call: Call,
): Record<string, unknown> {
  const answer: Record<string, unknown> = {}
  for (const field of selection) {
    if (field.name === 'id') continue
    const edge = own(type.edges ?? {}, field.name)
    const read = own(type.fields, field.name)
    if (edge === undefined && read === undefined) throw noSuchField(type.name, field.name)
    const value = edge === undefined ? read?.(item, world, call) : edge(item, world, call, field)
    if (value !== undefined) answer[field.alias ?? field.name] = value
  }
  answer['id'] = type.id(item)
  return answer
}

/** Looks up a name from outside in a table; undefined for `constructor`. */
const own = <Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined

function selectionOf<Item>(type: NodeType<Item>, call: Call): readonly Selection[] {
  const asked = call.params['fields']
  if (asked === undefined || asked === '') return defaultsOf(type)
  return parseFields(asked)
}

function defaultsOf<Item>(type: NodeType<Item>): readonly Selection[] {
  return type.defaults.map(field => ({name: field, nested: []}))
}

function readLimit(value: unknown, max: number): number {
  if (value === undefined) return DEFAULT_LIMIT
  const limit = Number(value)
  if (!Number.isInteger(limit) || limit < 0)
    throw new PlatformError(100, '(#100) param limit must be a non-negative integer')
  return Math.min(limit, max)
}

function startOf(placeOf: PlaceOf, params: Call['params'], limit: number): number {
  const {after, before} = params
  if (typeof after === 'string' && after !== '') return indexAfter(placeOf, after)
  if (typeof before === 'string' && before !== '') return Math.max(0, indexAfter(placeOf, before) - 1 - limit)
  return 0
}

function pagingOf<Item>(
  type: NodeType<Item>,
  items: readonly Item[],
  start: number,
  part: readonly Item[],
  call: Call,
): Pick<Page<unknown>, 'paging'> {
  const first = part[0]
  const last = part.at(-1)
  if (first === undefined || last === undefined) return {}
  const cursors = {before: toCursor(type.id(first)), after: toCursor(type.id(last))}
  const hasNext = start + part.length < items.length
  return {
    paging: {
      cursors,
      ...(hasNext ? {next: linkTo(call, {after: cursors.after})} : {}),
      ...(start > 0 ? {previous: linkTo(call, {before: cursors.before})} : {}),
    },
  }
}

/** The platform puts the caller's token into these links; a client has to remove it. */
export function linkTo(call: Call, cursor: Record<string, string>): string {
  const path =
    call.route
      .split(' ')[1]
      ?.replaceAll(/\{(\w+)\}/g, (_, placeholder: string) => call.ids[placeholder] ?? '') ?? ''
  const {after: _after, before: _before, ...kept} = call.params
  const query = new URLSearchParams({access_token: call.token.text})
  for (const [key, value] of Object.entries({...kept, ...cursor})) {
    query.set(key, typeof value === 'object' ? JSON.stringify(value) : String(value))
  }
  return `${call.origin}/${call.version}${path}?${query}`
}

/** The position after the node a cursor points to; the start when that node is gone. */
const indexAfter = (placeOf: PlaceOf, cursor: string): number =>
  placeOf(Buffer.from(cursor, 'base64url').toString()) + 1

const placeIn =
  <Item>(type: NodeType<Item>, items: readonly Item[]): PlaceOf =>
  id =>
    items.findIndex(item => type.id(item) === id)

function toCursor(id: string): string {
  return Buffer.from(id).toString('base64url')
}
