import type {RequestListener} from 'node:http'
import {UsageError} from '../errors.ts'
import {type PageFieldName, pageFieldAliases} from '../platform/webhook-events.ts'
import type {WebhookEvent} from '../webhook/parse-events.ts'
import type {RefusedRequest} from '../webhook/refuse-unread.ts'
import {
  createListener,
  type Delivery,
  type ListenerOptions,
  type Receiver,
  startReceiver,
} from '../webhook/server.ts'
import {checkedSecrets} from './app-secrets.ts'
import {Listeners} from './listeners.ts'

export interface WebhookSettings {
  /** What the platform has to name when it verifies the callback. */
  readonly verifyToken: string
  /**
   * Deliveries are refused unless one of these signed them: name the old and the new one while a secret is changed.
   * May be left out only with `requireSignature: false`.
   */
  readonly appSecret?: string | readonly string[] | undefined
  /** Where `listen` serves; default `/webhook`. */
  readonly path?: string | undefined
  /** `false` with no app secret takes every delivery unchecked, whoever sent it. Default true. */
  readonly requireSignature?: boolean | undefined
}

/** Events that are about the receiver itself; every other name is a field. No delivery causes one by naming its field so. */
export interface ReceiverEvents {
  /** Each event of each delivery, whatever its field. */
  readonly event: WebhookEvent
  /** A whole delivery, with its bytes. */
  readonly delivery: Delivery
  /** The platform has verified the callback. */
  readonly verified: undefined
  readonly refused: RefusedRequest
  /** A listener failed, at once or later. */
  readonly error: unknown
}

/** A field, a field and subtype, or what is about the receiver itself. */
export type EventName = PageFieldName | keyof ReceiverEvents | (string & {})

type EventData<Name extends string> = Name extends keyof ReceiverEvents ? ReceiverEvents[Name] : WebhookEvent
export type WebhookListener<Name extends string> = (data: EventData<Name>) => unknown

/**
 * Receives the events of a Page. Set listeners by field (`messages`), or more narrowly by field and subtype
 * (`messages.text`, `messages.attachments`, `messages.attachments.image`); every event of every delivery is emitted. The
 * platform is answered first, so that a slow or failing listener costs no events; what a listener throws or rejects with
 * becomes an `error` event, or a warning of the process when nobody listens for it.
 *
 * Inside your own server use `handler`; otherwise use `listen`.
 */
export class Webhook {
  readonly #listeners = new Listeners(ownNames)
  readonly #options: ListenerOptions
  #receiver: Receiver | undefined

  /** Answers requests of any node server: the server chooses the path, and must not have parsed the body. */
  readonly handler: RequestListener

  /** @throws {UsageError} without a verify token; without an app secret, unless `requireSignature` is false. */
  constructor({verifyToken, appSecret, path = '/webhook', requireSignature = true}: WebhookSettings) {
    if (!verifyToken)
      throw new UsageError('A webhook needs a verify token', {
        reason: 'noVerifyToken',
        hint: 'Make one up: any text',
      })
    this.#options = {
      path: toPath(path),
      verifyToken,
      appSecrets: checkedSecrets(appSecret, requireSignature === false, optionNames),
      requireSignature,
      onDelivery: delivery => this.#deliver(delivery),
      onVerified: () => this.#listeners.emit('verified', undefined),
      onRefused: refused => this.#listeners.emit('refused', refused),
    }
    this.handler = createListener({...this.#options, isMounted: true})
  }

  on<Name extends EventName>(name: Name, listener: WebhookListener<Name>): this {
    this.#listeners.on(toName(name), listener)
    return this
  }

  once<Name extends EventName>(name: Name, listener: WebhookListener<Name>): this {
    this.#listeners.once(toName(name), listener)
    return this
  }

  off<Name extends EventName>(name: Name, listener: WebhookListener<Name>): this {
    this.#listeners.off(toName(name), listener)
    return this
  }

  /** Calls the listeners of this name, as an event of the platform would. Returns true when there are any. */
  emit<Name extends EventName>(name: Name, data: EventData<Name>): boolean {
    return this.#listeners.emit(toName(name), data)
  }

  /**
   * Serves the path until `close`. Port 0 takes any free one. Default host, also for an empty one: `127.0.0.1`, which only this machine reaches;
   * `0.0.0.0` or `::` is every interface.
   * @throws {MsgrError} when the port cannot be had, or it listens already.
   */
  async listen(port: number, host = ''): Promise<{readonly port: number; readonly url: string}> {
    if (this.#receiver !== undefined)
      throw new UsageError('This webhook is already listening', {reason: 'alreadyListening'})
    const {path} = this.#options
    const address = host || LOOPBACK
    this.#receiver = await startReceiver({...this.#options, port, host: address, others: notFound})
    const {port: taken} = this.#receiver
    return {port: taken, url: `http://${hostInUrl(address)}:${taken}${path}`}
  }

  /** Answers what is under way, at most for a second. */
  async close(): Promise<void> {
    const receiver = this.#receiver
    this.#receiver = undefined
    await receiver?.close()
  }

  #deliver(delivery: Delivery): void {
    this.#listeners.emit('delivery', delivery)
    for (const event of delivery.events) {
      this.#listeners.emit('event', event)
      for (const name of namesOf(event)) this.#listeners.emitField(name, event)
    }
  }
}

const ownNames: readonly (keyof ReceiverEvents)[] = ['event', 'delivery', 'verified', 'refused', 'error']
const optionNames = {secret: 'appSecret', unsigned: 'requireSignature: false'}

/** Only this machine: what is to be reached from outside has a proxy or a tunnel in front, or names another host. */
export const LOOPBACK = '127.0.0.1'

function hostInUrl(host: string): string {
  if (['0.0.0.0', '::'].includes(host)) return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

/** `messages.attachments.image` → `messages`, `messages.attachments`, `messages.attachments.image`. */
function namesOf({field, subtype}: WebhookEvent): readonly string[] {
  const parts = [field, ...(subtype?.split('.') ?? [])]
  return parts.map((_, index) => parts.slice(0, index + 1).join('.'))
}

/** The platform's own name where other tools or older pages use another. */
function toName(name: string): string {
  const [field = '', ...rest] = name.split('.')
  return [pageFieldAliases[field] ?? field, ...rest].join('.')
}

export function toPath(path: string): string {
  const trimmed = path.replace(/(?<!\/)\/+$/, '')
  return trimmed.startsWith('/') ? trimmed : `/${trimmed}`
}

export const notFound: RequestListener = (_request, response) => {
  response.writeHead(404, {'Content-Type': 'text/plain; charset=utf-8'}).end('Not Found\n')
}
