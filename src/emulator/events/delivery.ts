import http from 'node:http'
import https from 'node:https'
import {toWireForm} from '../../platform/signature.ts'
import {deliveryHeaders} from '../../platform/webhook-delivery.ts'
import {PlatformError} from '../errors.ts'
import type {Faults, GatherInto} from '../graph/faults.ts'
import type {App} from '../state/app.ts'
import type {State} from '../state/state.ts'
import type {OutgoingEvent} from '../world.ts'
import {
  type ActivityLog,
  type Answered,
  type EventRecord,
  MOST_BODY_BYTES,
  type UndeliveredRecord,
} from './activity-log.ts'
import {createDeliveryOrder} from './delivery-order.ts'
import type {DeliveryRecord} from './delivery-record.ts'
import {type Parcel, toEnvelope} from './envelope.ts'
import {loansOf, localAddressOf} from './public-address.ts'
import {createRedelivery, type Redelivery} from './redelivery.ts'
import {
  describeUndelivered,
  leavesTrace,
  type Reach,
  reachOf,
  type Undelivered,
  whyUndelivered,
} from './undelivered.ts'

const LOG_LENGTH = 1_000
/** Limits the memory that a slow callback uses: further events are dropped at once. */
const MOST_WAITING = 20_000

type About = Pick<DeliveryRecord, 'pageId' | 'field' | 'channel' | 'at' | 'events'>

export interface Delivery {
  /** Sends to every subscribed app; returns at once. What no app receives is noted in the log. */
  readonly send: (event: OutgoingEvent) => void
  /** Whether any app subscribed to the Page has an active callback. */
  readonly isHeard: (pageId: string) => boolean
  /**
   * Sends an event once more, as a separate delivery: its bytes, or what nobody received to whoever receives it now.
   * @param edited Other bytes to send instead, signed again.
   * @returns the delivery, if there is one app that got it before.
   * @throws {PlatformError} when nobody does.
   */
  readonly sendAgain: (event: EventRecord | UndeliveredRecord, edited?: Buffer) => EventRecord | undefined
  /** Why nobody would receive an event now; undefined if somebody would. */
  readonly whyNot: (record: UndeliveredRecord) => Undelivered | undefined
  /** Sends bytes to an app's callback unchanged, once, with these headers. */
  readonly sendRaw: (raw: RawEvent) => Promise<EventRecord>
  readonly log: readonly DeliveryRecord[]
  /** Retries what is due; returns whether the state has changed since the last call. */
  readonly advance: () => boolean
  /** What failed and waits for its next attempt. */
  readonly retries: Redelivery['waiting']
  /** Makes those attempts for an app and a Page now; returns how many. */
  readonly retryNow: Redelivery['hurry']
  /** How many events wait until an app's callback has answered those before them. */
  readonly queued: (appId: string) => number
  /** Waits up to this long until every pending delivery has been attempted once, then drops the rest. */
  readonly close: (graceMs: number) => Promise<void>
}

/** A hand-made event, with any signature. */
export interface RawEvent {
  readonly app: App
  readonly pageId: string
  readonly field: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** Events of one app are sent one after another, which keeps a thread in order. */
export function createDelivery(
  state: State,
  now: () => number,
  faults: Faults,
  activity: ActivityLog,
): Delivery {
  const log: DeliveryRecord[] = []
  const queues = new Map<string, Promise<void>>()
  const waiting = new Map<string, number>()
  const order = createDeliveryOrder()
  const redelivery = createRedelivery(state, now)
  const agents = {http: new http.Agent({keepAlive: true}), https: new https.Agent({keepAlive: true})}
  let isClosed = false

  const tryOnce = async (event: EventRecord, app: App, settle: () => void): Promise<void> => {
    const {delivery: record, body, headers = deliveryHeaders(event.body, app.secret)} = event
    const [atMs, startedMs] = [now(), performance.now()]
    const answer = await post(record.localUrl ?? record.url, body, headers, {
      agents,
      deadlineMs: state.receiverDeadlineMs,
    })
    const ms = performance.now() - startedMs
    record.attempts += 1
    record.status = typeof answer === 'string' ? undefined : answer.status
    record.tookMs = Math.round(ms)
    record.isSlow = record.tookMs > state.slowAfterMs
    settle()
    if (typeof answer === 'string') activity.tried(event, {atMs, ms, error: answer}, undefined)
    else activity.tried(event, {atMs, ms, status: answer.status}, answer)
  }

  const attempt = async (event: EventRecord, app: App): Promise<void> => {
    if (isClosed) return
    await tryOnce(event, app, () => redelivery.settle(event.delivery, () => enqueue(event, app)))
  }

  const enqueue = (event: EventRecord, app: App): void => {
    const before = queues.get(app.id) ?? Promise.resolve()
    const others = waiting.get(app.id) ?? 0
    if (others >= MOST_WAITING) {
      event.delivery.state = 'failed'
      const error = `${MOST_WAITING} events are already waiting for this callback`
      activity.tried(event, {atMs: now(), ms: 0, error}, undefined)
      return
    }
    waiting.set(app.id, others + 1)
    queues.set(
      app.id,
      before.then(() => {
        waiting.set(app.id, (waiting.get(app.id) ?? 1) - 1)
        return attempt(event, app)
      }),
    )
  }

  const begin = (app: App, about: About, body: Buffer, headers?: RawEvent['headers']): EventRecord => {
    const localUrl = localAddressOf(loansOf(state), app.callback?.url ?? '')
    const record: DeliveryRecord = {
      appId: app.id,
      pageId: about.pageId,
      field: about.field,
      channel: about.channel,
      url: app.callback?.url ?? '',
      ...(localUrl !== undefined && {localUrl}),
      at: about.at,
      events: about.events,
      status: undefined,
      attempts: 0,
      state: 'pending',
    }
    log.push(record)
    if (log.length > LOG_LENGTH) log.shift()
    return activity.event(record, body, headers)
  }

  const postTo = (app: App, parcels: readonly Parcel[], into?: GatherInto): void => {
    const [first] = parcels
    if (first === undefined) return
    const {
      event: {pageId, field},
      channel,
      at,
    } = first
    const body = toWireForm(toEnvelope(parcels, into))
    enqueue(begin(app, {pageId, field, channel, at, events: parcels.length}, body), app)
  }

  /** Sends to every app that receives the event; returns how each app with a callback would get it if none does. */
  const sendToAll = (event: OutgoingEvent, at: number): readonly Reach[] | undefined => {
    let isReceived = false
    const reaches = [...reachOf(event, state, at)]
    for (const {app, channel, missing} of reaches) {
      if (channel === undefined || missing !== undefined) continue
      isReceived = true
      const fault = faults.strikeDelivery(event.field)
      order.pass(app.id, {event, channel, at}, fault, (parcels, into) => postTo(app, parcels, into))
    }
    return isReceived ? undefined : reaches
  }

  /** Sends other bytes to every app that receives the event; otherwise like `sendToAll`. */
  const sendEdited = (event: OutgoingEvent, at: number, body: Buffer): readonly Reach[] | undefined => {
    const reaches = [...reachOf(event, state, at)]
    const receivers = reaches.filter(({channel, missing}) => channel !== undefined && missing === undefined)
    for (const {app, channel = 'messaging'} of receivers)
      enqueue(begin(app, {pageId: event.pageId, field: event.field, channel, at, events: 1}, body), app)
    return receivers.length > 0 ? undefined : reaches
  }

  const sendAgain: Delivery['sendAgain'] = (record, edited) => {
    if (record.kind === 'undelivered') {
      const {event} = record.parcel
      const reaches = edited === undefined ? sendToAll(event, now()) : sendEdited(event, now(), edited)
      if (reaches === undefined) return undefined
      const why = whyUndelivered(reaches, event, state, now())
      throw new PlatformError(100, `Nobody receives it: ${describeUndelivered(why, state)}`)
    }
    const app = state.apps[record.delivery.appId]
    if (app?.callback === undefined)
      throw new PlatformError(100, `Nobody receives it: the app ${app?.name ?? ''} has no callback`)
    const event = begin(app, aboutOf(record, now()), edited ?? record.body)
    enqueue(event, app)
    return event
  }

  return {
    log,
    advance: redelivery.advance,
    retries: redelivery.waiting,
    retryNow: redelivery.hurry,
    queued: appId => waiting.get(appId) ?? 0,
    send: event => {
      const at = now()
      const reaches = sendToAll(event, at)
      if (reaches === undefined) return
      const why = whyUndelivered(reaches, event, state, at)
      if (!leavesTrace(event, why, state)) return
      const nearest = 'appId' in why ? reaches.find(({app}) => app.id === why.appId) : undefined
      const parcel = {event, channel: nearest?.channel ?? event.channel ?? 'messaging', at}
      activity.undelivered(parcel, why, toWireForm(toEnvelope([parcel])))
    },
    isHeard: pageId => {
      const subscribed = state.pages[pageId]?.subscribedApps
      for (const id in subscribed) if (state.apps[id]?.callback?.isActive === true) return true
      return false
    },
    sendAgain,
    whyNot: ({parcel: {event}}) => {
      const reaches = [...reachOf(event, state, now())]
      const isReceived = reaches.some(({channel, missing}) => channel !== undefined && missing === undefined)
      return isReceived ? undefined : whyUndelivered(reaches, event, state, now())
    },
    sendRaw: async ({app, pageId, field, headers, body}) => {
      const event = begin(app, {pageId, field, channel: 'messaging', at: now(), events: 1}, body, headers)
      await tryOnce(event, app, () => {
        const {status = 0} = event.delivery
        event.delivery.state = status >= 200 && status < 300 ? 'delivered' : 'failed'
      })
      return event
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

const aboutOf = ({delivery: {pageId, field, channel, events}}: EventRecord, at: number): About => ({
  pageId,
  field,
  channel,
  events,
  at,
})

/** A callback's answer; a text says why there is none. Redirects are not followed. */
function post(
  url: string,
  body: Buffer,
  headers: Readonly<Record<string, string>>,
  {agents, deadlineMs}: {agents: {http: http.Agent; https: https.Agent}; deadlineMs: number},
): Promise<Answered | string> {
  return new Promise(resolve => {
    const isSecure = url.startsWith('https:')
    const agent = isSecure ? agents.https : agents.http
    // The deadline is for the whole answer, even if it arrives slowly.
    const signal = AbortSignal.timeout(deadlineMs)
    const fail = ({message}: Error) =>
      resolve(signal.aborted ? `no answer within ${deadlineMs / 1000} s` : message)
    const request = (isSecure ? https : http).request(
      url,
      {method: 'POST', headers, agent, signal},
      answer => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', (chunk: string) => {
          if (text.length <= MOST_BODY_BYTES) text += chunk
        })
        answer.on('end', () => resolve({status: answer.statusCode ?? 0, headers: answer.headers, text}))
        answer.on('error', fail)
      },
    )
    request.on('error', fail)
    request.end(body)
  })
}
