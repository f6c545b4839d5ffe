import {UsageError} from '../../errors.ts'
import {type SignedRequest, verifySignedRequest} from '../../platform/signature.ts'
import type {WebhookEvent} from '../../webhook/parse-events.ts'
import {type ListenerOptions, type Receiver, startReceiver} from '../../webhook/server.ts'
import {checkedSecrets} from '../app-secrets.ts'
import {Listeners} from '../listeners.ts'
import {LOOPBACK, notFound, toPath} from '../webhook.ts'
import {createExpressApp, type ExpressApp, environment, say} from './environment.ts'
import {type EventType, isKnownType, type SenderInfo, senderOf, toNames, typeOf} from './event-types.ts'

export interface WebhookOptions {
  /** Default: `MESSENGER_VERIFY_TOKEN`. */
  readonly verify_token?: string | null | undefined
  /** Default: `MESSENGER_ENDPOINT`, `MESSENGER_APP_ENDPOINT`, else `/webhook`. */
  readonly endpoint?: string | null | undefined
  /** Default: `MESSENGER_APP_SECRET`. Deliveries that it did not sign are refused; needed unless `verify_signature` is false. */
  readonly app_secret?: string | null | undefined
  /** Default: `PORT`, `MESSENGER_PORT`, else 1337. 0 takes any free one. */
  readonly port?: string | number | null | undefined
  /** Not in messenger-node. Default `127.0.0.1`, which only this machine reaches; `0.0.0.0` is every interface. */
  readonly host?: string | null | undefined
  /** Not in messenger-node: false takes deliveries unchecked, whoever sent them. Default true. */
  readonly verify_signature?: boolean | null | undefined
}

/** What listeners of an event take. `webhook_event` is the item as it came; of a change its value. */
export type EventListener = (
  event_type: EventType,
  sender_info: SenderInfo,
  // biome-ignore lint/suspicious/noExplicitAny: as in messenger-node, whose listeners look into events of every shape
  webhook_event: any,
) => unknown

// biome-ignore lint/suspicious/noExplicitAny: a bot may emit its own events, with any arguments
type AnyListener = (...args: any[]) => unknown

const optionNames = {secret: 'app_secret (or MESSENGER_APP_SECRET)', unsigned: 'verify_signature: false'}
const verificationFailed = 'Webhook verification: FAILED. Check that your verify_token is set correctly.'
const signedRequestError = 'Cannot validate signed request: app_secret not set'

/** Receives webhook events under messenger-node's names, and listens from its creation on. */
export class Webhook {
  readonly #listeners = new Listeners(['error', 'listening'])
  readonly #endpoint: string
  readonly #verifyToken: string
  readonly #receiver: Promise<Receiver>
  #port: string | number
  #appSecret: string | undefined
  #app: ExpressApp | undefined

  /** @throws {UsageError} without a verify token; without an app secret, unless `verify_signature` is false. */
  constructor(input?: WebhookOptions | null) {
    const options = input ?? {}
    const verifyToken = options.verify_token || environment.verifyToken()
    if (!verifyToken)
      throw new UsageError('VERIFY_TOKEN required to create webhook!', {reason: 'noVerifyToken'})
    this.#verifyToken = verifyToken
    this.#endpoint = toPath(options.endpoint || environment.endpoint() || '/webhook')
    const isVerified = options.verify_signature !== false
    const [appSecret] = checkedSecrets(
      options.app_secret ?? environment.appSecret(),
      !isVerified,
      optionNames,
    )
    this.#appSecret = appSecret
    // 0 is a port: any free one.
    this.#port = [options.port, environment.port()].find(port => port === 0 || port) ?? 1337
    this.#receiver = this.#listen(isVerified, options.host || LOOPBACK)
    this.#receiver.catch(error => this.#listeners.fail(error))
  }

  on(event: 'error', listener: (error: unknown) => unknown): this
  on(event: string, listener: EventListener): this
  on(event: string, listener: AnyListener): this {
    this.#listeners.on(event, listener)
    return this
  }

  once(event: 'error', listener: (error: unknown) => unknown): this
  once(event: string, listener: EventListener): this
  once(event: string, listener: AnyListener): this {
    this.#listeners.once(event, listener)
    return this
  }

  /** True when anybody listens. */
  emit(event: string, ...args: readonly unknown[]): boolean {
    return this.#listeners.emit(event, ...args)
  }

  /**
   * An express app for your own routes on the same port. The endpoint of the webhook comes first.
   * @throws {MsgrError} when the project has no express.
   */
  getInstance(): ExpressApp {
    this.#app ??= createExpressApp()
    return this.#app
  }

  stopInstance(callback?: ((error?: unknown) => void) | null): void {
    const stopped = this.#receiver.then(receiver => receiver.close())
    stopped.then(
      () => callback?.(),
      error => callback?.(error),
    )
  }

  /** As it was given; when that was 0, the one taken, as soon as it is known (event `listening`). */
  getPort(): string | number {
    return this.#port
  }

  getEndpoint(): string {
    return this.#endpoint
  }

  getVerifyToken(): string {
    return this.#verifyToken
  }

  /** Returns the new secret. @throws {UsageError} for an empty one. */
  setAppSecret(secret: string): string {
    checkedSecrets(secret, false, optionNames)
    this.#appSecret = secret
    return secret
  }

  /** What `getContext` signed; null when it is forged, and `{error_message}` when no app secret is known. */
  validateSignedRequest(
    signed: string | {readonly signed_request: string} | null | undefined,
  ): SignedRequest | null | {readonly error_message: string} {
    if (!this.#appSecret) return {error_message: signedRequestError}
    const text = typeof signed === 'string' ? signed : (signed?.signed_request ?? '')
    const check = verifySignedRequest(text, this.#appSecret, {maxAgeSeconds: Number.POSITIVE_INFINITY})
    return check.isValid ? check.payload : null
  }

  async #listen(isSignatureVerified: boolean, host: string): Promise<Receiver> {
    const secret = () => this.#appSecret
    const options: ListenerOptions = {
      path: this.#endpoint,
      verifyToken: this.#verifyToken,
      get appSecrets() {
        return isSignatureVerified ? [secret() ?? []].flat() : []
      },
      requireSignature: isSignatureVerified,
      onVerified: () => say('Verifying webhook...\nWebhook verification: SUCCESS'),
      onRefused: ({method}) => {
        if (method === 'GET') say(verificationFailed, true)
      },
      onDelivery: ({events}) => {
        for (const event of events) this.#emitEvent(event)
      },
      others: (request, response) => (this.#app ?? notFound)(request, response as never),
    }
    const receiver = await startReceiver(Object.assign(options, {port: Number(this.#port), host}))
    if (Number(this.#port) === 0) this.#port = receiver.port
    say(`webhook is listening on port ${this.#port}`)
    this.#listeners.emit('listening', this.#port)
    return receiver
  }

  #emitEvent(event: WebhookEvent): void {
    const {type, subtype} = typeOf(event)
    const sender = senderOf(event.item)
    const emit = (name: string, eventType: EventType) =>
      this.#listeners.emitField(name, eventType, sender, event.item)
    const isHeard = toNames(type).map(name => emit(name, {type: name, subtype}))
    // What messenger-node had no name for came as `unknown`; a bot that waits for it there goes on to get it.
    const isForUnknown = !isHeard.includes(true) && !isKnownType(type)
    if (isForUnknown) emit('unknown', {type: 'unknown', subtype: type})
  }
}
