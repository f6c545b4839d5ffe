import http, {type IncomingMessage} from 'node:http'
import type {StreamEvents} from '../emulator/chat/view-types.ts'
import {MsgrError} from '../errors.ts'

type StreamEvent = {
  [Name in keyof StreamEvents]: readonly [name: Name, data: StreamEvents[Name]]
}[keyof StreamEvents]

/** How long opening a stream may take; the stream itself has no time limit. */
const OPENING_MS = 10_000

export interface Stream {
  /** Resolves with the reason when the stream ends; never rejects. */
  readonly ended: Promise<MsgrError>
  readonly close: () => void
}

/**
 * Follows `/_msgr/stream` of an emulator; resolves once it is open, and misses nothing after that.
 * @throws {MsgrError} when it cannot be opened.
 */
export async function followStream(url: string, onEvent: (event: StreamEvent) => void): Promise<Stream> {
  const request = http.get(`${url}/_msgr/stream`, {agent: false, headers: {accept: 'text/event-stream'}})
  const deadline = setTimeout(() => request.destroy(new Error('it does not answer')), OPENING_MS)
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve)
    request.once('error', reject)
  })
    .catch((error: Error) => {
      throw new MsgrError(`The emulator at ${url} cannot be reached: ${error.message}`, {cause: error})
    })
    .finally(() => clearTimeout(deadline))
  if (answer.statusCode !== 200) {
    answer.resume()
    throw new MsgrError(
      `The emulator at ${url} has no event stream: it answered with status ${answer.statusCode}`,
      {
        hint: 'It may be from an older msgr: stop it and start it again',
      },
    )
  }
  let unread = ''
  answer.setEncoding('utf8')
  answer.on('data', (chunk: string) => {
    const blocks = (unread + chunk).split('\n\n')
    unread = blocks.pop() ?? ''
    for (const event of blocks.flatMap(toEvent)) onEvent(event)
  })
  const ended = new Promise<MsgrError>(resolve => {
    const end = () => resolve(new MsgrError(`The emulator at ${url} has ended.`))
    answer.once('close', end)
    answer.once('error', end)
    request.on('error', end)
  })
  return {ended, close: () => request.destroy()}
}

/** Undefined for a comment, which keeps the connection alive. */
function toEvent(block: string): readonly StreamEvent[] {
  const [, name] = /^event: ?(.*)$/m.exec(block) ?? []
  const [, data] = /^data: ?(.*)$/m.exec(block) ?? []
  return name === undefined || data === undefined ? [] : [[name, JSON.parse(data)] as unknown as StreamEvent]
}
