import {type FileHandle, open} from 'node:fs/promises'
import type {Command} from 'commander'
import {malformedReason, type RecipientRow, readRecipientRows} from '../bulk/recipient-rows.ts'
import {validRows} from '../bulk/valid-rows.ts'
import type {Io} from '../context.ts'
import {UsageError} from '../errors.ts'
import {commaSeparated} from '../terminal/table.ts'

/** What to do about rows of a file that cannot be used. */
export interface InvalidRowsFlags {
  readonly skipInvalid?: boolean | undefined
  readonly rejects?: string | undefined
}

export function declareInvalidRows<Declared extends Command>(command: Declared): Declared {
  return command
    .option(
      '--skip-invalid',
      'go on without the rows of the file that cannot be used; without it they refuse the file',
    )
    .option(
      '--rejects <file>',
      'write the rows that cannot be used to this CSV file, with their lines and reasons',
    )
}

export interface FileRowsOptions extends InvalidRowsFlags {
  /** What the column of ids may be called, the likeliest name first. */
  readonly columns?: readonly string[] | undefined
  /** Why a row cannot be used; default: it holds no page-scoped id. */
  readonly reasonOf?: ((row: RecipientRow) => string | undefined) | undefined
  /** With --skip-invalid, bad rows come along, for somebody who counts them. */
  readonly keepsInvalid?: boolean | undefined
}

/**
 * The rows of a file that names people, `-` for standard input. Nothing is to be done before they are read to the end.
 * @throws {UsageError} as `validRows`, and if no column holds ids.
 */
export async function* readFileRows(
  io: Pick<Io, 'readLines' | 'resolve'>,
  file: string,
  {columns, reasonOf = row => malformedReason(row), keepsInvalid = false, ...flags}: FileRowsOptions,
): AsyncGenerator<RecipientRow> {
  const what = file === '-' ? 'standard input' : file
  const rows = readRecipientRows(io.readLines(file), what, columns)
  const rejects = flags.rejects === undefined ? undefined : await openRejects(io, flags.rejects)
  const isKeeping = keepsInvalid && flags.skipInvalid === true
  const options = {
    what,
    skipInvalid: flags.skipInvalid,
    reasonOf,
    onInvalid: async (row: RecipientRow, reason: string) => rejects?.add(row, reason),
  }
  try {
    yield* isKeeping ? rejecting(rows, reasonOf, rejects) : validRows(rows, options)
  } finally {
    await rejects?.close()
  }
}

async function* rejecting(
  rows: AsyncIterable<RecipientRow>,
  reasonOf: (row: RecipientRow) => string | undefined,
  rejects: Rejects | undefined,
): AsyncGenerator<RecipientRow> {
  for await (const row of rows) {
    const reason = reasonOf(row)
    if (reason !== undefined) await rejects?.add(row, reason)
    yield row
  }
}

/** A CSV file of refused rows, with the columns that they came with, so that it can be mended and used in their place. */
export interface Rejects {
  readonly add: (row: Pick<RecipientRow, 'psid' | 'fields' | 'place'>, reason: string) => Promise<void>
  readonly close: () => Promise<void>
}

/** @throws {UsageError} if the file cannot be written. */
export async function openRejects(io: Pick<Io, 'resolve'>, file: string): Promise<Rejects> {
  const handle = await openForWriting(io.resolve(file), file)
  let names: readonly string[] | undefined
  return {
    async add({psid, fields, place}, reason) {
      const isFirst = names === undefined
      names ??= Object.keys(fields).length === 0 ? ['psid'] : Object.keys(fields)
      const cells = names.map(name => fields[name] ?? (name === 'psid' ? psid : ''))
      const rows = [[...cells, String(place), reason]]
      await handle.appendFile(commaSeparated({columns: [...names, 'line', 'reason'], rows}, isFirst))
    },
    close: () => handle.close(),
  }
}

async function openForWriting(path: string, file: string): Promise<FileHandle> {
  try {
    return await open(path, 'w')
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new UsageError(`--rejects ${file} cannot be written: ${why}`, {cause})
  }
}
