import {type GatheredRows, gatherRows} from './gathered-rows.ts'
import {harmless, harmlessJson, withoutControls} from './harmless.ts'
import {aligned, commaSeparated, tabSeparated} from './table.ts'
import type {Cell, Format, Style, Table, View} from './view.ts'

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
  /** What to say to a person instead of nothing; undefined for nothing. Without it, what the table says. */
  readonly empty?: () => string | undefined
  /** Whether this goes on a table whose header is written already. Default false. */
  readonly isGoingOn?: boolean
}

/** Writes one result: what its view shows, a CSV table, or one JSON document. */
export async function present<Result>(
  result: Result,
  view: View<Result>,
  {format, sink, style, empty}: Presentation,
): Promise<void> {
  if (format === 'json') return sink.write(`${jsonOf(result ?? null, sink, 2)}\n`)
  const shown = view(result, style, sink.columns)
  if (format === 'csv') return sink.write(csvOf(typeof shown === 'string' ? fieldsOf(result) : shown, sink))
  const said = typeof shown !== 'string' && shown.rows.length === 0 ? empty?.() : undefined
  return sink.write(textOf(said !== undefined && sink.isTerminal ? said : shown, sink, style))
}

/**
 * Writes each item of a stream as it comes: lines, CSV rows under one header, or one JSON document per line. Rows of tables
 * for a person come some at once, so that they align. Gives what the stream returned, else its last item. Not `for await`,
 * which drops what a stream returns.
 * @param isEnd Whether a failure is no more than the end of the stream; by default none is.
 */
export async function presentStream<Item>(
  items: AsyncIterable<Item>,
  view: View<Item>,
  presentation: Presentation,
  isEnd: (error: unknown) => boolean = () => false,
): Promise<unknown> {
  const {format, sink, style, empty} = presentation
  const isForPerson = format === 'text' && sink.isTerminal
  const rows = gatherRows(table => sink.write(textOf(table, sink, style)))
  let last: Item | undefined
  let isFirst = presentation.isGoingOn !== true
  const show = async (shown: string | Table): Promise<void> => {
    if (typeof shown !== 'string') return rows.add(shown)
    await rows.flush()
    await sink.write(textOf(shown, sink, style))
  }
  const iterator = items[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await iterator.next()
      if (next.done === true) {
        await rows.flush()
        const said = isFirst && isForPerson ? empty?.() : undefined
        if (said !== undefined) await sink.write(textOf(said, sink, style))
        return next.value ?? last
      }
      last = next.value
      const taking = isForPerson
        ? show(view(last, style, sink.columns))
        : sink.write(itemText(last, view, presentation, isFirst))
      if (taking !== undefined) await taking
      isFirst = false
    }
  } catch (error) {
    await iterator.return?.().catch(() => undefined)
    // What was read stays readable. That it cannot be written any more says less than the failure itself.
    await flushed(rows)
    if (!isEnd(error)) throw error
    return last
  }
}

async function flushed(rows: GatheredRows): Promise<void> {
  try {
    await rows.flush()
  } catch {}
}

function itemText<Item>(
  item: Item,
  view: View<Item>,
  {format, sink, style}: Presentation,
  isFirst: boolean,
): string {
  if (format === 'json') return `${jsonOf(item, sink)}\n`
  const shown = view(item, style, sink.columns)
  if (format === 'csv') return csvOf(typeof shown === 'string' ? fieldsOf(item) : shown, sink, isFirst)
  return textOf(shown, sink, style)
}

/** Indented only for a person. On a terminal what could move a cursor is written as an escape, which means the same. */
function jsonOf(value: unknown, {isTerminal}: Sink, indent = 0): string {
  return isTerminal ? harmlessJson(JSON.stringify(value, null, indent)) : JSON.stringify(value)
}

/** Exact where a program reads it. */
function csvOf(table: Table, {isTerminal}: Sink, hasHeader = true): string {
  const text = commaSeparated(table, hasHeader)
  return isTerminal ? harmless(text) : text
}

function textOf(shown: string | Table, {isTerminal, columns}: Sink, style: Style): string {
  if (typeof shown !== 'string') return isTerminal ? aligned(shown, style, columns) : tabSeparated(shown)
  if (shown === '') return ''
  return `${(isTerminal ? harmless(shown) : withoutControls(shown)).replace(/\n$/, '')}\n`
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
