import http from 'node:http'
import https from 'node:https'
import {toWireForm} from '../../platform/signature.ts'
import {ANSWER_WITHIN_MS, deliveryHeaders} from '../../platform/webhook-delivery.ts'
import {createDeliveryOrder} from './delivery-order.ts'
import {type Channel, type GatherInto, type Parcel, toEnvelope} from './envelope.ts'
import type {Faults} from './faults.ts'
import {createRedelivery} from './redelivery.ts'
import type {OutgoingEvent} from './resource.ts'
import type {App, State} from './state.ts'
import {channelFor} from './thread-owner.ts'

const LOG_LENGTH = 1_000

/** One delivery to one app, as `/_msgr/deliveries` shows it. */
export interface DeliveryRecord {
  readonly appId: string
  readonly pageId: string
  readonly field: string
  /** `standby`: the app does not control the conversation. */
  readonly channel: Channel
  readonly url: string
  readonly at: number
  /** How many events it carries. */
  readonly events: number
  /** HTTP status of the last attempt; undefined when there was no answer. */
  status: number | undefined
  attempts: number
  /** How long the last attempt took, in ms. */
  tookMs?: number
  /** The last answer took longer than today's documentation allows. */
  isSlow?: boolean
  state: 'pending' | 'delivered' | 'failed'
}

export interface Delivery {
  /** Sends to every subscribed app; returns at once. */
  readonly send: (event: OutgoingEvent) => void
  readonly log: readonly DeliveryRecord[]
  /** Attempts again what is due; tells whether the state has changed since the last time. */
  readonly advance: () => boolean
  /** Waits until what is under way has been attempted once, at most this long; then gives up the rest. */
  readonly close: (graceMs: number) => Promise<void>
}

/** Events of one app leave one after the other, so that a thread arrives in order. */
export function createDelivery(state: State, now: () => number, faults: Faults): Delivery {
  const log: DeliveryRecord[] = []
  const queues = new Map<string, Promise<void>>()
  const order = createDeliveryOrder()
  const redelivery = createRedelivery(state, now)
  const agents = {http: new http.Agent({keepAlive: true}), https: new https.Agent({keepAlive: true})}
  let isClosed = false

  const attempt = async (record: DeliveryRecord, body: Buffer, app: App): Promise<void> => {
    if (isClosed) return
    const startedMs = performance.now()
    record.attempts += 1
    record.status = await post(record.url, body, app.secret, {agents, deadlineMs: state.receiverDeadlineMs})
    record.tookMs = Math.round(performance.now() - startedMs)
    record.isSlow = record.tookMs > ANSWER_WITHIN_MS
    redelivery.settle(record, () => enqueue(record, body, app))
  }

  const enqueue = (record: DeliveryRecord, body: Buffer, app: App): void => {
    const before = queues.get(app.id) ?? Promise.resolve()
    queues.set(
      app.id,
      before.then(() => attempt(record, body, app)),
    )
  }

  const postTo = (app: App, parcels: readonly Parcel[], into?: GatherInto): void => {
    const [first] = parcels
    if (first === undefined) return
    const {event, channel, at} = first
    const record: DeliveryRecord = {
      appId: app.id,
      pageId: event.pageId,
      field: event.field,
      channel,
      url: app.callback?.url ?? '',
      at,
      events: parcels.length,
      status: undefined,
      attempts: 0,
      state: 'pending',
    }
    log.push(record)
    if (log.length > LOG_LENGTH) log.shift()
    enqueue(record, toWireForm(toEnvelope(parcels, into)), app)
  }

  return {
    log,
    advance: redelivery.advance,
    send: event => {
      const at = now()
      for (const {app, channel} of receiversOf(event, state, at)) {
        const fault = faults.strikeDelivery(event.field)
        order.pass(app.id, {event, channel, at}, fault, (parcels, into) => postTo(app, parcels, into))
      }
    },
    close: async graceMs => {
      order.flush()
      redelivery.stop()
      const settled = Promise.all(queues.values())
      const grace = new Promise(resolve => setTimeout(resolve, graceMs).unref())
      await Promise.race([settled, grace])
      isClosed = true
      agents.http.destroy()
      agents.https.destroy()
    },
  }
}

/**
 * An event reaches an app only when the field is subscribed at the app and at the Page; the event of a conversation that
 * another app controls, only when the field `standby` is as well.
 */
function receiversOf(
  event: OutgoingEvent,
  state: State,
  nowMs: number,
): readonly {readonly app: App; readonly channel: Channel}[] {
  const {pageId, field, appId} = event
  const subscribed = state.pages[pageId]?.subscribedApps ?? {}
  return Object.entries(subscribed).flatMap(([id, fields]) => {
    const app = state.apps[id]
    if (app?.callback?.isActive !== true || (appId !== undefined && appId !== id)) return []
    const channel = channelFor(id, event, state, nowMs)
    if (channel === undefined) return []
    const needed = channel === 'standby' ? [field, 'standby'] : [field]
    const atApp = app.callback.fields
    return needed.every(name => fields.includes(name) && atApp.includes(name)) ? [{app, channel}] : []
  })
}

/** The status that a callback answers with; undefined when it does not answer. Redirects are not followed. */
function post(
  url: string,
  body: Buffer,
  appSecret: string,
  {agents, deadlineMs}: {agents: {http: http.Agent; https: https.Agent}; deadlineMs: number},
): Promise<number | undefined> {
  return new Promise(resolve => {
    const isSecure = url.startsWith('https:')
    const request = (isSecure ? https : http).request(
      url,
      {
        method: 'POST',
        headers: deliveryHeaders(body, appSecret),
        agent: isSecure ? agents.https : agents.http,
        // The whole answer has to be there by then, however busily it drips.
        signal: AbortSignal.timeout(deadlineMs),
      },
      answer => {
        answer.resume()
        answer.on('end', () => resolve(answer.statusCode))
        answer.on('error', () => resolve(undefined))
      },
    )
    request.on('error', () => resolve(undefined))
    request.end(body)
  })
}
