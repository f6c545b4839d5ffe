import {type Fault, UsageError} from '../errors.ts'
import {idWithin, isNumericId} from '../platform/ids.ts'
import {withFormulas} from '../text/formulas.ts'
import type {ListContent} from '../workbook/list-content.ts'
import {type CsvRecord, openCsv} from './csv-records.ts'
import {NamedColumns} from './file-columns.ts'
import {chooseColumn, columnKey, idRank, noSuchColumn, psidColumns, spreadsheetNumber} from './id-column.ts'
import type {Place, RecipientRow, RowSource} from './recipient-row.ts'
import {IdColumn, type ReadId, type Source, toId} from './row-columns.ts'
import {findSeparator, namedSeparator, unquoted} from './separator.ts'
import {readSheetRecipients} from './sheet-recipients.ts'

export type {Place, RecipientRow, RowSource} from './recipient-row.ts'

/** `line 17`. Created only where it is shown: a million of these would cost more than the rest of a plan. */
export function formatPlace(place: Place): string {
  return typeof place === 'number' ? `line ${place}` : place
}

/** A fault of a row, with its place. @param file where the rows come from; undefined if that is not a file. */
export function faultAt(place: Place, file: string | undefined, fault: Fault): Fault {
  if (typeof place === 'number') return {...fault, file, line: place}
  return {...fault, path: fault.path === '' ? place : `${place}, ${fault.path}`}
}

/** Why a row names nobody; undefined when it has an id. */
export function malformedReason(
  {psid, token, skip}: Pick<RecipientRow, 'psid' | 'token' | 'skip'>,
  kind: 'page-scoped' | 'app-scoped' = 'page-scoped',
): string | undefined {
  if (skip?.reason === 'malformed') return skip.detail
  if (isNumericId(psid) || (token !== undefined && psid !== '')) return undefined
  if (psid === '') return 'there is no id'
  if (spreadsheetNumber.test(psid)) {
    return `${psid} was an id until a spreadsheet turned it into a number; export the list again with the column as text`
  }
  const id = idWithin(psid)
  const refused = `${psid.slice(0, 80)} is not ${kind === 'app-scoped' ? 'an' : 'a'} ${kind} id`
  return id === undefined
    ? `${refused}, which has only digits`
    : `${refused}, which has no leading zeros, sign or spaces; if ${id} is the person, write that`
}

/** The name of the source, for a sentence. */
export const nameOfSource = ({file}: Pick<RowSource, 'file'>): string => file ?? 'standard input'

/**
 * Reads recipients from CSV with a header, from NDJSON, from a plain list with one id per line, or from a workbook; the
 * content shows which. Rows come as they are read.
 * @param list the lines of a file, or what opens it.
 * @throws {UsageError} if no column holds the recipients, or the file is not CSV.
 */
export async function* readRecipientRows(
  list: AsyncIterable<string> | (() => Promise<ListContent>),
  given: RowSource,
): AsyncGenerator<RecipientRow> {
  const source: Source = {...given, columns: given.columns ?? psidColumns, what: nameOfSource(given)}
  const content = typeof list === 'function' ? await list() : {lines: list}
  if ('sheet' in content) yield* readSheetRecipients(content.sheet, source)
  else yield* fromLines(content.lines, source)
}

async function* fromLines(lines: AsyncIterable<string>, source: Source): AsyncGenerator<RecipientRow> {
  const reader = new LineReader(lines)
  try {
    const named = namedSeparator((await reader.peek())[0] ?? '')
    if (named !== undefined) await reader.next()
    const [first, ...next] = await reader.peek(PEEKED_LINES)
    if (first === undefined) return
    if (first.startsWith('{')) yield* fromNdjson(reader, source)
    else if (/^\[(?:\s*$|\s*[{["])/.test(first)) throw jsonArray(source)
    else {
      const separator = named ?? findSeparator(first, next, header => idRank(header, source))
      if (separator === undefined) yield* fromList(reader, first, source)
      else yield* fromCsv(reader, separator, source)
    }
  } finally {
    await reader.close()
  }
}

/** Number of lines that decide the separator. */
const PEEKED_LINES = 6

/** Lines with their numbers, without empty lines at the start. Lines can be peeked at before they are read. */
class LineReader implements AsyncIterable<string> {
  readonly #lines: AsyncIterator<string>
  readonly #peeked: string[] = []
  /** The number of the line that was returned last. */
  number = 0

  constructor(lines: AsyncIterable<string>) {
    this.#lines = lines[Symbol.asyncIterator]()
  }

  async peek(count = 1): Promise<readonly string[]> {
    while (this.#peeked.length < count) {
      const {done, value} = await this.#lines.next()
      if (done === true) break
      if (this.#peeked.length === 0 && value.trim() === '') this.number += 1
      else this.#peeked.push(value)
    }
    return this.#peeked
  }

  async next(): Promise<string | undefined> {
    const [line] = await this.peek()
    if (line === undefined) return undefined
    this.#peeked.shift()
    this.number += 1
    return line
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    for (const line of this.#peeked.splice(0)) {
      this.number += 1
      yield line
    }
    for (;;) {
      const {done, value} = await this.#lines.next()
      if (done === true) return
      this.number += 1
      yield value
    }
  }

  async close(): Promise<void> {
    await this.#lines.return?.()
  }
}

async function* fromList(reader: LineReader, first: string, source: Source): AsyncGenerator<RecipientRow> {
  const heading = unquoted(first)
  const rank = idRank([heading], source)
  if (rank === 0 && source.given !== undefined) throw noSuchColumn([heading], source.given, source.what)
  if (rank > 0) await reader.next()
  const column = rank === 0 ? undefined : new IdColumn([heading], source)
  for await (const text of reader) {
    const psid = toId(text, source)
    if (psid === '') continue
    const skip = column?.read([psid]).skip
    yield skip === undefined
      ? {psid, fields: {}, place: reader.number}
      : {psid, fields: {}, place: reader.number, skip}
  }
}

async function* fromNdjson(reader: LineReader, source: Source): AsyncGenerator<RecipientRow> {
  let name: string | undefined
  for await (const text of reader) {
    if (text.trim() === '') continue
    const place = reader.number
    const row = parseObject(text)
    if (row === undefined) {
      const skip = {reason: 'malformed', detail: 'the line is not a JSON object'}
      yield {psid: text.slice(0, 80), fields: {}, place, skip}
      continue
    }
    const names = Object.keys(row)
    const isNamed = idRank(names, source) > 0
    if (name === undefined && source.given !== undefined && !isNamed)
      throw noSuchColumn(names, source.given, source.what)
    if (name === undefined && isNamed) {
      const choice = chooseColumn(
        names,
        names.map(each => toId(toText(row[each]), source)),
        source,
      )
      if (choice?.isGuess) source.onGuess?.(choice.name)
      name = choice === undefined ? undefined : columnKey(choice.name)
    }
    const key = name === undefined ? undefined : names.find(each => columnKey(each) === name)
    const named = new NamedColumns(names)
    const fields = named.fields(names.map(each => toText(row[each])))
    const {ambiguous} = named
    yield {
      ...readJsonId(key === undefined ? '' : row[key], source),
      fields,
      columns: named.besides(key),
      place,
      ...(ambiguous && {ambiguous}),
    }
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}

function readJsonId(value: unknown, source: Source): ReadId {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return {psid: toId(toText(value), source)}
  const detail = `the number ${value} is too large for JSON and lost its last digits; write it in quotes`
  return {psid: String(value), skip: {reason: 'malformed', detail}}
}

/** `{"recipient": {"id": "1"}}` is the Send API's form of a recipient. */
function toText(cell: unknown): string {
  if (typeof cell === 'string') return cell.trim()
  if (typeof cell === 'number' || typeof cell === 'boolean') return String(cell)
  return typeof cell === 'object' && cell !== null && 'id' in cell ? toText(cell.id) : ''
}

async function* fromCsv(reader: LineReader, separator: string, source: Source): AsyncGenerator<RecipientRow> {
  const firstLine = reader.number + 1
  let names = new NamedColumns([])
  let column: IdColumn | undefined
  const csv = await openCsv(reader, {separator, file: source.file, firstLine})
  try {
    for await (const {record: cells, info} of csv.records) {
      const record = cells.map(withFormulas)
      if (column === undefined) {
        names = new NamedColumns(record)
        column = new IdColumn(record, source)
      } else if (!record.every(isEmpty)) yield toRow(column, record, names, firstLine - 1 + info.lines)
    }
  } catch (error) {
    throw csv.explained(error)
  } finally {
    await csv.close()
  }
}

const isEmpty = (cell: string) => cell === ''

function toRow(
  column: IdColumn,
  record: CsvRecord['record'],
  names: NamedColumns,
  place: number,
): RecipientRow {
  const {psid, skip} = column.read(record)
  const {ambiguous} = names
  const fields = names.fields(record)
  const wrong = record.length > names.count ? tooLong(record, names.count) : undefined
  const columns = names.besides(column.name)
  const row = {psid, fields, columns, place, ...(ambiguous && {ambiguous})}
  return wrong === undefined && skip === undefined ? row : {...row, skip: wrong ?? skip}
}

/** The cells cannot be matched to the columns. */
function tooLong(record: CsvRecord['record'], count: number): RecipientRow['skip'] {
  if (record.slice(count).every(isEmpty)) return undefined
  const detail = `${record.length} cells, and the header has ${count}: a cell that contains the separator needs quotes around it`
  return {reason: 'malformed', detail}
}

function jsonArray({what}: Source): UsageError {
  return new UsageError(`${what} is one JSON array; a list has one object on each line`, {
    hint: "Write it as NDJSON, such as with jq -c '.[]'",
  })
}
