import {type CsvForm, csvTable} from './csv.ts'
import {type JsonShape, jsonText} from './json.ts'
import {aligned, commaSeparated, tabSeparated} from './table.ts'
import type {Format, Style, Table, View} from './view.ts'
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
  /** What JSON looks like; `array`: a stream is gathered into one. Default: as the result is. */
  readonly shape?: JsonShape | undefined
  readonly csv?: CsvForm | undefined
}

/** Writes one result: what its view shows, CSV, or one JSON document. */
export async function present<Result>(
  result: Result,
  view: View<Result>,
  {format, sink, style, csv}: Presentation,
): Promise<void> {
  if (format === 'json') return sink.write(`${jsonOf(result, sink, 2)}\n`)
  if (format === 'csv') return sink.write(commaSeparated(csvTable(result, csv)))
  return sink.write(textOf(view(result, style, sink.columns), sink, style))
}

/**
 * Writes each item of a stream as it comes: lines, CSV rows under one header, or one JSON document per line; where JSON is
 * an array, all of them at the end. Returns what the stream returned, else its last item. Not `for await`, which drops what
 * a stream returns.
 * @param isEnd Whether a failure is no more than the end of the stream; by default none is.
 */
export async function presentStream<Item>(
  items: AsyncIterable<Item>,
  view: View<Item>,
  presentation: Presentation,
  isEnd: (error: unknown) => boolean = () => false,
): Promise<unknown> {
  const {format, shape, sink, csv} = presentation
  const gathered: Item[] | undefined = format === 'json' && shape === 'array' ? [] : undefined
  let last: Item | undefined
  let isFirst = true
  const iterator = items[Symbol.asyncIterator]()
  const end = async (result: unknown) => {
    if (gathered !== undefined) await sink.write(`${jsonOf(gathered, sink, 2)}\n`)
    if (format === 'csv' && isFirst) await sink.write(commaSeparated(csvTable([], csv)))
    return result
  }
  try {
    for (;;) {
      const next = await iterator.next()
      if (next.done === true) return await end(next.value ?? last)
      last = next.value
      if (gathered !== undefined) gathered.push(last)
      else {
        const taking = sink.write(itemText(last, view, presentation, isFirst))
        if (taking !== undefined) await taking
      }
      isFirst = false
    }
  } catch (error) {
    await iterator.return?.().catch(() => undefined)
    if (!isEnd(error)) throw error
    return end(last)
  }
}

function itemText<Item>(
  item: Item,
  view: View<Item>,
  {format, sink, style, csv}: Presentation,
  isFirst: boolean,
): string {
  if (format === 'json') return `${jsonOf(item, sink)}\n`
  if (format === 'csv') return commaSeparated(csvTable(item, csv), isFirst)
  return textOf(view(item, style, sink.columns), sink, style)
}

/** Indented only for a person. On a terminal what could move a cursor is written as an escape, which means the same. */
function jsonOf(value: unknown, {isTerminal}: Sink, indent = 0): string {
  return isTerminal ? harmlessJson(jsonText(value, indent)) : jsonText(value)
}

function textOf(shown: string | Table, {isTerminal, columns}: Sink, style: Style): string {
  if (typeof shown !== 'string') return isTerminal ? aligned(shown, style, columns) : tabSeparated(shown)
  if (shown === '') return ''
  return `${(isTerminal ? harmless(shown) : shown).replace(/\n$/, '')}\n`
}
