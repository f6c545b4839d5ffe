import {afterEach, beforeEach, expect, test, vi} from 'vitest'
import type {CallOptions} from '../../../src/api/core/options.ts'
import {cutOff, type HttpRequest, type HttpResponse} from '../../../src/api/core/transport.ts'
import {clientOf, failureOf} from '../platform-double.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A line on which no answer comes; a call ends when its signal cuts it off. */
function silentLine() {
  const seen: HttpRequest[] = []
  const transport = (request: HttpRequest) =>
    new Promise<HttpResponse>((_, reject) => {
      seen.push(request)
      const {signal} = request
      signal?.addEventListener('abort', () => reject(cutOff(signal, 'maybe')))
    })
  const isOver = () => seen.map(({signal}) => signal?.aborted)
  return {transport, isOver, seen}
}

const reason = new Error('Ctrl-C')

test.each<[string, CallOptions, number]>([
  ['a write', {}, 1_000],
  ['one of many writes', {isOneOfMany: true}, 15_000],
])('after Ctrl-C %s has a while for its answer, and is in doubt then', async (_, options, graceMs) => {
  const {transport, isOver} = silentLine()
  const interrupt = new AbortController()
  const graph = clientOf('http://127.0.0.1:1', {transport, signal: interrupt.signal})
  const writing = failureOf(graph.request('POST /{page}/messages', {}, options))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(isOver()).toEqual([false])

  interrupt.abort(reason)
  await vi.advanceTimersByTimeAsync(graceMs - 1)
  expect(isOver()).toEqual([false])
  await vi.advanceTimersByTimeAsync(1)

  expect(isOver()).toEqual([true])
  expect(await writing).toMatchObject({
    name: 'NetworkError',
    sent: 'maybe',
    message: 'POST /me/messages got no answer: interrupted before the answer came',
    hint: 'It may still have been accepted: check before you repeat it',
  })
})

test('Ctrl-C ends a read at once, with its own reason, and a call with a signal of its own follows that', async () => {
  const {transport, isOver} = silentLine()
  const [interrupt, own] = [new AbortController(), new AbortController()]
  const graph = clientOf('http://127.0.0.1:1', {transport, signal: interrupt.signal})
  const reading = failureOf(graph.request('GET /{page}'))
  const writing = failureOf(graph.request('POST /{page}/messages', {}, {signal: own.signal}))
  await vi.advanceTimersByTimeAsync(0)

  interrupt.abort(reason)
  expect(isOver()).toEqual([true, false])
  expect(await reading).toBe(reason)
  await vi.advanceTimersByTimeAsync(20_000)
  expect(isOver()).toEqual([true, false])
  own.abort(reason)

  expect(await writing).toMatchObject({name: 'NetworkError', sent: 'maybe'})
})

test('a client that is made after Ctrl-C makes no call', async () => {
  const {transport, seen} = silentLine()
  const graph = clientOf('http://127.0.0.1:1', {transport, signal: AbortSignal.abort(reason)})

  expect(await failureOf(graph.request('POST /{page}/messages'))).toBe(reason)
  expect(seen).toEqual([])
})

test('a call has 10 s to connect, 5 min to send and 90 s to be answered, unless told otherwise', async () => {
  const {transport, seen} = silentLine()
  const call = async (timeouts = {}) =>
    void clientOf('http://127.0.0.1:1', {transport, timeouts}).request('GET /{page}')

  await call()
  await call({answerMs: 5})
  await vi.advanceTimersByTimeAsync(0)

  expect(seen.map(({timeouts}) => timeouts)).toEqual([
    {connectMs: 10_000, sendMs: 300_000, answerMs: 90_000},
    {connectMs: 10_000, sendMs: 300_000, answerMs: 5},
  ])
})
