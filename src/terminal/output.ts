import {oneLine, withOneLineTexts} from '../text/one-line.ts'
import {type CsvForm, csvTable} from './csv.ts'
import {BYTE_ORDER_MARK, type ExcelCsv} from './excel-csv.ts'
import {type GatheredRows, gatherRows} from './gathered-rows.ts'
import {harmless, harmlessJson, withoutControls} from './harmless.ts'
import {type JsonShape, jsonText} from './json.ts'
import {momentsAt} from './moments.ts'
import {createRedraw} from './redraw.ts'
import {plainStyle} from './style.ts'
import {aligned, commaSeparated, tabSeparated} from './table.ts'
import type {Format, Style, Table, View} from './view.ts'
import {wrapTo} from './width.ts'

/** Where results go. */
export interface Sink {
  /** Settles when the text is accepted, so that a slow reader slows the writer down; undefined when accepted immediately. */
  readonly write: (text: string) => Promise<void> | undefined
  readonly isTerminal: boolean
  /** Width in columns. */
  readonly columns: number
}

export interface Presentation {
  readonly format: Format
  readonly sink: Sink
  readonly style: Style
  /** The shape of JSON; `array` collects a stream into one. Default: the shape of the result. */
  readonly shape?: JsonShape | undefined
  readonly csv?: CsvForm | undefined
  /** Whether CSV cells that a spreadsheet would take for a formula stay unchanged. Default false. */
  readonly isRawCsv?: boolean | undefined
  /** How CSV is written for Excel. Default: for any program. */
  readonly excel?: ExcelCsv | undefined
  /** In milliseconds since 1970: the time that "2 h ago" refers to. Default: the clock of this machine. */
  readonly now?: () => number
  /** The message for a person when there is no result; undefined for no message. Without it, the message of the table. */
  readonly empty?: () => string | undefined
  /** Whether the view breaks the texts of the result into lines itself. Default: each is shown on one line. */
  readonly isVerbatim?: boolean | undefined
  /** Whether this continues a table whose header is already written. Default false. */
  readonly isGoingOn?: boolean
}

/** Writes one result: what its view shows, CSV, or one JSON document. */
export async function present<Result>(
  result: Result,
  view: View<Result>,
  presentation: Presentation,
): Promise<void> {
  const {format, sink, csv, empty} = presentation
  if (format === 'json') return sink.write(`${jsonOf(result, sink, 2)}\n`)
  if (format === 'csv') return sink.write(csvOf(csvTable(result, csv), presentation))
  const style = styleOf(presentation)
  const shown = viewOf(view, presentation)(result, style, sink.columns)
  const said = typeof shown !== 'string' && shown.rows.length === 0 ? empty?.() : undefined
  return sink.write(textOf(said !== undefined && sink.isTerminal ? oneLine(said) : shown, sink, style))
}

/** A stream whose items may be there before they are asked for. */
export interface TakenNow<Item> {
  /** The next item, if it is there already; undefined if it has to be awaited. */
  readonly nextNow: () => Item | undefined
}

export interface StreamOptions {
  /** Whether a failure is just the end of the stream; by default none is. */
  readonly isEnd?: (error: unknown) => boolean
  /** Whether each item is the same thing a moment later: a terminal shows the last one, a pipe one line for each change. */
  readonly isLive?: boolean | undefined
}

/**
 * Writes each item of a stream as it arrives: lines, CSV rows under one header, or one JSON document per line; when JSON is
 * an array, all of them at the end. Rows of tables for a person come in groups, so that they align. Returns what the
 * stream returned, else its last item. Not `for await`, which drops what a stream returns.
 */
export async function presentStream<Item>(
  items: AsyncIterable<Item>,
  view: View<Item>,
  presentation: Presentation,
  {isEnd = () => false, isLive = false}: StreamOptions = {},
): Promise<unknown> {
  const {format, shape, sink, csv, empty} = presentation
  const style = styleOf(presentation)
  const isForPerson = format === 'text' && sink.isTerminal
  let hasNote = true
  const rows = gatherRows(table => {
    const text = aligned(table, style, sink.columns, {hasNote})
    hasNote = false
    return sink.write(text)
  })
  const liveText = isLive ? liveTexts(view, presentation) : undefined
  const gathered: Item[] | undefined = format === 'json' && shape === 'array' ? [] : undefined
  let last: Item | undefined
  let isFirst = presentation.isGoingOn !== true
  const show = async (shown: string | Table): Promise<void> => {
    if (typeof shown !== 'string') return rows.add(shown)
    await rows.flush()
    await sink.write(textOf(shown, sink, style))
  }
  const iterator: AsyncIterator<Item> & Partial<TakenNow<Item>> = items[Symbol.asyncIterator]()
  const end = async () => {
    await rows.flush()
    if (gathered !== undefined) await sink.write(`${jsonOf(gathered, sink, 2)}\n`)
    if (format === 'csv' && isFirst) await sink.write(csvOf(csvTable([], csv), presentation))
    const said = isFirst && isForPerson ? empty?.() : undefined
    if (said !== undefined) await sink.write(textOf(oneLine(said), sink, style))
  }
  try {
    for (;;) {
      const ready = iterator.nextNow?.()
      if (ready === undefined) {
        const next = await iterator.next()
        if (next.done === true) {
          await end()
          return next.value ?? last
        }
        last = next.value
      } else last = ready
      let taking: Promise<void> | undefined
      if (gathered !== undefined) gathered.push(last)
      else if (liveText !== undefined) taking = sink.write(liveText(last, isFirst))
      else if (isForPerson) taking = show(viewOf(view, presentation)(last, style, sink.columns))
      else taking = sink.write(itemText(last, view, presentation, isFirst))
      if (taking !== undefined) await taking
      isFirst = false
    }
  } catch (error) {
    await iterator.return?.().catch(() => undefined)
    // What was read stays readable. A failure to write it says less than the original failure.
    await flushed(rows)
    if (!isEnd(error)) throw error
    if (gathered !== undefined) await sink.write(`${jsonOf(gathered, sink, 2)}\n`)
    return last
  }
}

async function flushed(rows: GatheredRows): Promise<void> {
  try {
    await rows.flush()
  } catch {}
}

function itemText<Item>(item: Item, view: View<Item>, presentation: Presentation, isFirst: boolean): string {
  const {format, sink, csv} = presentation
  if (format === 'json') return `${jsonOf(item, sink)}\n`
  if (format === 'csv') return csvOf(csvTable(item, csv), presentation, isFirst)
  const style = styleOf(presentation)
  return textOf(viewOf(view, presentation)(item, style, sink.columns), sink, style)
}

/** The view of a result whose texts have no line breaks, so that a name cannot look like another line. */
function viewOf<Result>(view: View<Result>, {isVerbatim = false}: Presentation): View<Result> {
  return isVerbatim ? view : (result, style, width) => view(withOneLineTexts(result), style, width)
}

/** Local times and wrapped texts are for a person; a spreadsheet gets neither these nor colours. */
function styleOf({format, sink, style, now = Date.now}: Presentation): Style {
  if (format === 'csv') return plainStyle
  if (!sink.isTerminal) return style
  const hanging = (text: string, column: number) =>
    wrapTo(text, Math.max(MIN_TEXT_WIDTH, sink.columns - column), {runsOn: true}).join(
      `\n${' '.repeat(column)}`,
    )
  return {...style, ...momentsAt(now()), hanging}
}

/** A text is not wrapped narrower than this, however far to the right it starts. */
const MIN_TEXT_WIDTH = 16

/** What to write for the items of a stream that are the same thing a moment later. */
function liveTexts<Item>(
  view: View<Item>,
  presentation: Presentation,
): (item: Item, isFirst: boolean) => string {
  const redraw = createRedraw()
  const {format, sink} = presentation
  let last: string | undefined
  return (item, isFirst) => {
    const row = itemText(item, view, presentation, false)
    if (row === last) return ''
    last = row
    if (format === 'text' && sink.isTerminal) return redraw(row.trimEnd(), sink.columns)
    return isFirst ? itemText(item, view, presentation, true) : row
  }
}

/** Indented only for a person. On a terminal, what could move a cursor is written as an equivalent escape. */
function jsonOf(value: unknown, {isTerminal}: Sink, indent = 0): string {
  return isTerminal ? harmlessJson(jsonText(value, indent)) : jsonText(value)
}

/** Exact where a program reads it; on a terminal a row is one line. */
function csvOf(table: Table, {sink, isRawCsv: isRaw = false, excel}: Presentation, hasHeader = true): string {
  if (!sink.isTerminal) return commaSeparated(table, {isRaw, excel, hasHeader})
  const shown = commaSeparated(withOneLineTexts(table), {isRaw, excel, hasHeader})
  return harmless(shown.replace(BYTE_ORDER_MARK, '').replaceAll('\r\n', '\n'))
}

function textOf(shown: string | Table, {isTerminal, columns}: Sink, style: Style): string {
  if (typeof shown !== 'string') return isTerminal ? aligned(shown, style, columns) : tabSeparated(shown)
  if (shown === '') return ''
  return `${(isTerminal ? harmless(shown) : withoutControls(shown)).replace(/\n$/, '')}\n`
}
