import {lstat, readFile, stat} from 'node:fs/promises'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import {isObject} from '../../platform/fields-schema.ts'
import {readRecording} from '../../webhook/read-recording.ts'
import type {ListenPlan} from './plan.ts'

/**
 * listen appends to a recording, and replaces a ready file and removes it at the end; it must not do this to any other file.
 * @throws {UsageError} for one that already exists.
 */
export async function refuseForeignFiles(
  {io}: Context,
  {record, readyFile}: Pick<ListenPlan, 'record' | 'readyFile'>,
): Promise<void> {
  if (typeof record === 'string' && !(await isRecording(io, record)))
    throw new UsageError(`${record} already exists, and is not a recording`, {
      hint: 'Name another file: --record only appends to recordings',
    })
  if (readyFile !== undefined && (await isLink(io.resolve(readyFile))))
    throw new UsageError(`${readyFile} is a link, and a ready file is not written through links`, {
      hint: 'Name the file itself',
    })
  if (readyFile !== undefined && !(await isReadyFile(io.resolve(readyFile))))
    throw new UsageError(`${readyFile} already exists, and is not a ready file`, {
      hint: 'Name another file: the file of --ready-file is removed at the end',
    })
}

/** Decided by its first line; no file, an empty file, a device and a pipe are fine too. */
async function isRecording(io: Context['io'], file: string): Promise<boolean> {
  if (!(await isFileWithContent(io.resolve(file)))) return true
  try {
    await readRecording(io.readLines(file), file).next()
    return true
  } catch (error) {
    if (error instanceof UsageError) return false
    throw error
  }
}

/** A ready file that a killed `listen` left behind. */
async function isReadyFile(file: string): Promise<boolean> {
  if (!(await isFileWithContent(file))) return true
  try {
    const content: unknown = JSON.parse(await readFile(file, 'utf8'))
    return isObject(content) && 'pid' in content && 'url' in content
  } catch {
    return false
  }
}

async function isLink(file: string): Promise<boolean> {
  return (await lstat(file).catch(() => undefined))?.isSymbolicLink() === true
}

async function isFileWithContent(file: string): Promise<boolean> {
  const there = await stat(file).catch(() => undefined)
  return there?.isFile() === true && there.size > 0
}
