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

/**
 * The rows of CSV, its header among them, as they are read.
 * @throws {UsageError} for what is not CSV.
 */
export async function* readCsvRecords(
  lines: AsyncIterable<string>,
  {separator, file, firstLine}: CsvOptions,
): AsyncGenerator<CsvRecord> {
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
  let failure: {readonly error: unknown} | undefined
  const feeding = pipeline(Readable.from(withLineEnds(lines)), parser).catch(error => {
    failure = {error}
  })
  let last = 1
  try {
    for await (const row of parser as AsyncIterable<CsvRecord>) {
      last = row.info.lines + 1
      yield row
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_'))) throw error
    const place = {file, line: firstLine - 1 + last}
    throw new UsageError(atPlace(place, `this is not CSV: ${reasonOf(error)}`), {
      place,
      cause: error,
      hint: 'A quote inside a quoted cell is written twice: "Ann ""Sunny"" Ray"',
    })
  } finally {
    parser.destroy()
    await feeding
  }
  if (failure !== undefined) throw failure.error
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
