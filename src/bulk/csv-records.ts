import {Readable} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import {atPlace, UsageError} from '../errors.ts'

/** A line of CSV beyond this is a quote that was never closed. */
const MAX_RECORD_CHARACTERS = 64 * 1024

/** The cells of one row of CSV. */
export interface CsvRecord {
  readonly record: readonly string[]
  readonly info: {
    /** How many lines were read up to its end. */
    readonly lines: number
  }
}

export interface CsvOptions {
  readonly separator: string
  /** As a person named the file; undefined is standard input. */
  readonly file: string | undefined
  /** The number of the first line. */
  readonly firstLine: number
}

/** CSV that is being read. */
export interface CsvReading {
  /** The rows, the header among them, as they are read. */
  readonly records: AsyncIterable<CsvRecord>
  /** What a failure of the records is for a person: {@link UsageError} for what is not CSV. */
  readonly explained: (error: unknown) => unknown
  readonly close: () => Promise<void>
}

/** Begins to read CSV. No generator: another one around a million rows takes seconds. */
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
      if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_'))) return error
      // As far as each row before it has one line.
      const {records = 0} = error as {readonly records?: number}
      const place = {file, line: firstLine + records}
      return new UsageError(atPlace(place, `this is not CSV: ${reasonOf(error)}`), {
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

function reasonOf({message}: Error): string {
  return /quote not closed|max record size/i.test(message) ? 'a quote is never closed' : message
}

const CHUNK_CHARACTERS = 16 * 1024

/** Many lines at once: a stream takes longer over a chunk than over what is in it. */
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
