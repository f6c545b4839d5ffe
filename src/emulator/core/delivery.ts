import http from 'node:http'
import https from 'node:https'
import {toWireForm} from '../../platform/signature.ts'
import {DELIVERY_TIMEOUT_MS, deliveryHeaders} from '../../platform/webhook-delivery.ts'
import type {OutgoingEvent} from './resource.ts'
import type {App, State} from './state.ts'
import {channelFor} from './thread-owner.ts'

/** When a delivery is attempted again after it failed. The platform publishes no schedule; this one is the emulator's. */
const retryDelaysMs = [1_000, 5_000, 30_000, 300_000]

const LOG_LENGTH = 1_000

type Channel = 'messaging' | 'standby' | 'changes'

/** One delivery to one app, as `/_msgr/deliveries` shows it. */
export interface DeliveryRecord {
  readonly appId: string
  readonly pageId: string
  readonly field: string
  /** `standby`: the app does not control the conversation. */
  readonly channel: Channel
  readonly url: string
  readonly at: number
  /** HTTP status of the last attempt; undefined when there was no answer. */
  status: number | undefined
  attempts: number
  state: 'pending' | 'delivered' | 'failed'
}

export interface Delivery {
  /** Sends to every subscribed app; returns at once. */
  readonly send: (event: OutgoingEvent) => void
  readonly log: readonly DeliveryRecord[]
  /** Waits until what is under way has been attempted once, at most this long; then gives up the rest. */
  readonly close: (graceMs: number) => Promise<void>
}

/** Events of one app leave one after the other, so that a thread arrives in order. */
export function createDelivery(state: State, now: () => number): Delivery {
  const log: DeliveryRecord[] = []
  const queues = new Map<string, Promise<void>>()
  const timers = new Set<NodeJS.Timeout>()
  const agents = {http: new http.Agent({keepAlive: true}), https: new https.Agent({keepAlive: true})}
  let isClosed = false

  const attempt = async (record: DeliveryRecord, body: Buffer, app: App): Promise<void> => {
    if (isClosed) return
    record.attempts += 1
    record.status = await post(record.url, body, app.secret, agents)
    if (record.status !== undefined && record.status >= 200 && record.status < 300) {
      record.state = 'delivered'
      return
    }
    const delayMs = retryDelaysMs[record.attempts - 1]
    if (delayMs === undefined) {
      record.state = 'failed'
      return
    }
    if (isClosed) return
    const timer = setTimeout(() => {
      timers.delete(timer)
      enqueue(record, body, app)
    }, delayMs)
    timers.add(timer)
  }

  const enqueue = (record: DeliveryRecord, body: Buffer, app: App): void => {
    const before = queues.get(app.id) ?? Promise.resolve()
    queues.set(
      app.id,
      before.then(() => attempt(record, body, app)),
    )
  }

  return {
    log,
    send: event => {
      const at = now()
      for (const {app, channel} of receiversOf(event, state, at)) {
        const url = app.callback?.url ?? ''
        const record: DeliveryRecord = {
          appId: app.id,
          pageId: event.pageId,
          field: event.field,
          channel,
          url,
          at,
          status: undefined,
          attempts: 0,
          state: 'pending',
        }
        log.push(record)
        if (log.length > LOG_LENGTH) log.shift()
        enqueue(record, toWireForm(toEnvelope(event, channel, at)), app)
      }
    },
    close: async graceMs => {
      const settled = Promise.all(queues.values())
      const grace = new Promise(resolve => setTimeout(resolve, graceMs).unref())
      await Promise.race([settled, grace])
      isClosed = true
      for (const timer of timers) clearTimeout(timer)
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

/** One event per delivery, with the key order of the real ones. */
function toEnvelope({pageId, field, item}: OutgoingEvent, channel: Channel, at: number): unknown {
  const entry =
    channel === 'changes'
      ? {time: Math.floor(at / 1000), id: pageId, changes: [{field, value: item}]}
      : {time: at, id: pageId, [channel]: [channel === 'standby' ? withoutPayload(item) : item]}
  return {object: 'page', entry: [entry]}
}

/** What a button carries is for the app that controls the conversation. */
function withoutPayload(item: OutgoingEvent['item']): OutgoingEvent['item'] {
  if (item['postback'] === undefined) return item
  const {payload: _payload, ...postback} = item['postback'] as Readonly<Record<string, unknown>>
  return {...item, postback}
}

/** The status that a callback answers with; undefined when it does not answer. Redirects are not followed. */
function post(
  url: string,
  body: Buffer,
  appSecret: string,
  agents: {http: http.Agent; https: https.Agent},
): Promise<number | undefined> {
  return new Promise(resolve => {
    const isSecure = url.startsWith('https:')
    const request = (isSecure ? https : http).request(
      url,
      {
        method: 'POST',
        headers: deliveryHeaders(body, appSecret),
        agent: isSecure ? agents.https : agents.http,
        timeout: DELIVERY_TIMEOUT_MS,
      },
      answer => {
        answer.resume()
        answer.on('end', () => resolve(answer.statusCode))
        answer.on('error', () => resolve(undefined))
      },
    )
    request.on('timeout', () => request.destroy())
    request.on('error', () => resolve(undefined))
    request.end(body)
  })
}
