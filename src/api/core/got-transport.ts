import {Agent as HttpAgent} from 'node:http'
import {Agent as HttpsAgent} from 'node:https'
import {Readable} from 'node:stream'
import {got, RequestError} from 'got'
import {failureOf, type HttpRequest, MOST_ANSWER_BYTES, type Transport, tooLongAnswer} from './transport.ts'

/** A transport that keeps connections open between calls. Open connections do not keep a process alive. */
export function createGotTransport(): Transport {
  const agent = {http: new HttpAgent({keepAlive: true}), https: new HttpsAgent({keepAlive: true})}
  return async ({method, url, headers, body, timeouts, signal}) => {
    try {
      const request = got(url, {
        method,
        headers: {...headers},
        ...(body === undefined ? {} : {body: typeof body === 'function' ? Readable.from(body()) : body}),
        ...(signal === undefined ? {} : {signal}),
        agent,
        timeout: toGotTimeouts(timeouts),
        retry: {limit: 0},
        allowGetBody: true,
        followRedirect: false,
        throwHttpErrors: false,
      })
      let isTooLong = false
      request.on('downloadProgress', ({transferred}) => {
        if (transferred <= MOST_ANSWER_BYTES) return
        isTooLong = true
        request.cancel()
      })
      const response = await request.catch(error => {
        throw isTooLong ? tooLongAnswer(url) : error
      })
      return {status: response.statusCode, headers: response.headers, body: response.body}
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason
      throw error instanceof RequestError ? toFailure(error, url) : error
    }
  }
}

function toGotTimeouts({connectMs, sendMs, answerMs}: HttpRequest['timeouts']) {
  return {
    lookup: connectMs,
    connect: connectMs,
    secureConnect: connectMs,
    send: sendMs,
    response: answerMs,
    read: answerMs,
  }
}

/** A request is written only once its connection stands, so that nothing was sent before. */
function toFailure(error: RequestError, url: string): Error {
  const {timings, request} = error
  const connectedAt = url.startsWith('https:') ? timings?.secureConnect : timings?.connect
  const isConnected = request?.reusedSocket === true || connectedAt !== undefined
  return failureOf(error, {url, sent: isConnected ? 'maybe' : 'no'})
}
