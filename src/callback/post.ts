import type {Context} from '../context.ts'
import {adminAt} from '../emulator/control/admin-client.ts'
import {NetworkError} from '../errors.ts'
import {postRaw, type RawAnswer, type RawPost} from '../webhook/outgoing/post-raw.ts'
import {parseEvents} from '../webhook/parse-events.ts'
import {callbackInEmulator} from './target.ts'

/** Sends one delivery. @throws {NetworkError} if nobody answers, and the reason of the signal after Ctrl-C. */
export type Post = (delivery: Pick<RawPost, 'headers' | 'body'>) => Promise<RawAnswer>

/** How deliveries reach a receiver: through the emulator if it is the callback there, so that the log shows them. */
export async function createPost(context: Context, url: URL): Promise<Post> {
  const callback = await callbackInEmulator(context)
  const send = callback?.href === url.href ? await throughEmulator(context) : direct(context, url)
  return async delivery => {
    context.signal.throwIfAborted()
    try {
      return await send(delivery)
    } catch (error) {
      context.signal.throwIfAborted()
      if (!(error instanceof NetworkError)) throw error
      throw new NetworkError(error.message, {
        hint: 'Check that the receiver runs there, or start one: msgr listen',
        sent: error.sent,
        cause: error,
      })
    }
  }
}

function direct({signal}: Context, url: URL): Post {
  return delivery => postRaw({...delivery, url, signal})
}

async function throughEmulator(context: Context): Promise<Post> {
  const {graphUrl, appId, pageId} = await context.connection()
  const admin = adminAt(graphUrl)
  return async ({headers, body}) => {
    const attempt = await admin('POST', 'events', {
      appId,
      pageId,
      field: fieldOf(body),
      headers: fromList(headers),
      body: body.toString('base64'),
    })
    const {status, ms = 0, error = 'no answer'} = attempt
    if (status === undefined)
      throw new NetworkError(`The callback does not answer: ${error}`, {sent: 'maybe'})
    return {status, ms: Math.round(ms)}
  }
}

function fieldOf(body: Buffer): string | undefined {
  try {
    return parseEvents(JSON.parse(body.toString()))[0]?.field
  } catch {
    return undefined
  }
}

function fromList(headers: readonly string[]): Readonly<Record<string, string>> {
  const names = headers.filter((_, index) => index % 2 === 0)
  return Object.fromEntries(names.map((name, index) => [name, headers[index * 2 + 1] ?? '']))
}
