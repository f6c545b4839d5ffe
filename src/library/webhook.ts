import type {RequestListener} from 'node:http'
import {emitWarning} from 'node:process'
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
import {checkedSecrets} from './app-secrets.ts'
import {Listeners} from './listeners.ts'
import type {WebhookInbox} from './webhook-inbox.ts'

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
  /**
   * The address of a PostgreSQL database that `msgr store init` has set up: `postgres://user:password@host/database`. Events are
   * stored in its inbox before they are answered. Each is emitted in one of the processes that name this database and
   * have called `open` or `listen`, and again in another one if that process ends before every listener has; the next event of a
   * person waits for the listeners of the one before. What the database cannot take is answered with 503. Not with `spool`.
   */
  readonly store?: string | undefined
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
  readonly #places: Pick<WebhookSettings, 'spool' | 'store'>
  #keeping: Promise<WebhookInbox> | undefined

  /** Answers requests of any node server: the server chooses the path, and must not have parsed the body. */
  readonly handler: RequestListener

  /** @throws {UsageError} without a verify token; without an app secret, unless `requireSignature` is false. */
  constructor({
    verifyToken,
    appSecret,
    path = '/webhook',
    requireSignature = true,
    spool,
    store,
  }: WebhookSettings) {
    if (!verifyToken)
      throw new UsageError('A webhook needs a verify token', {
        reason: 'noVerifyToken',
        hint: 'Make one up: any text',
      })
    if (spool !== undefined && store !== undefined)
      throw new UsageError('A webhook keeps deliveries in a spool or in a store, not in both')
    this.#places = {spool, store}
    this.#options = {
      ...((spool !== undefined || store !== undefined) && {keep: this.#keep}),
      path: toPath(path),
      verifyToken,
      appSecrets: checkedSecrets(appSecret, requireSignature === false, optionNames),
      requireSignature,
      // What a store has is emitted when it is taken from there.
      onDelivery: delivery => store === undefined && this.#deliver(delivery),
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
   * With a spool or a store, opens it and emits what waits there; set the listeners before. `listen` does this itself, and `handler` with its
   * first delivery. Without one it does nothing.
   * @throws {UsageError} if another process has the spool. @throws the error of `node:fs`. @throws {MsgrError} if the store cannot be used.
   */
  async open(): Promise<void> {
    await this.#opened()
  }

  /** Answers what is under way, at most for a second. With a spool or a store, listeners get a second more; what they have not ended by then stays there. */
  async close(): Promise<void> {
    const receiver = this.#receiver
    this.#receiver = undefined
    await receiver?.close()
    const keeping = await this.#keeping
    this.#keeping = undefined
    await keeping?.close()
  }

  #opened(): Promise<WebhookInbox> | undefined {
    const {spool, store} = this.#places
    if (spool !== undefined) this.#keeping ??= this.#unlessFailed(this.#openSpool(spool))
    if (store !== undefined) this.#keeping ??= this.#unlessFailed(this.#openStore(store))
    return this.#keeping
  }

  /** What failed is tried again with the next delivery. */
  #unlessFailed(opening: Promise<WebhookInbox>): Promise<WebhookInbox> {
    return opening.catch(error => {
      this.#keeping = undefined
      throw error
    })
  }

  async #openSpool(folder: string): Promise<WebhookInbox> {
    const {openSpool} = await import('../webhook/spool/spool.ts')
    const {leftDelivery} = await import('../webhook/spool/left-delivery.ts')
    const spool = await openSpool(folder)
    for await (const left of spool.readLeft()) this.#deliver(leftDelivery(left, this.#options))
    return {
      keep: delivery => spool.keep(delivery, Date.now()),
      async close() {
        await Promise.race([spool.whenDone(), setTimeout(CLOSING_MS, undefined, {ref: false})])
        await spool.close()
      },
    }
  }

  async #openStore(url: string): Promise<WebhookInbox> {
    const {openInbox} = await import('./webhook-inbox.ts')
    const {leftDelivery} = await import('../webhook/spool/left-delivery.ts')
    return openInbox(url, {
      handle: delivery =>
        new Promise(resolve => {
          const kept = {done: resolve, read: async () => delivery}
          this.#deliver(leftDelivery({...delivery, ...kept}, this.#options))
        }),
      closingMs: CLOSING_MS,
      onAway: error => {
        if (!this.#listeners.emit('error', error)) emitWarning(error as Error)
      },
    })
  }

  readonly #keep: NonNullable<ListenerOptions['keep']> = async (delivery, events) => {
    const keeping = await this.#opened()
    if (keeping === undefined) throw new Error('The webhook keeps nothing')
    return keeping.keep(delivery, events)
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
