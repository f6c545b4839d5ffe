import {randomBytes} from 'node:crypto'
import {type FileHandle, open, realpath, rename, rm, stat} from 'node:fs/promises'
import type {Command} from 'commander'
import type {Context} from '../context.ts'
import {UsageError} from '../errors.ts'

/** Of every command that writes a file that a person names. */
export interface OverwriteFlags {
  readonly overwrite?: boolean | undefined
}

/** Declares `--overwrite`. */
export function declareOverwrite<Declared extends Command>(command: Declared): Declared {
  return command.option('--overwrite', 'replace a file that is there already')
}

/** A file that is written in parts. */
export interface OutParts {
  /** Adds to it; nothing is under its name before `finish`. */
  readonly write: (content: string | Uint8Array) => Promise<void>
  /** Puts it in its place, whole. */
  readonly finish: () => Promise<void>
  /** Leaves what was there; does nothing after `finish`. */
  readonly abandon: () => Promise<void>
}

/**
 * A file to write to, agreed on before anything else is done.
 * @throws {UsageError} when it is there already and `overwrite` is not set, and by its functions when it cannot be written.
 */
export async function outFile(
  context: Context,
  file: string,
  {overwrite = false}: OverwriteFlags = {},
): Promise<{readonly open: () => Promise<OutParts>}> {
  const isThere = (await stat(context.io.resolve(file)).catch(() => undefined))?.isFile() ?? false
  if (isThere && !overwrite) {
    throw new UsageError(`${file} is there already`, {
      hint: 'Name another file, or replace it: --overwrite',
    })
  }
  return {open: () => openParts(context, file)}
}

/**
 * Writes a file that a person named: aside, then renamed, so that there is the old one or the whole new one, never a part.
 * A device or a pipe is written to as it is. A dry run writes none.
 * @throws {UsageError} if that is not possible.
 */
export async function writeOut(context: Context, file: string, content: string | Uint8Array): Promise<void> {
  if (context.globals.dryRun) return
  const parts = await openParts(context, file)
  try {
    await parts.write(content)
    await parts.finish()
  } finally {
    await parts.abandon()
  }
}

async function openParts({io}: Context, file: string): Promise<OutParts> {
  const named = io.resolve(file)
  const path = await realpath(named).catch(() => named)
  const isOrdinary = (await stat(path).catch(() => undefined))?.isFile() ?? true
  const aside = isOrdinary ? `${path}.${randomBytes(4).toString('hex')}.tmp` : path
  const explained = <Result>(work: Promise<Result>) =>
    work.catch(error => {
      const {message} = error as Error
      throw new UsageError(`${file} cannot be written: ${message.replaceAll(aside, path)}`, {cause: error})
    })
  const handle: FileHandle = await explained(open(aside, 'w'))
  let isOpen = true
  return {
    write: content => explained(handle.appendFile(content)),
    finish: async () => {
      isOpen = false
      await explained(handle.close())
      if (isOrdinary) await explained(rename(aside, path))
    },
    abandon: async () => {
      if (!isOpen) return
      await handle.close()
      if (isOrdinary) await rm(aside, {force: true})
    },
  }
}
