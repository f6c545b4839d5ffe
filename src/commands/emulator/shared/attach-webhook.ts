import type {Context} from '../../../context.ts'
import type {EmulatorAccess} from '../../../emulator/find.ts'
import {MsgrError, NetworkError} from '../../../errors.ts'
import type {AppId, PageId} from '../../../platform/ids.ts'
import {askCallback} from '../../../webhook/ask-callback.ts'

export interface WebhookParts {
  readonly emulator: EmulatorAccess
  readonly appId: AppId
  readonly pageId: PageId
  readonly url: string
  readonly verifyToken: string
  readonly fields: readonly string[]
  /** How long to wait for the program to answer. */
  readonly timeoutMs: number
  /** Aborted when the program has ended. */
  readonly ended: AbortSignal
}

const POLL_MS = 150

/**
 * Waits until a program's webhook answers, and makes it the app's callback until the command ends. Returns the
 * fields it gets; undefined when the program ended first.
 * @throws {MsgrError} when it does not answer in time, or not as the platform requires.
 */
export async function attachWebhook(
  context: Context,
  parts: WebhookParts,
): Promise<readonly string[] | undefined> {
  const {emulator, appId, pageId, url, verifyToken, fields} = parts
  if (!(await untilVerified(context, parts))) return undefined
  const loan = {appId, pageId, url, verifyToken, fields}
  const lent = await emulator.admin('POST', 'webhook', loan)
  context.onExit(async () => void (await emulator.admin('POST', 'webhook/return', {url})))
  return lent.fields
}

/** Returns false when the program ended first. @throws {InterruptedError} */
async function untilVerified({clock, signal}: Context, parts: WebhookParts): Promise<boolean> {
  const {url, verifyToken, timeoutMs, ended} = parts
  const deadline = clock.now() + timeoutMs
  while (!ended.aborted) {
    signal.throwIfAborted()
    const {kind, text, isAltered} = await askCallback(url, verifyToken, signal)
    if (kind === 'verified') return true
    if (kind === 'refused') {
      throw new MsgrError(`${url} did not pass verification: asked with the verify token, ${text}`, {
        hint: isAltered
          ? 'Answer with the value of hub.challenge and nothing else: no quotes, no JSON, no line break'
          : 'Check the path, and pass the token that the program expects: --verify-token',
      })
    }
    if (clock.now() >= deadline) {
      const after = timeoutMs === 0 ? '' : ` after ${timeoutMs / 1000} s`
      throw new NetworkError(`${url} does not answer${after}: ${text}`, {
        sent: 'no',
        hint: 'Check its port, or give the program more time: --webhook-timeout 2m',
      })
    }
    await clock.sleep(POLL_MS, AbortSignal.any([ended, signal])).catch(() => undefined)
  }
  // A program ended by the same Ctrl-C did not fail.
  signal.throwIfAborted()
  return false
}
