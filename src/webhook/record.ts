import {type FileHandle, open} from 'node:fs/promises'
import {geteuid} from 'node:process'
import {UsageError} from '../errors.ts'

/** A delivery as it is kept: one line of JSON each. */
export interface RecordedDelivery {
  /** ISO 8601. */
  readonly received_at: string
  /** In the order and case they came in; without those that may hold credentials of a proxy. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** The raw body; where it is not UTF-8, `body_base64` holds it instead. */
  readonly body?: string
  readonly body_base64?: string
}

/** A delivery as it came. */
export interface RawDelivery {
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
}

export interface Recorder {
  /** Returns at once; lines are written in the order of the calls. */
  readonly record: (delivery: RawDelivery, nowMs: number) => void
  /** @throws {UsageError} if a line could not be written. */
  readonly close: () => Promise<void>
}

/**
 * Appends what comes to a file that only its owner can read: it holds what people wrote.
 * @throws {UsageError} if the file cannot be opened.
 */
export async function openRecorder(file: string): Promise<Recorder> {
  const handle = await open(file, 'a', 0o600).catch(error => {
    throw cannotWrite(file, error)
  })
  await makePrivate(handle, file)
  let written: Promise<void> = Promise.resolve()
  return {
    record: (delivery, nowMs) => {
      const line = recordLine(delivery, nowMs)
      written = written.then(() => handle.appendFile(line))
      // Reported by close(); a rejection that nobody awaits yet must not end the process.
      written.catch(() => undefined)
    },
    close: () => closeAfter(written, handle, file),
  }
}

/** A file that was there before may have been open to others. A device or a pipe keeps nothing. */
async function makePrivate(handle: FileHandle, file: string): Promise<void> {
  const uid = geteuid?.()
  const found = await handle.stat()
  if (uid === undefined || !found.isFile() || (found.uid === uid && (found.mode & 0o077) === 0)) return
  try {
    if (found.uid !== uid)
      throw new UsageError(`${file} belongs to another user, who could read the recording`)
    await handle.chmod(0o600)
  } catch (error) {
    await handle.close()
    throw error instanceof UsageError ? error : cannotWrite(file, error)
  }
}

async function closeAfter(written: Promise<void>, handle: FileHandle, file: string): Promise<void> {
  try {
    await written
  } catch (error) {
    throw cannotWrite(file, error)
  } finally {
    await handle.close()
  }
}

/** A delivery as a line of a recording, with its line end. */
export function recordLine(delivery: RawDelivery, nowMs: number): string {
  return `${oneLine(JSON.stringify(toRecord(delivery, nowMs)))}\n`
}

/** These two end a line for some readers, and JSON leaves them as they are. */
const oneLine = (json: string) => json.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')

const credentialHeaders = ['authorization', 'proxy-authorization', 'cookie']

/** Headers by name and value, without those that may hold credentials of a proxy. @param rawHeaders names and values in turn. */
export function keptHeaders(rawHeaders: readonly string[]): RecordedDelivery['headers'] {
  return rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && !credentialHeaders.includes(name.toLowerCase())
      ? [[name, rawHeaders[index + 1] ?? ''] as const]
      : [],
  )
}

function toRecord({rawHeaders, body}: RawDelivery, nowMs: number): RecordedDelivery {
  const headers = keptHeaders(rawHeaders)
  const text = body.toString('utf8')
  const content = Buffer.from(text).equals(body) ? {body: text} : {body_base64: body.toString('base64')}
  return {received_at: new Date(nowMs).toISOString(), headers, ...content}
}

function cannotWrite(file: string, error: unknown): UsageError {
  return new UsageError(
    `Cannot write to ${file}: ${error instanceof Error ? error.message : String(error)}`,
    {cause: error},
  )
}
