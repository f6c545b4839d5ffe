import {type FileHandle, open} from 'node:fs/promises'
import type {Command} from 'commander'
import type {IdColumns} from '../bulk/id-column.ts'
import {nameOfSource, type RecipientRow, type RowSource, readRecipientRows} from '../bulk/recipient-rows.ts'
import {type ValidRowsOptions, validRows} from '../bulk/valid-rows.ts'
import type {Io} from '../context.ts'
import {UsageError} from '../errors.ts'
import {commaSeparated} from '../terminal/table.ts'
import {fileNamed} from './file-named.ts'

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

/** Which column of a file holds the people. */
export interface PsidColumnFlags {
  readonly psidColumn?: string | undefined
}

/** For every command that reads people from a file. */
export function declarePsidColumn<Declared extends Command>(command: Declared): Declared {
  return command.option(
    '--psid-column <name>',
    'the column of the file that holds the ids, when its name does not say so',
  )
}

export interface FileRowsOptions
  extends InvalidRowsFlags,
    PsidColumnFlags,
    Pick<ValidRowsOptions, 'reasonOf' | 'keepsInvalid' | 'onRefusal'> {
  /** What the column of ids may be called; default: what one of people may. */
  readonly columns?: IdColumns | undefined
}

/**
 * The rows of a file that names people, `-` for standard input. Nothing is to be done before they are read to the end.
 * @throws {UsageError} as `validRows`, and if no column holds ids.
 */
export async function* readFileRows(
  io: Pick<Io, 'readLines' | 'resolve' | 'note'>,
  file: string,
  {
    columns,
    psidColumn,
    reasonOf,
    skipInvalid,
    keepsInvalid,
    onRefusal,
    rejects: rejectsFile,
  }: FileRowsOptions,
): AsyncGenerator<RecipientRow> {
  const source = sourceOf(io, file, {columns, psidColumn})
  const rows = readRecipientRows(io.readLines(file), source)
  const rejects = rejectsFile === undefined ? undefined : await openRejects(io, rejectsFile)
  const onInvalid = async (row: RecipientRow, reason: string) => rejects?.add(row, reason)
  try {
    yield* validRows(rows, {file: source.file, skipInvalid, reasonOf, onInvalid, keepsInvalid, onRefusal})
  } finally {
    await rejects?.close()
  }
}

/** Where the rows of a file come from; a person is told of a column that was guessed. */
export function sourceOf(
  io: Pick<Io, 'note'>,
  file: string,
  {columns, psidColumn: given}: Pick<FileRowsOptions, 'columns' | 'psidColumn'>,
): RowSource {
  const source = {file: fileNamed(file), columns, given}
  const onGuess = (column: string) =>
    io.note(
      `The ids are those of the column ${column} of ${nameOfSource(source)}; another: --psid-column NAME`,
    )
  return {...source, onGuess}
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
