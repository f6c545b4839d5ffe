import http from 'node:http'
import https from 'node:https'
import {toWireForm} from '../../platform/signature.ts'
import {DELIVERY_TIMEOUT_MS, deliveryHeaders} from '../../platform/webhook-delivery.ts'
import {type ActivityLog, type Answered, type EventRecord, MOST_BODY_BYTES} from '../chat/activity-log.ts'
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
  /** That ended, one way or the other. */
  attempts: number
  state: 'pending' | 'delivered' | 'failed'
}

export interface Delivery {
  /** Sends to every subscribed app; returns at once. */
  readonly send: (event: OutgoingEvent) => void
  /** Sends the bytes of an event once more, as one of its own. */
  readonly sendAgain: (event: EventRecord) => void
  /** Sends bytes to the callback of an app as they are, once, with these headers. */
  readonly sendRaw: (raw: RawEvent) => Promise<EventRecord>
  readonly log: readonly DeliveryRecord[]
  /** Waits until what is under way has been attempted once, at most this long; then gives up the rest. */
  readonly close: (graceMs: number) => Promise<void>
}

/** An event that somebody made, signed as they like. */
export interface RawEvent {
  readonly app: App
  readonly pageId: string
  readonly field: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** Events of one app leave one after the other, so that a thread arrives in order. */
export function createDelivery(state: State, now: () => number, activity: ActivityLog): Delivery {
  const log: DeliveryRecord[] = []
  const queues = new Map<string, Promise<void>>()
  const timers = new Set<NodeJS.Timeout>()
  const agents = {http: new http.Agent({keepAlive: true}), https: new https.Agent({keepAlive: true})}
  let isClosed = false

  const tryOnce = async (event: EventRecord, app: App): Promise<void> => {
    const {delivery: record, body, headers} = event
    const [atMs, startedMs] = [now(), performance.now()]
    const answer = await post(record.url, body, headers ?? deliveryHeaders(body, app.secret), agents)
    const isAnswered = typeof answer !== 'string'
    record.attempts += 1
    record.status = isAnswered ? answer.status : undefined
    if (isAnswered && answer.status >= 200 && answer.status < 300) record.state = 'delivered'
    else if (headers !== undefined || record.attempts > retryDelaysMs.length) record.state = 'failed'
    const ms = performance.now() - startedMs
    if (isAnswered) activity.tried(event, {atMs, ms, status: answer.status}, answer)
    else activity.tried(event, {atMs, ms, error: answer}, undefined)
  }

  const attempt = async (event: EventRecord, app: App): Promise<void> => {
    if (isClosed) return
    await tryOnce(event, app)
    const {state: outcome, attempts} = event.delivery
    if (isClosed || outcome !== 'pending') return
    const timer = setTimeout(
      () => {
        timers.delete(timer)
        enqueue(event, app)
      },
      retryDelaysMs[attempts - 1],
    )
    timers.add(timer)
  }

  const enqueue = (event: EventRecord, app: App): void => {
    const before = queues.get(app.id) ?? Promise.resolve()
    queues.set(
      app.id,
      before.then(() => attempt(event, app)),
    )
  }

  const begin = (
    {appId, pageId, field, channel, url}: Omit<DeliveryRecord, 'at' | 'status' | 'attempts' | 'state'>,
    body: Buffer,
    headers?: RawEvent['headers'],
  ): EventRecord => {
    const about = {appId, pageId, field, channel, url, at: now()}
    const record: DeliveryRecord = {...about, status: undefined, attempts: 0, state: 'pending'}
    log.push(record)
    if (log.length > LOG_LENGTH) log.shift()
    return activity.event(record, body, headers)
  }

  return {
    log,
    send: event => {
      const at = now()
      const {pageId, field} = event
      for (const {app, channel} of receiversOf(event, state, at)) {
        const url = app.callback?.url ?? ''
        const body = toWireForm(toEnvelope(event, channel, at))
        enqueue(begin({appId: app.id, pageId, field, channel, url}, body), app)
      }
    },
    sendAgain: ({delivery, body}) => {
      const app = state.apps[delivery.appId]
      if (app?.callback !== undefined) enqueue(begin({...delivery, url: app.callback.url}, body), app)
    },
    sendRaw: async ({app, pageId, field, headers, body}) => {
      const about = {
        appId: app.id,
        pageId,
        field,
        channel: 'messaging',
        url: app.callback?.url ?? '',
      } as const
      const event = begin(about, body, headers)
      await tryOnce(event, app)
      return event
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

/** What a callback answers; a text says why it does not. Redirects are not followed. */
function post(
  url: string,
  body: Buffer,
  headers: Readonly<Record<string, string>>,
  agents: {http: http.Agent; https: https.Agent},
): Promise<Answered | string> {
  return new Promise(resolve => {
    const isSecure = url.startsWith('https:')
    const agent = isSecure ? agents.https : agents.http
    const request = (isSecure ? https : http).request(
      url,
      {method: 'POST', headers, agent, timeout: DELIVERY_TIMEOUT_MS},
      answer => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', (chunk: string) => {
          if (text.length <= MOST_BODY_BYTES) text += chunk
        })
        answer.on('end', () => resolve({status: answer.statusCode ?? 0, headers: answer.headers, text}))
        answer.on('error', ({message}) => resolve(message))
      },
    )
    request.on('timeout', () => request.destroy(new Error(`no answer in ${DELIVERY_TIMEOUT_MS / 1000} s`)))
    request.on('error', ({message}) => resolve(message))
    request.end(body)
  })
}
