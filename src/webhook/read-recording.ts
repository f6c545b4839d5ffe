import {atPlace, UsageError} from '../errors.ts'
import {toItem, toList} from './json.ts'

/** Longer than the line of any body that a receiver takes. */
const MAX_LINE_CHARACTERS = 16 * 1024 * 1024

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
export async function* readRecording(lines: AsyncIterable<string>, name: string): AsyncGenerator<Recorded> {
  let line = 0
  try {
    for await (const text of lines) {
      line += 1
      if (text.length > MAX_LINE_CHARACTERS) throw broken(line, name, 'it is longer than any delivery')
      if (text.trim() !== '') yield readRecorded(text, line, name)
    }
  } catch (error) {
    if (!(error instanceof UsageError) || (error.hint ?? error.reason) !== undefined) throw error
    throw new UsageError(error.message, {
      reason: 'recordingUnreadable',
      cause: error,
    })
  }
}

/** The delivery in one line of a recording. @throws {UsageError} if it holds none. */
export function readRecorded(text: string, line: number, name: string): Recorded {
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

function broken(line: number, name: string, reason: string, cause?: unknown): UsageError {
  return new UsageError(atPlace({file: name, line}, `this is not a recorded delivery: ${reason}`), {
    place: {file: name, line},
    reason: 'recordingBroken',
    cause,
  })
}
