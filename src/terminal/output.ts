import {aligned, commaSeparated, tabSeparated} from './table.ts'
import type {Cell, Format, Style, Table, View} from './view.ts'
import {harmless, harmlessJson} from './width.ts'

/** Where results go. */
export interface Sink {
  /** Settles when the text is taken, so that a slow reader slows the writer down; undefined when it is taken at once. */
  readonly write: (text: string) => Promise<void> | undefined
  readonly isTerminal: boolean
  /** Width in columns. */
  readonly columns: number
}

export interface Presentation {
  readonly format: Format
  readonly sink: Sink
  readonly style: Style
  /** Whether this goes on a table whose header is written already. Default false. */
  readonly isGoingOn?: boolean
}

/** Writes one result: what its view shows, a CSV table, or one JSON document. */
export async function present<Result>(
  result: Result,
  view: View<Result>,
  {format, sink, style}: Presentation,
): Promise<void> {
  if (format === 'json') return sink.write(`${jsonOf(result ?? null, sink, 2)}\n`)
  const shown = view(result, style, sink.columns)
  if (format === 'csv')
    return sink.write(commaSeparated(typeof shown === 'string' ? fieldsOf(result) : shown))
  return sink.write(textOf(shown, sink, style))
}

/**
 * Writes each item of a stream as it comes: lines, CSV rows under one header, or one JSON document per line. Gives what the
 * stream returned, else its last item. Not `for await`, which drops what a stream returns.
 * @param isEnd Whether a failure is no more than the end of the stream; by default none is.
 */
export async function presentStream<Item>(
  items: AsyncIterable<Item>,
  view: View<Item>,
  presentation: Presentation,
  isEnd: (error: unknown) => boolean = () => false,
): Promise<unknown> {
  let last: Item | undefined
  let isFirst = presentation.isGoingOn !== true
  const iterator = items[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await iterator.next()
      if (next.done === true) return next.value ?? last
      last = next.value
      const taking = presentation.sink.write(itemText(last, view, presentation, isFirst))
      if (taking !== undefined) await taking
      isFirst = false
    }
  } catch (error) {
    await iterator.return?.().catch(() => undefined)
    if (!isEnd(error)) throw error
    return last
  }
}

function itemText<Item>(
  item: Item,
  view: View<Item>,
  {format, sink, style}: Presentation,
  isFirst: boolean,
): string {
  if (format === 'json') return `${jsonOf(item, sink)}\n`
  const shown = view(item, style, sink.columns)
  if (format === 'csv') return commaSeparated(typeof shown === 'string' ? fieldsOf(item) : shown, isFirst)
  return textOf(shown, sink, style)
}

/** Indented only for a person. On a terminal what could move a cursor is written as an escape, which means the same. */
function jsonOf(value: unknown, {isTerminal}: Sink, indent = 0): string {
  return isTerminal ? harmlessJson(JSON.stringify(value, null, indent)) : JSON.stringify(value)
}

function textOf(shown: string | Table, {isTerminal, columns}: Sink, style: Style): string {
  if (typeof shown !== 'string') return isTerminal ? aligned(shown, style, columns) : tabSeparated(shown)
  if (shown === '') return ''
  return `${(isTerminal ? harmless(shown) : shown).replace(/\n$/, '')}\n`
}

/** A result that has no table of its own as one row: a column for each field. */
function fieldsOf(result: unknown): Table {
  const fields =
    typeof result === 'object' && result !== null ? Object.entries(result) : [['result', result] as const]
  return {columns: fields.map(([name]) => name), rows: [fields.map(([, value]) => cellOf(value))]}
}

function cellOf(value: unknown): Cell {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as Cell)
}
