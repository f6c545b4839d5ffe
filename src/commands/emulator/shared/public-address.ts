import type {Context} from '../../../context.ts'
import type {ConnectionInfo, EmulatorAccess} from '../../../emulator/find.ts'
import type {WebhookOptions} from './webhook-options.ts'

export type PublicWebhook = WebhookOptions & {readonly publicUrl: string}

/** Whether the program registers its webhook itself. */
export function isPublic(webhook: WebhookOptions | undefined): webhook is PublicWebhook {
  return webhook?.publicUrl !== undefined
}

/**
 * Lets a public address lead to the port of a program until the command ends, when the callback that the program
 * registered there is taken back as well. The fields, if any, are subscribed at the Page.
 */
export async function lendAddress(
  context: Context,
  emulator: EmulatorAccess,
  {appId, pageId}: Pick<ConnectionInfo, 'appId' | 'pageId'>,
  {url, publicUrl, fields}: PublicWebhook,
): Promise<void> {
  const {origin} = url
  await emulator.admin('POST', 'webhook', {appId, pageId, url: origin, publicUrl, fields})
  context.onExit(async () => void (await emulator.admin('POST', 'webhook/return', {url: origin})))
}

/** What a program registered. */
export interface Registered {
  /** At its public address. */
  readonly url: string
  /** Where it leads. */
  readonly localUrl: string
  /** Subscribed by the app and at the Page; empty when the Page lacks them. */
  readonly fields: readonly string[]
}

const POLL_MS = 150

/**
 * Waits until a program has registered its webhook and the Page is subscribed.
 * @param fieldsMs how long to wait for the Page once the callback is there; default until the timeout.
 * @param ended aborted when the program has ended.
 * @returns undefined when it registered nothing in time, or ended before.
 * @throws {InterruptedError}
 */
export async function untilRegistered(
  {clock, signal}: Context,
  emulator: EmulatorAccess,
  {url, publicUrl, timeoutMs, fieldsMs = timeoutMs}: PublicWebhook & {readonly fieldsMs?: number},
  ended: AbortSignal,
): Promise<Registered | undefined> {
  let deadline = clock.now() + timeoutMs
  let registered: Registered | undefined
  while (!ended.aborted) {
    const state = await emulator.admin('GET', `webhook?url=${encodeURIComponent(url.origin)}`)
    signal.throwIfAborted()
    if (state?.callback) {
      const {callback, pageFields} = state
      if (registered === undefined) deadline = Math.min(deadline, clock.now() + fieldsMs)
      const fields = callback.fields.filter(name => pageFields.includes(name))
      registered = {url: callback.url, localUrl: callback.url.replace(publicUrl, url.origin), fields}
      // What the Page lacks may be subscribed in the next call.
      if (fields.length === callback.fields.length) return registered
    }
    if (clock.now() >= deadline) return registered
    await clock.sleep(POLL_MS, AbortSignal.any([ended, signal])).catch(() => undefined)
  }
  return registered
}

/** What to look at when nothing was registered. */
export function unregisteredHint({url}: PublicWebhook): string {
  return `It has to call POST /APP_ID/subscriptions, and to answer at ${url.origin}: if it has another port, name it with --webhook`
}
