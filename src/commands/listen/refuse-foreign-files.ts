import {lstat, readFile, stat} from 'node:fs/promises'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import {isObject} from '../../platform/fields-schema.ts'
import {readRecording} from '../../webhook/read-recording.ts'
import type {ListenPlan} from './plan.ts'

/**
 * A recording is added to, and a ready file replaced and removed at the end; neither may happen to a file of another kind.
 * @throws {UsageError} for one that already exists.
 */
export async function refuseForeignFiles(
  {io}: Context,
  {record, readyFile}: Pick<ListenPlan, 'record' | 'readyFile'>,
): Promise<void> {
  if (typeof record === 'string' && !(await isRecording(io, record)))
    throw new UsageError(`${record} already exists, and is not a recording`, {
      hint: 'Name another file: --record adds to a recording, and replaces nothing',
    })
  if (readyFile !== undefined && (await isLink(io.resolve(readyFile))))
    throw new UsageError(`${readyFile} is a link, and a ready file is written through none`, {
      hint: 'Name the file itself',
    })
  if (readyFile !== undefined && !(await isReadyFile(io.resolve(readyFile))))
    throw new UsageError(`${readyFile} already exists, and is not a ready file`, {
      hint: 'Name another file: that of --ready-file is removed at the end',
    })
}

/** By its first line; no file, an empty one, a device and a pipe are as good. */
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

/** One that a `listen` that was killed left behind. */
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
