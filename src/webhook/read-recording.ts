import {createReadStream} from 'node:fs'
import {UsageError} from '../errors.ts'
import {toItem, toList} from './json.ts'

/** Longer than the line of any body that a receiver takes. */
const MAX_LINE_BYTES = 16 * 1024 * 1024

/** A delivery of a recording. */
export interface Recorded {
  /** Counted from 1. */
  readonly line: number
  /** Milliseconds since 1970. */
  readonly receivedMs: number
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
}

/**
 * The deliveries of a recording, read as they are needed; empty lines are passed over. `name` is what a person called it.
 * @throws {UsageError} if it cannot be read, or for a line that holds no delivery, naming it.
 */
export async function* readRecording(file: string, name: string = file): AsyncGenerator<Recorded> {
  let line = 0
  for await (const bytes of linesOf(file, name)) {
    line += 1
    const text = bytes.toString('utf8').trim()
    if (text !== '') yield toRecorded(text, line, name)
  }
}

function toRecorded(text: string, line: number, name: string): Recorded {
  const {received_at: receivedAt, headers, body, body_base64: encoded} = toItem(parse(text, line, name))
  const receivedMs = typeof receivedAt === 'string' ? Date.parse(receivedAt) : Number.NaN
  if (Number.isNaN(receivedMs)) throw broken(line, name, 'received_at is not a time')
  const rawHeaders = toList(headers).flatMap(toList)
  const arePairs = toList(headers).every(header => toList(header).length === 2)
  if (!Array.isArray(headers) || !arePairs || !rawHeaders.every(isText))
    throw broken(line, name, 'headers is not a list of names and values')
  if (typeof body === 'string') return {line, receivedMs, rawHeaders, body: Buffer.from(body)}
  if (typeof encoded === 'string') return {line, receivedMs, rawHeaders, body: Buffer.from(encoded, 'base64')}
  throw broken(line, name, 'there is neither body nor body_base64')
}

const isText = (value: unknown) => typeof value === 'string'

function parse(text: string, line: number, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw broken(line, name, 'it is not JSON', cause)
  }
}

/** Not those of readline: it also ends a line at U+2028, which a text in JSON may hold. */
async function* linesOf(file: string, name: string): AsyncGenerator<Buffer> {
  let begun: Buffer[] = []
  let begunBytes = 0
  let line = 1
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      let start = 0
      for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
        yield Buffer.concat([...begun, chunk.subarray(start, end)])
        begun = []
        begunBytes = 0
        start = end + 1
        line += 1
      }
      begun.push(chunk.subarray(start))
      begunBytes += chunk.length - start
      if (begunBytes > MAX_LINE_BYTES) throw broken(line, name, 'it is longer than any delivery')
    }
  } catch (error) {
    throw toUnreadable(error, name)
  }
  if (begunBytes > 0) yield Buffer.concat(begun)
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
}

function toUnreadable(error: unknown, name: string): unknown {
  if (!(error instanceof Error && 'code' in error && 'syscall' in error)) return error
  return new UsageError(`${name} cannot be read: ${reasons[String(error.code)] ?? error.message}`, {
    hint: 'Name a file of msgr listen --record, or type last for the newest that has no name',
    cause: error,
  })
}

function broken(line: number, name: string, reason: string, cause?: unknown): UsageError {
  return new UsageError(`Line ${line} of ${name} is no recorded delivery: ${reason}`, {
    hint: 'Nothing was sent. Take that line out, or record again: msgr listen --record',
    cause,
  })
}
