import type {RequestListener} from 'node:http'
import {setTimeout} from 'node:timers/promises'
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
import type {Spool} from '../webhook/spool/spool.ts'
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
  /**
   * A folder in which deliveries wait, on disk before they are answered, until every listener has ended; a promise of a
   * listener is waited for. What a crash or `close` left is emitted again after `open`, before what comes then. So a listener sees
   * each event at least once. Default: deliveries are in memory only. One process at a time can have it.
   */
  readonly spool?: string | undefined
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
  readonly #spoolFolder: string | undefined
  #spool: Promise<Spool> | undefined

  /** Answers requests of any node server: the server chooses the path, and must not have parsed the body. */
  readonly handler: RequestListener

  /** @throws {UsageError} without a verify token; without an app secret, unless `requireSignature` is false. */
  constructor({verifyToken, appSecret, path = '/webhook', requireSignature = true, spool}: WebhookSettings) {
    if (!verifyToken)
      throw new UsageError('A webhook needs a verify token', {
        reason: 'noVerifyToken',
        hint: 'Make one up: any text',
      })
    this.#spoolFolder = spool
    this.#options = {
      ...(spool !== undefined && {keep: this.#keep}),
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
   * Serves the path until `close`, after `open`. Port 0 takes any free one. Default host, also for an empty one: `127.0.0.1`, which only this machine reaches;
   * `0.0.0.0` or `::` is every interface.
   * @throws {MsgrError} when the port cannot be had, or it listens already.
   */
  async listen(port: number, host = ''): Promise<{readonly port: number; readonly url: string}> {
    if (this.#receiver !== undefined)
      throw new UsageError('This webhook is already listening', {reason: 'alreadyListening'})
    await this.open()
    const {path} = this.#options
    const address = host || LOOPBACK
    this.#receiver = await startReceiver({...this.#options, port, host: address, others: notFound})
    const {port: taken} = this.#receiver
    return {port: taken, url: `http://${hostInUrl(address)}:${taken}${path}`}
  }

  /**
   * With a spool, opens it and emits what is left there; set the listeners before. `listen` does this itself, and `handler` with its
   * first delivery. Without one it does nothing.
   * @throws {UsageError} if another process has the spool. @throws the error of `node:fs`.
   */
  async open(): Promise<void> {
    await this.#opened()
  }

  /** Answers what is under way, at most for a second. With a spool, listeners get a second more; what they have not ended by then stays there. */
  async close(): Promise<void> {
    const receiver = this.#receiver
    this.#receiver = undefined
    await receiver?.close()
    const spool = await this.#spool
    this.#spool = undefined
    if (spool === undefined) return
    await Promise.race([spool.whenDone(), setTimeout(CLOSING_MS, undefined, {ref: false})])
    await spool.close()
  }

  #opened(): Promise<Spool> | undefined {
    if (this.#spoolFolder === undefined) return undefined
    this.#spool ??= this.#openSpool(this.#spoolFolder)
    return this.#spool
  }

  async #openSpool(folder: string): Promise<Spool> {
    try {
      const {openSpool} = await import('../webhook/spool/spool.ts')
      const {leftDelivery} = await import('../webhook/spool/left-delivery.ts')
      const spool = await openSpool(folder)
      for await (const left of spool.readLeft()) this.#deliver(leftDelivery(left, this.#options))
      return spool
    } catch (error) {
      this.#spool = undefined
      throw error
    }
  }

  readonly #keep: ListenerOptions['keep'] = async delivery => {
    const spool = await this.#opened()
    if (spool === undefined) throw new Error('The webhook has no spool')
    return spool.keep(delivery, Date.now())
  }

  #deliver({kept, ...delivery}: Delivery): void {
    if (kept === undefined) this.#emit(delivery)
    else this.#listeners.whenOver(() => this.#emit(delivery), kept.done)
  }

  #emit(delivery: Delivery): void {
    this.#listeners.emit('delivery', delivery)
    for (const event of delivery.events) {
      this.#listeners.emit('event', event)
      for (const name of namesOf(event)) this.#listeners.emitField(name, event)
    }
  }
}

/** How long `close` waits for listeners. */
const CLOSING_MS = 1_000

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
