import {extname} from 'node:path'
import type {Command} from 'commander'
import type {Context, GlobalOptions} from '../../../context.ts'
import {UsageError} from '../../../errors.ts'
import type {CsvForm} from '../../../terminal/csv.ts'
import {presentStream} from '../../../terminal/output.ts'
import {plainStyle} from '../../../terminal/style.ts'
import type {Style, View} from '../../../terminal/view.ts'
import {completedOption} from '../arguments/completed.ts'
import {declareOverwrite, type OutFileOptions, type OverwriteFlags, outFile} from './write-out.ts'

export interface OutFlags extends OverwriteFlags {
  readonly out?: string
}

/** What was written. */
export interface WrittenRows {
  /** The file; absolute. */
  readonly file: string
  readonly format: RowsFormat
  readonly rows: number
}

/** `ndjson`: one object per line; `json`: one array. */
type RowsFormat = 'csv' | 'ndjson' | 'json'

const formats: Readonly<Record<string, RowsFormat>> = {
  '.csv': 'csv',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.json': 'json',
}

/** Declares `--out` for a command whose result is a stream of rows. */
export function declareOut<Declared extends Command>(command: Declared): Declared {
  command.addOption(
    completedOption(
      'files',
      '--out <file>',
      'write to a .csv, .ndjson or .json file instead of stdout: whole, or not at all',
    ),
  )
  return declareOverwrite(command)
}

/**
 * The format of the rows: from the name of the file, else from `--format`, else CSV.
 * @throws {UsageError} when `--format csv` is given for a file that holds JSON.
 */
export function fileFormat({format}: Pick<GlobalOptions, 'format'>, out: string): RowsFormat {
  const named = formats[extname(out).toLowerCase()]
  if (format === 'csv' && named !== undefined && named !== 'csv')
    throw new UsageError(`--format csv and --out ${out} contradict each other`)
  return named ?? (format === 'json' ? 'ndjson' : 'csv')
}

/**
 * Writes a stream of rows to a file as they arrive, whole or not at all: if the stream fails, an existing file stays.
 * @throws {UsageError} if the file exists and `--overwrite` is missing, or it cannot be written; any error of the stream.
 */
export async function streamOut<Row>(
  context: Context,
  rows: AsyncIterable<Row>,
  {view, csv}: {readonly view: View<Row>; readonly csv: CsvForm},
  {out, overwrite, mode}: OutFlags & Pick<OutFileOptions, 'mode'> & {readonly out: string},
): Promise<WrittenRows> {
  const format = fileFormat(context.globals, out)
  const parts = await (await outFile(context, out, {overwrite, ...(mode !== undefined && {mode})})).open()
  let count = 0
  let text = ''
  const write = (line: string): Promise<void> | undefined => {
    text += line
    return text.length < BUFFER_LENGTH ? undefined : flush()
  }
  const flush = () => {
    const gathered = text
    text = ''
    return parts.write(gathered)
  }
  const item = (line: string) => (format === 'json' ? `${count === 1 ? '[' : ','}\n${line.trimEnd()}` : line)
  const presentation = {
    format: format === 'csv' ? 'csv' : 'json',
    sink: {write: (line: string) => write(item(line)), isTerminal: false, columns: 80},
    style: plainStyle,
    csv,
    isRawCsv: context.globals.rawCsv,
    excel: context.globals.excelCsv,
    now: context.clock.now,
  } as const
  try {
    await presentStream(
      counted(rows, () => count++),
      view,
      presentation,
    )
    if (format === 'json') await write(count === 0 ? '[]\n' : '\n]\n')
    await flush()
    await parts.finish()
  } catch (error) {
    const read = `${count.toLocaleString('en-US')} row${count === 1 ? '' : 's'}`
    context.io.warn(`${out} was not written: reading failed after ${read}`)
    throw error
  } finally {
    await parts.abandon()
  }
  return {file: context.io.resolve(out), format, rows: count}
}

/** Characters that are written at once. */
const BUFFER_LENGTH = 65_536

async function* counted<Row>(rows: AsyncIterable<Row>, count: () => void): AsyncGenerator<Row> {
  for await (const row of rows) {
    count()
    yield row
  }
}

export const viewOut = ({file, rows}: WrittenRows, {good}: Style) =>
  `${good('✔')} Wrote ${rows.toLocaleString('en-US')} row${rows === 1 ? '' : 's'} to ${file}`
