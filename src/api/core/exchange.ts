import {setMaxListeners} from 'node:events'
import {GraphError, NetworkError} from '../../errors.ts'
import type {Clock} from '../../system/clock.ts'
import {type CallNames, headerIn, readAnswer, toNetworkError} from './failures.ts'
import type {GraphOptions, Retry} from './options.ts'
import {isThrottled, retryDelayMs} from './retry.ts'
import {traceLine} from './trace.ts'
import {
  type HttpRequest,
  type HttpResponse,
  type Timeouts,
  type Transport,
  TransportFailure,
} from './transport.ts'
import {parseUsage, type Usage} from './usage.ts'

/** One call, ready to be made as often as needed. */
export interface Call extends CallNames {
  /** Builds the request again for each attempt, because its proof expires. */
  readonly prepare: () => Prepared
  /** The version that is asked. */
  readonly version: string
  readonly isRead: boolean
  readonly retry: Retry
  /** Instead of that of the client. */
  readonly transport?: Transport | undefined
  /** One of many that finish what is under way: an interrupt gives it more time. */
  readonly isOneOfMany?: boolean | undefined
  /** Cuts off the request at once, instead of the signal of the client. */
  readonly signal?: AbortSignal | undefined
}

export interface Prepared extends Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'> {
  /** The body as data, for the trace. */
  readonly shown?: unknown
}

/** An answer with what its headers report. */
export interface Answered<Answer> {
  readonly answer: Answer
  readonly usage: Usage | undefined
}

export interface Exchange {
  readonly make: (call: Call) => Promise<Answered<unknown>>
}

export interface ExchangeOptions extends GraphOptions {
  readonly transport: Transport
  readonly clock: Clock
  readonly random: () => number
  /** The `Date` of an answer, in milliseconds since 1970; once for those of the same second. */
  readonly onDate: (platformMs: number) => void
}

const MAX_WAIT_MS = 60_000
/** The platform itself takes up to 75 s to fetch a video before it answers. */
const TIMEOUTS: Timeouts = {connectMs: 10_000, sendMs: 300_000, answerMs: 90_000}
/**
 * How long a write under way may take once the client is interrupted. An answer is usually there by then, and without one
 * nobody knows whether it was accepted. Whoever interrupts one of many lets those under way finish.
 */
const GRACE_MS = {one: 1_000, many: 15_000}

/** Makes calls: one attempt after the other, each traced. Passes on what the headers report. */
export function createExchange(options: ExchangeOptions): Exchange {
  const {transport, clock, random, signal, maxWaitMs = MAX_WAIT_MS} = options
  const timeouts = {...TIMEOUTS, ...options.timeouts}
  // As many follow it as there are calls at once; Node.js warns of a leak from the eleventh on.
  if (signal !== undefined) setMaxListeners(0, signal)
  const cutOffs = {one: afterGrace(signal, GRACE_MS.one), many: afterGrace(signal, GRACE_MS.many)}
  const checkVersion = versionCheck(options)
  const noteDate = dateReader(options)

  async function makeWithRetries(call: Call): Promise<Answered<unknown>> {
    let waitedMs = 0
    for (let number = 1; ; number++) {
      try {
        return await attempt(call)
      } catch (error) {
        if (!(error instanceof GraphError || error instanceof NetworkError)) throw error
        const {isRead} = call
        const delayMs = retryDelayMs({number, isRead, error, waitedMs, maxWaitMs, random: random()})
        if (delayMs === undefined) throw error
        if (isThrottled(error))
          options.warn?.(`Too many calls; trying again in ${Math.ceil(delayMs / 1000)} s`)
        await clock.sleep(delayMs, signal)
        waitedMs += delayMs
      }
    }
  }

  async function attempt(call: Call): Promise<Answered<unknown>> {
    signal?.throwIfAborted()
    // Spelled out: copying objects whole is a good part of what a call costs when there are thousands.
    const {method, url, headers, body, shown} = call.prepare()
    const startMs = clock.now()
    const ownSignal = call.isRead ? signal : cutOffs[call.isOneOfMany === true ? 'many' : 'one']
    const cutOff = call.signal ?? ownSignal
    const {debug} = options
    const trace = (given: HttpResponse | string) => {
      if (debug === undefined) return
      // Before it is cut: of half a secret nobody would know that it is one.
      const outcome = typeof given === 'string' ? given : {...given, body: call.mask(given.body)}
      debug(call.mask(traceLine({method, url, sent: shown, tookMs: clock.now() - startMs, outcome})))
    }
    try {
      const response = await (call.transport ?? transport)({
        method,
        url,
        headers,
        body,
        timeouts,
        signal: cutOff,
      })
      trace(response)
      checkVersion(response, call.version)
      noteDate(response)
      const usage = parseUsage(response.headers)
      if (usage !== undefined) options.onUsage?.(usage)
      const {route, mask, needs} = call
      return {answer: readAnswer(response, {route, mask, needs, nowMs: clock.now()}), usage}
    } catch (error) {
      if (!(error instanceof TransportFailure)) throw error
      trace(error.message)
      // To ask again does no harm, and what was not sent has changed nothing.
      if (wasCutOff(error, cutOff) && (call.isRead || error.sent === 'no')) throw error.cause
      throw toNetworkError(error, call)
    }
  }

  return {make: call => (call.retry === 'none' ? attempt(call) : makeWithRetries(call))}
}

const wasCutOff = ({cause}: TransportFailure, signal: AbortSignal | undefined): boolean =>
  signal?.aborted === true && cause === signal.reason

/** A signal that follows another one after so many milliseconds, with its reason. */
function afterGrace(signal: AbortSignal | undefined, ms: number): AbortSignal | undefined {
  if (signal === undefined) return undefined
  const controller = new AbortController()
  setMaxListeners(0, controller.signal)
  const follow = () => setTimeout(() => controller.abort(signal.reason), ms).unref()
  signal.addEventListener('abort', follow, {once: true})
  return controller.signal
}

/** Passes on the `Date` of answers; of those of one second the first. */
function dateReader({onDate}: ExchangeOptions): (response: HttpResponse) => void {
  let last: string | undefined
  return response => {
    const date = headerIn(response, 'date')
    if (date === undefined || date === last) return
    last = date
    const ms = Date.parse(date)
    if (!Number.isNaN(ms)) onDate(ms)
  }
}

/** Warns once when another version answers than was asked: the platform does so silently for one that has ended. */
function versionCheck({warn}: ExchangeOptions): (response: HttpResponse, version: string) => void {
  let isInfoKnown = false
  return (response, version) => {
    const served = headerIn(response, 'facebook-api-version')
    if (served === undefined || served === version || isInfoKnown) return
    isInfoKnown = true
    warn?.(`The platform answers with ${served} instead of ${version}`, 'version')
  }
}
