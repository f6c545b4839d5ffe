import {Readable} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import {UsageError} from '../errors.ts'
import {isNumericId} from '../platform/ids.ts'
import {type Fields, normalName} from './personal-text.ts'

/** Where a row stands: the number of its line, or what it is called where there are no lines. */
export type Place = number | string

/** `line 17`. Made only where it is shown: a million of these cost more than all else of a plan. */
export function tellPlace(place: Place): string {
  return typeof place === 'number' ? `line ${place}` : place
}

/** One person as a source names them, before anything is decided. */
export interface RecipientRow {
  /** As it is written there; whether it is an id is decided later. */
  readonly psid: string
  readonly fields: Fields
  readonly place: Place
  /** Known already why this person is not to be written to. */
  readonly skip?: {readonly reason: string; readonly detail: string} | undefined
  /** Until when a message may be sent, in milliseconds since 1970; undefined where unknown. */
  readonly until?: number | undefined
}

/** Why a row names nobody, or undefined when it holds an id. */
export function malformedReason(
  {psid, skip}: Pick<RecipientRow, 'psid' | 'skip'>,
  kind: 'page-scoped' | 'app-scoped' = 'page-scoped',
): string | undefined {
  if (skip?.reason === 'malformed') return skip.detail
  if (isNumericId(psid)) return undefined
  if (psid === '') return 'there is no id'
  if (/^\d+(?:[.,]\d+)?e\+?\d+$/i.test(psid) || /^\d+[.,]0*$/.test(psid)) {
    return `${psid} was an id until a spreadsheet made a number of it; export the list again with the column as text`
  }
  return `${psid.slice(0, 80)} is no ${kind} id, which is digits only`
}

/** What a column of recipients is called, the likeliest name first. */
export const idColumns: readonly string[] = [
  'psid',
  'recipient',
  'recipient_id',
  'recipient.id',
  'user',
  'user_id',
  'sender',
  'sender_id',
  'page_scoped_id',
  'page_scoped_user_id',
  'messenger_id',
  'messenger_user_id',
  'facebook_id',
  'fb_id',
  'contact_id',
  'subscriber_id',
  'id',
]

/** A line of CSV beyond this is a quote that was never closed. */
const MAX_RECORD_CHARACTERS = 64 * 1024

/**
 * Reads recipients from CSV with a header, from NDJSON, or from a plain list with one id per line; which of them it is
 * shows in the first line. Rows come as they are read. Which column holds the ids may be said otherwise, the likeliest first.
 * @throws {UsageError} if no column holds the recipients, or the file is not CSV.
 */
export async function* readRecipientRows(
  lines: AsyncIterable<string>,
  what: string,
  columns = idColumns,
): AsyncGenerator<RecipientRow> {
  const numbered = numberLines(lines)
  let first = await numbered.next()
  // What a spreadsheet writes above the header to name the separator.
  if (!first.done && /^sep=.$/i.test(first.value.text)) first = await numbered.next()
  if (first.done) return
  const {text, number} = first.value
  const all = prepend(first.value, numbered)
  if (text.startsWith('{')) yield* fromNdjson(all, columns)
  else if (/[,;\t]/.test(text)) yield* fromCsv(all, {header: text, firstLine: number, what, columns})
  else if (columns.includes(normalName(cleanId(text)))) yield* fromList(numbered)
  else yield* fromList(all)
}

interface NumberedLine {
  readonly text: string
  readonly number: number
}

async function* numberLines(lines: AsyncIterable<string>): AsyncGenerator<NumberedLine> {
  let number = 0
  let isStart = true
  for await (const line of lines) {
    number += 1
    const text = isStart ? line.replace(/^\uFEFF/, '') : line
    if (isStart && text.trim() === '') continue
    isStart = false
    yield {text, number}
  }
}

async function* prepend<Item>(first: Item, rest: AsyncIterable<Item>): AsyncGenerator<Item> {
  yield first
  yield* rest
}

async function* fromList(lines: AsyncIterable<NumberedLine>): AsyncGenerator<RecipientRow> {
  for await (const {text, number} of lines) {
    const psid = cleanId(text)
    if (psid !== '') yield {psid, fields: {}, place: number}
  }
}

async function* fromNdjson(
  lines: AsyncIterable<NumberedLine>,
  columns: readonly string[],
): AsyncGenerator<RecipientRow> {
  for await (const {text, number} of lines) {
    if (text.trim() !== '') yield {...parseJsonRow(text, columns), place: number}
  }
}

function parseJsonRow(
  text: string,
  columns: readonly string[],
): Pick<RecipientRow, 'psid' | 'fields' | 'skip'> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return {psid: text.slice(0, 80), fields: {}, skip: {reason: 'malformed', detail: 'the line is not JSON'}}
  }
  const row = Object.entries(typeof value === 'object' && value !== null ? value : {psid: value})
  const fields = Object.fromEntries(row.map(([name, cell]) => [normalName(name), toText(cell)]))
  const idColumn = columns.find(name => name in fields)
  const id = row.find(([name]) => normalName(name) === idColumn)?.[1]
  if (typeof id === 'number' && !Number.isSafeInteger(id)) {
    const detail = `the number ${id} is too large for JSON and lost its last digits; write it in quotes`
    return {psid: String(id), fields, skip: {reason: 'malformed', detail}}
  }
  return {psid: cleanId(idColumn === undefined ? '' : (fields[idColumn] ?? '')), fields}
}

/** `{"recipient": {"id": "1"}}` is how the Send API writes a recipient. */
function toText(cell: unknown): string {
  if (typeof cell === 'string') return cell.trim()
  if (typeof cell === 'number' || typeof cell === 'boolean') return String(cell)
  return typeof cell === 'object' && cell !== null && 'id' in cell ? toText(cell.id) : ''
}

interface CsvSource {
  readonly header: string
  readonly firstLine: number
  readonly what: string
  readonly columns: readonly string[]
}

async function* fromCsv(lines: AsyncIterable<NumberedLine>, source: CsvSource): AsyncGenerator<RecipientRow> {
  const {parse} = await import('csv-parse')
  const parser = parse({
    delimiter: separatorOf(source.header),
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: MAX_RECORD_CHARACTERS,
  })
  const feeding = pipeline(Readable.from(withLineEnds(lines)), parser).catch(() => {})
  let columns: Columns | undefined
  try {
    for await (const {record, info} of parser as AsyncIterable<CsvRecord>) {
      if (columns === undefined) columns = findColumns(record, source)
      else yield toRow(record, columns, source.firstLine - 1 + info.lines)
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_'))) throw error
    throw new UsageError(`${source.what} is not CSV: ${error.message}`, {
      cause: error,
      hint: 'A quote inside a quoted cell is written twice: "Ann ""Sunny"" Ray"',
    })
  } finally {
    parser.destroy()
    await feeding
  }
}

interface CsvRecord {
  readonly record: readonly string[]
  readonly info: {readonly lines: number}
}

interface Columns {
  readonly names: readonly string[]
  readonly idIndex: number
}

const CHUNK_CHARACTERS = 16 * 1024

/** Many lines at once: a stream takes longer over a chunk than over what is in it. */
async function* withLineEnds(lines: AsyncIterable<NumberedLine>): AsyncGenerator<string> {
  let chunk = ''
  for await (const {text} of lines) {
    chunk += `${text}\n`
    if (chunk.length < CHUNK_CHARACTERS) continue
    yield chunk
    chunk = ''
  }
  yield chunk
}

/** The separator that the header has most of. */
function separatorOf(header: string): string {
  const count = (separator: string) => header.split(separator).length
  return [',', ';', '\t'].reduce((best, separator) => (count(separator) > count(best) ? separator : best))
}

function findColumns(header: readonly string[], {what, columns}: CsvSource): Columns {
  const names = header.map(normalName)
  const idName = columns.find(name => names.includes(name))
  if (idName !== undefined) return {names, idIndex: names.indexOf(idName)}
  const isData = header.some(cell => isNumericId(cleanId(cell)))
  throw new UsageError(
    isData
      ? `The first line of ${what} does not name the columns: ${header.join(', ')}`
      : `No column of ${what} holds ${columns === idColumns ? 'the recipients' : columns[0]}: ${header.join(', ')}`,
    {hint: `Name the column ${columns[0]}, as in: ${columns[0]},name`},
  )
}

function toRow(record: readonly string[], {names, idIndex}: Columns, line: number): RecipientRow {
  const fields = Object.fromEntries(names.map((name, index) => [name, record[index] ?? '']))
  const row = {psid: cleanId(record[idIndex] ?? ''), fields, place: line}
  const isTooLong = record.length > names.length && record.slice(names.length).some(cell => cell !== '')
  return isTooLong ? {...row, skip: tooManyCells(record.length, names.length)} : row
}

/** Which cell belongs to which column cannot be told. */
function tooManyCells(cells: number, columns: number): RecipientRow['skip'] {
  const detail = `${cells} cells, and the header names ${columns}: a cell that holds the separator needs quotes around it`
  return {reason: 'malformed', detail}
}

/** Takes off what people put around an id so that a spreadsheet leaves it alone: `'1234`, `="1234"`. */
function cleanId(cell: string): string {
  const text = cell.trim()
  return /^(?:'|=?")(.*?)"?$/.exec(text)?.[1]?.trim() ?? text
}
