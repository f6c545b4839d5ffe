import {Readable} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import {atPlace, UsageError} from '../errors.ts'

/** A longer line of CSV has a quote that was never closed. */
const MAX_RECORD_CHARACTERS = 64 * 1024

/** The cells of one row of CSV. */
export interface CsvRecord {
  readonly record: readonly string[]
  readonly info: {
    /** Number of lines read up to the end of this row. */
    readonly lines: number
  }
}

export interface CsvOptions {
  readonly separator: string
  /** The name that a person gave the file; undefined is standard input. */
  readonly file: string | undefined
  /** The number of the first line. */
  readonly firstLine: number
}

/** A CSV file being read. */
export interface CsvReading {
  /** The rows as they are read, including the header. */
  readonly records: AsyncIterable<CsvRecord>
  /** Turns a failure of the records into an error for people: {@link UsageError} for what is not CSV. */
  readonly explained: (error: unknown) => unknown
  readonly close: () => Promise<void>
}

/** Starts to read CSV. Not a generator: wrapping a million rows in another one takes seconds. */
export async function openCsv(
  lines: AsyncIterable<string>,
  {separator, file, firstLine}: CsvOptions,
): Promise<CsvReading> {
  const {parse} = await import('csv-parse')
  const parser = parse({
    delimiter: separator,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: MAX_RECORD_CHARACTERS,
  })
  const feeding = pipeline(Readable.from(withLineEnds(lines)), parser).catch(() => {})
  return {
    records: parser,
    explained(error) {
      const {
        code,
        records = 0,
        message,
      } = error as Error & {readonly code?: string; readonly records?: number}
      if (code?.startsWith('CSV_') !== true) return error
      // Correct as long as each earlier row has one line.
      const place = {file, line: firstLine + records}
      return new UsageError(atPlace(place, `this is not CSV: ${reasonOf(message)}`), {
        place,
        cause: error,
        hint: 'A quote inside a quoted cell is written twice: "Ann ""Sunny"" Ray"',
      })
    },
    async close() {
      parser.destroy()
      await feeding
    },
  }
}

function reasonOf(message: string): string {
  return /quote not closed|max record size/i.test(message) ? 'a quote is never closed' : message
}

const CHUNK_CHARACTERS = 16 * 1024

/** Joins many lines: a stream spends more time per chunk than on its content. */
async function* withLineEnds(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let chunk = ''
  for await (const text of lines) {
    chunk += `${text}\n`
    if (chunk.length < CHUNK_CHARACTERS) continue
    yield chunk
    chunk = ''
  }
  yield chunk
}
