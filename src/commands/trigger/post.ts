import type {Context} from '../../context.ts'
import {NetworkError} from '../../errors.ts'
import {postRaw, type RawAnswer, type RawPost} from '../../webhook/post-raw.ts'

/** Sends one delivery. @throws {NetworkError} if nobody answers, and the reason of the signal after Ctrl-C. */
export async function post(
  {signal}: Pick<Context, 'signal'>,
  delivery: Pick<RawPost, 'url' | 'headers' | 'body'>,
): Promise<RawAnswer> {
  signal.throwIfAborted()
  try {
    return await postRaw({...delivery, signal})
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof NetworkError)) throw error
    throw new NetworkError(error.message, {
      hint: 'Does the receiver run there? Start one with msgr listen',
      sent: error.sent,
      cause: error,
    })
  }
}
