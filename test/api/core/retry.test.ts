import {expect, test} from 'vitest'
import {type FailedAttempt, retryDelayMs} from '../../../src/api/core/retry.ts'
import {GraphError, NetworkError} from '../../../src/errors.ts'
import {clientOf, failureOf, handClock, inTurn, refusal, startServer} from '../platform-double.ts'

const unsent = new NetworkError('refused', {sent: 'no'})
const doubtful = new NetworkError('reset', {sent: 'maybe'})

function refused(graphCode: number | undefined, retryable: boolean, waitMs?: number): GraphError {
  const nothing = {subcode: undefined, type: undefined, traceId: undefined}
  return new GraphError('no', {
    ...nothing,
    route: 'GET /me',
    status: 400,
    graphCode,
    waitMs,
    kind: undefined,
    retryable,
  })
}

function attempt(more: Partial<FailedAttempt>): FailedAttempt {
  return {number: 1, isRead: true, error: doubtful, waitedMs: 0, maxWaitMs: 60_000, random: 1, ...more}
}

test.each<[string, Partial<FailedAttempt>, number | undefined]>([
  ['a read without an answer is made again', {error: doubtful}, 250],
  ['each time later', {error: doubtful, number: 3}, 1000],
  ['up to four times', {error: doubtful, number: 4}, 2000],
  ['and no fifth time', {error: doubtful, number: 5}, undefined],
  ['chance takes off up to half', {error: doubtful, random: 0}, 125],
  ['a read that cannot reach anything is given up soon', {error: unsent, number: 3}, undefined],
  ['a read after a failure that passes is made again', {error: refused(2, true)}, 250],
  ['a read after a 5xx that is no JSON is made again', {error: refused(undefined, true)}, 250],
  ['a read that was refused for good is not', {error: refused(100, false)}, undefined],
  ['a read over the limit waits longer', {error: refused(4, true)}, 2000],
  ['and as long as the platform asks', {error: refused(80006, true, 50_000)}, 50_000],
  ['unless that is too long', {error: refused(4, true, 61_000)}, undefined],
  ['and exactly that long is not', {error: refused(4, true, 60_000)}, 60_000],
  ['a wait that is shorter than one’s own is not taken', {error: refused(4, true, 1)}, 2000],
  ['a read over the limit is made again up to four times', {error: refused(4, true), number: 4}, 16_000],
  ['and given up after that', {error: refused(4, true), number: 5}, undefined],
  ['a read that cannot reach anything is made again twice', {error: unsent, number: 2}, 500],
  ['a write that never left is made again twice', {isRead: false, error: unsent, number: 2}, 500],
  ['and not three times', {isRead: false, error: unsent, number: 3}, undefined],
  ['counting what it waited before', {error: refused(4, true, 31_000), waitedMs: 30_000}, undefined],
  ['a write that never left is made again', {isRead: false, error: unsent}, 250],
  ['a write that may have arrived is not', {isRead: false, error: doubtful}, undefined],
  ['a write over the limit is made again', {isRead: false, error: refused(613, true)}, 2000],
  ['a write after a failure that passes is not', {isRead: false, error: refused(2, true)}, undefined],
])('%s', (_, more, expected) => {
  expect(retryDelayMs(attempt(more))).toBe(expected)
})

test('a read survives failures that pass', async () => {
  const {url, arrived} = await startServer(
    inTurn({status: 503, body: '<html>busy</html>'}, {status: 500, body: refusal(2)}, {body: {id: '1'}}),
  )
  const clock = handClock()

  const answer = await clientOf(url, {clock}).request('GET /{page}')

  expect(answer).toEqual({id: '1'})
  expect(arrived).toHaveLength(3)
  expect(clock.waits).toEqual([250, 500])
})

test('a write is not repeated after a failure that leaves it in doubt', async () => {
  const {url, arrived} = await startServer(() => ({status: 500, body: refusal(1)}))

  const error = await failureOf(clientOf(url).request('POST /{page}/messages', {}))

  expect(error).toMatchObject({code: 'GRAPH_ERROR', retryable: true})
  expect(arrived).toHaveLength(1)
})

test('a call over the limit waits as long as the platform asks, says so, and succeeds', async () => {
  const usage = {1001: [{type: 'messenger', call_count: 100, estimated_time_to_regain_access: 1}]}
  const headers = {'x-business-use-case-usage': JSON.stringify(usage)}
  const {url, arrived} = await startServer(
    inTurn({status: 400, headers, body: refusal(80006)}, {body: {id: '7'}}),
  )
  const clock = handClock()
  const warnings: string[] = []

  const answer = await clientOf(url, {clock, warn: text => warnings.push(text)}).request(
    'POST /{page}/custom_labels',
  )

  expect(answer).toEqual({id: '7'})
  expect(arrived).toHaveLength(2)
  expect(clock.waits).toEqual([60_000])
  expect(warnings).toEqual(['Too many calls; trying again in 60 s'])
})

test('a call that stays over the limit is given up with exit code 5', async () => {
  const {url, arrived} = await startServer(() => ({status: 403, body: refusal(4, {is_transient: true})}))
  const clock = handClock()

  const error = await failureOf(clientOf(url, {clock}).request('GET /{page}'))

  expect(error).toMatchObject({reason: 'rateLimited', retryable: true})
  expect(arrived).toHaveLength(5)
  expect(clock.waits).toEqual([2000, 4000, 8000, 16_000])
})

test('a call can do without any of it', async () => {
  const {url, arrived} = await startServer(() => ({status: 403, body: refusal(4)}))

  await failureOf(clientOf(url).request('POST /{page}/messages', {}, {retry: 'none'}))
  await failureOf(clientOf(url, {retry: 'none'}).request('GET /{page}'))

  expect(arrived).toHaveLength(2)
})

test('Ctrl-C ends waiting and makes no other call', async () => {
  const interrupt = new AbortController()
  const {url, arrived} = await startServer(() => {
    interrupt.abort(new Error('Ctrl-C'))
    return {status: 503, body: 'busy'}
  })

  const error = await failureOf(clientOf(url, {signal: interrupt.signal}).request('POST /{page}', {}))
  const later = await failureOf(clientOf(url, {signal: interrupt.signal}).request('POST /{page}', {}))

  expect(error).toMatchObject({name: 'GraphError'})
  expect(later).toMatchObject({message: 'Ctrl-C'})
  expect(arrived).toHaveLength(1)
})

test('waits count together, and the next one is not begun when it would be too long', async () => {
  const headers = {'x-app-usage': '{"estimated_time_to_regain_access":1}'}
  const {url, arrived} = await startServer(() => ({status: 400, headers, body: refusal(4)}))
  const clock = handClock()

  await failureOf(clientOf(url, {clock, maxWaitMs: 130_000}).request('GET /{page}'))

  expect(clock.waits).toEqual([60_000, 60_000])
  expect(arrived).toHaveLength(3)
})

test('only a limit is warned of', async () => {
  const warnings: string[] = []
  const {url} = await startServer(inTurn({status: 500, body: refusal(2)}, {body: {id: '1'}}))

  await clientOf(url, {warn: text => warnings.push(text)}).request('GET /{page}')

  expect(warnings).toEqual([])
})

test('an error that is not one of the network or the platform is not met with another attempt', async () => {
  const fault = new TypeError('no such thing')
  let calls = 0
  const transport = () => {
    calls += 1
    return Promise.reject(fault)
  }

  expect(await failureOf(clientOf('http://127.0.0.1:1', {transport}).request('GET /{page}'))).toBe(fault)
  expect(calls).toBe(1)
})
