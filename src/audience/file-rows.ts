import type {Command} from 'commander'
import type {IdColumns} from '../bulk/id-column.ts'
import {nameOfSource, type RecipientRow, type RowSource, readRecipientRows} from '../bulk/recipient-rows.ts'
import {type ValidRowsOptions, validRows} from '../bulk/valid-rows.ts'
import {completedOption} from '../commands/shared/arguments/completed.ts'
import {fileNamed} from '../commands/shared/files/file-named.ts'
import {
  declareOverwrite,
  type OutParts,
  type OverwriteFlags,
  outFile,
} from '../commands/shared/files/write-out.ts'
import type {Context, Io} from '../context.ts'
import {InvalidInputError, UsageError} from '../errors.ts'
import {commaSeparated, csvOptionsOf} from '../terminal/table.ts'
import type {PsidColumnFlags} from './list-flags.ts'

/** What to do with rows of a file that cannot be used. */
export interface InvalidRowsFlags extends OverwriteFlags {
  readonly skipInvalid?: boolean | undefined
  readonly rejects?: string | undefined
}

export function declareInvalidRows<Declared extends Command>(command: Declared): Declared {
  return declareOverwrite(
    command
      .option('--skip-invalid', 'skip rows of the file that cannot be used; otherwise the file is refused')
      .addOption(
        completedOption(
          'files',
          '--rejects <file>',
          'write rows that cannot be used to this CSV file, with their lines and reasons',
        ),
      ),
  )
}

export interface FileRowsOptions
  extends InvalidRowsFlags,
    PsidColumnFlags,
    Pick<ValidRowsOptions, 'reasonOf' | 'keepsInvalid' | 'onRefusal'> {
  /** The names that the column of ids may have; default: those of a column of people. */
  readonly columns?: IdColumns | undefined
  /** Whether hidden rows of a workbook count: where people in the file get nothing. Default false. */
  readonly readsHidden?: boolean | undefined
  /** Of the file of rejects, where its rows are not for everybody: 0o600. */
  readonly rejectsMode?: number | undefined
}

/**
 * The rows of a file that lists people, `-` for standard input. Do not act before they are read to the end.
 * @throws {UsageError} like `validRows`, and if no column contains ids.
 */
export async function* readFileRows(
  context: Context,
  file: string,
  {
    columns,
    psidColumn,
    sheet,
    readsHidden,
    reasonOf,
    skipInvalid,
    keepsInvalid,
    onRefusal,
    rejects: out,
    overwrite,
    rejectsMode,
  }: FileRowsOptions,
): AsyncGenerator<RecipientRow> {
  const rejects = await openRejects(context, {rejects: out, overwrite}, rejectsMode)
  const options = {columns, psidColumn, sheet, readsHidden, reasonOf, skipInvalid, keepsInvalid, onRefusal}
  let isRead = false
  try {
    yield* readRows(context, file, options, rejects)
    isRead = true
  } catch (error) {
    isRead = error instanceof InvalidInputError
    throw error
  } finally {
    await (isRead ? rejects?.finish() : rejects?.abandon())
  }
}

/** The same with a file of rejects that is open, and stays so. */
export function readRows(
  {io}: Pick<Context, 'io'>,
  file: string,
  {columns, psidColumn, sheet, readsHidden, ...options}: Omit<FileRowsOptions, 'rejects' | 'overwrite'>,
  rejects: Rejects | undefined,
): AsyncGenerator<RecipientRow> {
  const source = sourceOf(io, file, {columns, psidColumn, readsHidden})
  const list = () => io.readList(file, {sheet})
  const onInvalid = async (row: RecipientRow, reason: string) => rejects?.add(row, reason)
  return validRows(readRecipientRows(list, source), {...options, file: source.file, onInvalid})
}

/** Opens the source of the rows; what was guessed or left out is reported. */
export function sourceOf(
  io: Pick<Io, 'note' | 'warn'>,
  file: string,
  {columns, psidColumn: given, readsHidden}: Pick<FileRowsOptions, 'columns' | 'psidColumn' | 'readsHidden'>,
): RowSource {
  const source = {file: fileNamed(file), columns, given, readsHidden}
  const onGuess = (column: string) =>
    io.note(
      `Reading ids from the column ${column} of ${nameOfSource(source)}; to use another: --psid-column NAME`,
    )
  return {...source, onGuess, onHidden: hiddenWarning(io, source)}
}

/** Warns of rows that a person does not see in the workbook, and that are left out. */
export function hiddenWarning(
  {warn}: Pick<Io, 'warn'>,
  source: Pick<RowSource, 'file'>,
): (rows: number) => void {
  return rows =>
    warn(
      `${rows === 1 ? '1 hidden row' : `${rows} hidden rows`} of ${nameOfSource(source)} left out, filtered or hidden in the sheet; to use them, show them and save the workbook`,
    )
}

/**
 * A CSV file of refused rows with their original columns, so that it can be corrected and used instead. It
 * appears whole when it is finished, or not at all.
 */
export interface Rejects extends Pick<OutParts, 'finish' | 'abandon'> {
  readonly add: (row: Pick<RecipientRow, 'psid' | 'fields' | 'place'>, reason: string) => Promise<void>
}

/**
 * The file of `--rejects`; undefined without it.
 * @throws {UsageError} if it must not be written.
 */
async function openRejects(
  context: Context,
  {rejects, overwrite}: InvalidRowsFlags,
  mode?: number,
): Promise<Rejects | undefined> {
  if (rejects === undefined) return undefined
  const out = await (await outFile(context, rejects, {overwrite, ...(mode !== undefined && {mode})})).open()
  let names: readonly string[] | undefined
  return {
    async add({psid, fields, place}, reason) {
      const isFirst = names === undefined
      names ??= Object.keys(fields).length === 0 ? ['psid'] : Object.keys(fields)
      const cells = names.map(name => fields[name] ?? (name === 'psid' ? psid : ''))
      const rows = [[...cells, String(place), reason]]
      const table = {columns: [...names, 'line', 'reason'], rows}
      await out.write(commaSeparated(table, {...csvOptionsOf(context.globals), hasHeader: isFirst}))
    },
    finish: out.finish,
    abandon: out.abandon,
  }
}

/**
 * Runs an action with the file of `--rejects` open. Rows refused so far are kept when the action fails; a file that could
 * not be read at all refused no rows.
 * @param options.mode of the file, where its rows are not for everybody: 0o600
 */
export async function withRejects<Result>(
  context: Context,
  flags: InvalidRowsFlags,
  work: (rejects: Rejects | undefined) => Promise<Result>,
  {mode}: {readonly mode?: number} = {},
): Promise<Result> {
  const rejects = await openRejects(context, flags, mode)
  try {
    const result = await work(rejects)
    await rejects?.finish()
    return result
  } catch (error) {
    if (!(error instanceof UsageError) || error instanceof InvalidInputError) await rejects?.finish()
    throw error
  } finally {
    await rejects?.abandon()
  }
}
