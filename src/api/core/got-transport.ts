import {Agent as HttpAgent} from 'node:http'
import {Agent as HttpsAgent} from 'node:https'
import {Readable} from 'node:stream'
import {got, RequestError} from 'got'
import {
  cutOff,
  deadlineMsOf,
  failureOf,
  type HttpRequest,
  MOST_ANSWER_BYTES,
  type Transport,
  tooLongAnswer,
} from './transport.ts'

/** A transport that keeps connections open between calls. Open connections do not keep a process alive. */
export function createGotTransport(): Transport {
  const agents: Agents = {}
  return async request => {
    const {method, url, headers, body, signal} = request
    try {
      const answering = got(url, {
        method,
        headers: {...headers},
        ...(body === undefined ? {} : {body: typeof body === 'function' ? Readable.from(body()) : body}),
        ...(signal === undefined ? {} : {signal}),
        agent: agentFor(url, agents),
        timeout: toGotTimeouts(request),
        retry: {limit: 0},
        allowGetBody: true,
        followRedirect: false,
        throwHttpErrors: false,
      })
      let isTooLong = false
      answering.on('downloadProgress', ({transferred}) => {
        if (transferred <= MOST_ANSWER_BYTES) return
        isTooLong = true
        answering.cancel()
      })
      const response = await answering.catch(error => {
        throw isTooLong ? tooLongAnswer(url) : error
      })
      return {status: response.statusCode, headers: response.headers, body: response.body}
    } catch (error) {
      if (!(error instanceof RequestError)) throw error
      const sent = isConnected(error, url) ? 'maybe' : 'no'
      throw signal?.aborted === true ? cutOff(signal, sent) : failureOf(error, {url, sent})
    }
  }
}

interface Agents {
  http?: HttpAgent
  https?: HttpsAgent
}

/** Made for the first call of its kind: what encrypts takes long to load. */
function agentFor(url: string, agents: Agents): Agents {
  if (url.startsWith('https:')) agents.https ??= new HttpsAgent({keepAlive: true})
  else agents.http ??= new HttpAgent({keepAlive: true})
  return agents
}

function toGotTimeouts(request: HttpRequest) {
  const {connectMs, sendMs, answerMs} = request.timeouts
  return {
    request: deadlineMsOf(request),
    lookup: connectMs,
    connect: connectMs,
    secureConnect: connectMs,
    send: sendMs,
    response: answerMs,
    read: answerMs,
  }
}

/** A request is written only once its connection stands, so that nothing was sent before. */
function isConnected({timings, request}: RequestError, url: string): boolean {
  const connectedAt = url.startsWith('https:') ? timings?.secureConnect : timings?.connect
  return request?.reusedSocket === true || connectedAt !== undefined
}
