import type {RequestListener} from 'node:http'
import {UsageError} from '../errors.ts'
import {type PageFieldName, pageFieldAliases} from '../platform/webhook-events.ts'
import type {WebhookEvent} from '../webhook/parse-events.ts'
import {
  createListener,
  type Delivery,
  type ListenerOptions,
  type Receiver,
  startReceiver,
} from '../webhook/server.ts'
import {Listeners} from './listeners.ts'

export interface WebhookSettings {
  /** What the platform has to name when it verifies the callback. */
  readonly verifyToken: string
  /**
   * Deliveries are refused unless one of these signed them: name the old and the new one while a secret is changed.
   * Without any, nothing is checked, unless `requireSignature` says otherwise.
   */
  readonly appSecret?: string | readonly string[] | undefined
  /** Where `listen` serves; default `/webhook`. */
  readonly path?: string | undefined
  /** Refuses every delivery when no app secret is given. Default false. */
  readonly requireSignature?: boolean | undefined
}

/** A request that was refused, and why. */
export interface RefusedRequest {
  readonly status: number
  readonly reason: string
  readonly method: string
}

/** Events that are about the receiver itself; every other name is a field. */
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

type Told<Name extends string> = Name extends keyof ReceiverEvents ? ReceiverEvents[Name] : WebhookEvent
export type WebhookListener<Name extends string> = (told: Told<Name>) => unknown

/**
 * Receives the events of a Page. Set listeners by field (`messages`), or more narrowly by field and subtype
 * (`messages.text`, `messages.attachments`, `messages.attachments.image`); every event of every delivery is told. The
 * platform is answered first, so that a slow or failing listener costs no events; what a listener throws or rejects with
 * becomes an `error` event, which ends the process when nobody listens for it.
 *
 * Inside a server of your own use `handler`; to stand alone, `listen`.
 */
export class Webhook {
  readonly #listeners = new Listeners()
  readonly #options: ListenerOptions
  #receiver: Receiver | undefined

  /** Answers requests of any node server: the server chooses the path, and must not have parsed the body. */
  readonly handler: RequestListener

  /** @throws {UsageError} without a verify token. */
  constructor({verifyToken, appSecret = [], path = '/webhook', requireSignature = false}: WebhookSettings) {
    if (!verifyToken) throw new UsageError('A webhook needs a verify token', {hint: 'Make one up: any text'})
    this.#options = {
      path: toPath(path),
      verifyToken,
      appSecrets: [appSecret].flat().filter(secret => secret !== ''),
      requireSignature,
      onDelivery: delivery => this.#deliver(delivery),
      onVerified: () => this.#listeners.tell('verified', undefined),
      onRefused: refused => this.#listeners.tell('refused', refused),
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

  /** Tells the listeners of this name, as an event of the platform would. True when there are any. */
  emit<Name extends EventName>(name: Name, told: Told<Name>): boolean {
    return this.#listeners.tell(toName(name), told)
  }

  /**
   * Serves the path until `close`. Port 0 takes any free one; default host: every interface.
   * @throws {MsgrError} when the port cannot be had, or it listens already.
   */
  async listen(port: number, host = ''): Promise<{readonly port: number; readonly url: string}> {
    if (this.#receiver !== undefined) throw new UsageError('This webhook listens already')
    const {path} = this.#options
    this.#receiver = await startReceiver({...this.#options, port, host, others: notFound})
    const {port: taken} = this.#receiver
    return {port: taken, url: `http://${host === '' ? 'localhost' : host}:${taken}${path}`}
  }

  /** Answers what is under way, at most for a second. */
  async close(): Promise<void> {
    const receiver = this.#receiver
    this.#receiver = undefined
    await receiver?.close()
  }

  #deliver(delivery: Delivery): void {
    this.#listeners.tell('delivery', delivery)
    for (const event of delivery.events) {
      this.#listeners.tell('event', event)
      for (const name of namesOf(event)) this.#listeners.tell(name, event)
    }
  }
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
