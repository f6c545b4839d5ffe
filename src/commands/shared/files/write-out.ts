import {stat} from 'node:fs/promises'
import type {Command} from 'commander'
import type {Context} from '../../../context.ts'
import {UsageError} from '../../../errors.ts'
import {openWhole} from '../../../system/whole-file.ts'
import {windowsNameFault} from '../../../system/windows-names.ts'

/** The flags of every command that writes a named file. */
export interface OverwriteFlags {
  readonly overwrite?: boolean | undefined
}

/** Declares `--overwrite`, once. */
export function declareOverwrite<Declared extends Command>(command: Declared): Declared {
  const isDeclared = command.options.some(({long}) => long === '--overwrite')
  return isDeclared ? command : command.option('--overwrite', 'replace a file that already exists')
}

export interface OutFileOptions extends OverwriteFlags {
  /** The command reads the file to update it, so it may write to what it reads. Default false. */
  readonly isUpdate?: boolean
  /** For a file that only its owner may read: 0o600. */
  readonly mode?: number
}

/** A named file that may be written, without the secrets of msgr. In a dry run nothing is written. */
export interface OutFile {
  /** Writes all of it: whole, or not at all. */
  readonly write: (content: string | Uint8Array) => Promise<void>
  /** Starts the file, to be written in parts. */
  readonly open: () => Promise<OutParts>
}

export interface OutParts {
  /** Appends to it; the file does not appear before `finish`. */
  readonly write: (content: string | Uint8Array) => Promise<void>
  /** Puts it in its place, whole. */
  readonly finish: () => Promise<void>
  /** Keeps the existing file; does nothing after `finish`. */
  readonly abandon: () => Promise<void>
}

/**
 * A file to write to, agreed on before anything else is done: an existing file is replaced only with `--overwrite`, or
 * when the person at the terminal agrees.
 * @throws {UsageError} that names the flag, for a file that the command reads or writes otherwise, and by its functions when it cannot be
 *   written. @throws {CancelledError}
 */
export async function outFile(
  context: Context,
  file: string,
  {overwrite = false, isUpdate = false, mode}: OutFileOptions = {},
): Promise<OutFile> {
  const {io, globals} = context
  if (file === '-')
    throw new UsageError('- is not a file to write to', {
      hint: 'To write to standard output, leave the flag out',
    })
  const fault = io.platform === 'win32' ? windowsNameFault(file) : undefined
  if (fault !== undefined)
    throw new UsageError(`${file} cannot be written: ${fault}`, {hint: 'Name another file'})
  const path = io.resolve(file)
  if (!isUpdate) await io.claim(file, 'written')
  const isAgreed = overwrite || (await isThere(path))
  if (!overwrite && isAgreed) await agreeToOverwrite(context, [file])
  if (globals.dryRun) return dryFile
  const open = async (): Promise<OutParts> => {
    const whole = await explained(openWhole(path, {mode}))
    const finish = async () => {
      if (!isAgreed && (await isThere(path))) throw alreadyThere(file)
      await explained(whole.commit())
    }
    const write = (content: string | Uint8Array) =>
      explained(whole.write(typeof content === 'string' ? io.hide(content) : content))
    return {write, finish, abandon: whole.discard}
  }
  const explained = <Result>(work: Promise<Result>) =>
    work.catch(error => Promise.reject(unwritable(file, error)))
  const write = async (content: string | Uint8Array) => {
    const parts = await open()
    try {
      await parts.write(content)
      await parts.finish()
    } finally {
      await parts.abandon()
    }
  }
  return {write, open}
}

/** The same for an optional flag. */
export async function outFileIfNamed(
  context: Context,
  file: string | undefined,
  options?: OutFileOptions,
): Promise<OutFile | undefined> {
  return file === undefined ? undefined : outFile(context, file, options)
}

const nothing = async () => {}
const dryFile: OutFile = {
  write: nothing,
  open: async () => ({write: nothing, finish: nothing, abandon: nothing}),
}

/** Writes a named file, when nothing was done before that could be lost. @throws The errors of `outFile`. */
export async function writeOut(
  context: Context,
  file: string,
  content: string | Uint8Array,
  options?: OutFileOptions,
): Promise<void> {
  await (await outFile(context, file, options)).write(content)
}

/**
 * Asks the person at the terminal whether existing files may be replaced. With `--yes` nothing is asked, and nothing
 * is replaced either: it agrees to what the command does, not to the loss of a file.
 * @param refusal The error to throw if nobody is asked.
 */
export async function agreeToOverwrite(
  {io, prompt, globals}: Pick<Context, 'io' | 'prompt' | 'globals'>,
  files: readonly string[],
  refusal: UsageError = alreadyThere(files.join(', ')),
): Promise<void> {
  if (globals.yes || !io.isInteractive) throw refusal
  const question =
    files.length === 1
      ? `${files[0]} already exists. Overwrite it?`
      : `${files.length} files already exist: ${files.join(', ')}. Overwrite them?`
  await prompt.agree(question, {flag: '--overwrite'})
}

const alreadyThere = (what: string) =>
  new UsageError(`${what} already exists`, {hint: 'Name another file, or replace it: --overwrite'})

/** A device or a pipe is written to, not replaced. For a folder, writing reports the problem. */
const isThere = async (path: string) => (await stat(path).catch(() => undefined))?.isFile() ?? false

function unwritable(file: string, error: unknown): UsageError {
  const why = error instanceof Error ? error.message : String(error)
  return new UsageError(`${file} cannot be written: ${why}`, {cause: error})
}
