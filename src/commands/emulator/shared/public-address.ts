import type {Context} from '../../../context.ts'
import type {ConnectionInfo, EmulatorAccess} from '../../../emulator/find.ts'
import type {WebhookOptions} from './webhook-options.ts'

export type PublicWebhook = WebhookOptions & {readonly publicUrl: string}

/** Whether the program registers its own webhook. */
export function isPublic(webhook: WebhookOptions | undefined): webhook is PublicWebhook {
  return webhook?.publicUrl !== undefined
}

/**
 * Routes a public address to a program's port until the command ends; the callback that the program registered there is
 * then removed too. Subscribes the Page to the fields, if any.
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

/** The callback that a program registered. */
export interface Registered {
  /** Its public address. */
  readonly url: string
  /** The local address it is routed to. */
  readonly localUrl: string
  /** Subscribed by both the app and the Page; empty if the Page is not subscribed. */
  readonly fields: readonly string[]
}

const POLL_MS = 150

/**
 * Waits until a program has registered its webhook and the Page is subscribed.
 * @param fieldsMs how long to wait for the Page's subscription once the callback is registered; default: until the timeout.
 * @param ended aborted when the program has ended.
 * @returns undefined when it registered nothing in time, or ended first.
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
      // The Page may be subscribed by the program's next call.
      if (fields.length === callback.fields.length) return registered
    }
    if (clock.now() >= deadline) return registered
    await clock.sleep(POLL_MS, AbortSignal.any([ended, signal])).catch(() => undefined)
  }
  return registered
}

/** What to check when nothing was registered. */
export function unregisteredHint({url}: PublicWebhook): string {
  return `It has to call POST /APP_ID/subscriptions and answer at ${url.origin}. If it uses another port, name it with --webhook`
}
