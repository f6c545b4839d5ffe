import {getEventListeners} from 'node:events'
import {createServer} from 'node:net'
import {setFlagsFromString} from 'node:v8'
import {runInNewContext} from 'node:vm'
import {describe, expect, onTestFinished, test, vi} from 'vitest'
import {createGotTransport} from '../../../src/api/core/got-transport.ts'
import {createUndiciTransport} from '../../../src/api/core/undici-transport.ts'
import {NetworkError} from '../../../src/errors.ts'
import {freePort} from '../../helpers/free-port.ts'
import {patiently} from '../../helpers/patience.ts'
import {startTrickling} from '../../helpers/trickling-server.ts'
import {clientOf, failureOf, startServer} from '../platform-double.ts'

/** A server that speaks no HTTP: it does with each connection what it is told. */
async function startSocketServer(onConnection: (socket: import('node:net').Socket) => void): Promise<number> {
  const server = createServer(socket => {
    socket.on('error', () => {})
    onConnection(socket)
  })
  const sockets = new Set<import('node:net').Socket>()
  server.on('connection', socket => sockets.add(socket))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

const transports = {got: createGotTransport, undici: createUndiciTransport}

describe.for(Object.entries(transports))('through %s', ([, createTransport]) => {
  const transport = createTransport()
  const post = (url: string, timeouts = {}) =>
    failureOf(
      clientOf(url, {transport: createTransport(), retry: 'none', timeouts}).request(
        'POST /{page}/messages',
        {},
      ),
    )

  test('where nothing listens, nothing was sent', async () => {
    const port = await freePort()

    const error = await post(`http://127.0.0.1:${port}`)

    expect(error).toBeInstanceOf(NetworkError)
    expect(error).toMatchObject({sent: 'no', reason: 'notReached'})
    expect(String(error)).toContain(`nothing answers at 127.0.0.1:${port} (ECONNREFUSED)`)
  })

  test('a header that cannot be sent is no failure of the network', async () => {
    const {url, arrived} = await startServer(() => ({}))
    const timeouts = {connectMs: patiently(1000), sendMs: patiently(1000), answerMs: patiently(1000)}
    const headers = {authorization: 'Bearer EAAB\r'}

    const error = await failureOf(createTransport()({method: 'POST', url, headers, timeouts}))

    expect(error).toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('is not allowed in a header'),
    })
    expect(arrived).toEqual([])
  })

  test('a name nobody knows gets nothing sent', async () => {
    const error = await post('https://no-such-host.invalid')

    expect(error).toMatchObject({sent: 'no', message: expect.stringContaining('no-such-host.invalid')})
  })

  test('a server that speaks no TLS gets nothing sent', async () => {
    const {url, arrived} = await startServer(() => ({}))

    const error = await post(url.replace('http:', 'https:'))

    expect(error).toMatchObject({sent: 'no'})
    expect(arrived).toEqual([])
  })

  test('a TLS handshake that never ends gets nothing sent', async () => {
    const port = await startSocketServer(() => {})

    const error = await post(`https://127.0.0.1:${port}`, {connectMs: 60})

    expect(error).toMatchObject({sent: 'no', message: expect.stringContaining('took too long')})
  })

  test('a connection that breaks after the request may have carried it', async () => {
    const port = await startSocketServer(socket => socket.once('data', () => socket.resetAndDestroy()))

    const error = await post(`http://127.0.0.1:${port}`)

    expect(error).toMatchObject({
      sent: 'maybe',
      reason: 'noAnswer',
      hint: expect.stringContaining('check before you repeat it'),
    })
    expect(String(error)).toContain('closed the connection (ECONNRESET)')
  })

  test('a connection that breaks in the middle of the answer has carried the request', async () => {
    const port = await startSocketServer(socket =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"recip')),
    )

    const error = await post(`http://127.0.0.1:${port}`)

    expect(error).toMatchObject({name: 'NetworkError', sent: 'maybe'})
  })

  test('an answer that never comes leaves the request in doubt', async () => {
    const {url, arrived} = await startServer(() => undefined)

    const error = await post(url, {answerMs: 60})

    expect(error).toMatchObject({sent: 'maybe', message: expect.stringContaining('took too long')})
    await expect.poll(() => arrived).toHaveLength(1)
  })

  test('an answer that never ends is given up, and leaves the request in doubt', async () => {
    const {url, cutOff} = await startTrickling()

    const error = await post(url, {connectMs: patiently(125), answerMs: 100})

    expect(error).toMatchObject({sent: 'maybe', message: expect.stringContaining('took too long')})
    await cutOff
  })

  test('a write that is told to be cut off is in doubt, and holds no connection', async () => {
    const {url, asked, cutOff} = await startTrickling()
    const interrupt = new AbortController()
    const graph = clientOf(url, {transport})
    const writing = failureOf(graph.request('POST /{page}/messages', {}, {signal: interrupt.signal}))
    await asked

    interrupt.abort(new Error('Ctrl-C'))

    expect(await writing).toMatchObject({
      ...{name: 'NetworkError', sent: 'maybe'},
      message: 'POST /me/messages got no answer: interrupted before the answer came',
    })
    await cutOff
  })

  test('a write that has not begun when it is cut off was not sent', async () => {
    const {url, arrived} = await startServer(() => ({}))
    const reason = new Error('Ctrl-C')
    const options = {signal: AbortSignal.abort(reason)}

    expect(await failureOf(clientOf(url, {transport}).request('POST /{page}/messages', {}, options))).toBe(
      reason,
    )
    expect(arrived).toEqual([])
  })

  test('a write that is cut off while it waits for its connection never leaves', async () => {
    const {url, arrived} = await startServer(() => ({}))
    const interrupt = new AbortController()
    const fresh = createTransport()
    const timeouts = {connectMs: patiently(5000), sendMs: patiently(5000), answerMs: patiently(5000)}
    const request = {method: 'POST', headers: {}, timeouts} as const
    const first = failureOf(fresh({...request, url: `${url}/first`, signal: interrupt.signal}))

    interrupt.abort(new Error('Ctrl-C'))

    expect(await first).toMatchObject({sent: 'no'})
    await fresh({...request, url: `${url}/second`})
    expect(arrived.map(({path}) => path)).toEqual(['/second'])
  })

  test('a kept connection that breaks leaves the request in doubt', async () => {
    let calls = 0
    const {url} = await startServer((_, response) => {
      calls++
      if (calls === 1) return {}
      response.socket?.resetAndDestroy()
      return undefined
    })
    const graph = clientOf(url, {transport, retry: 'none'})

    await graph.request('POST /{page}/messages')
    const error = await failureOf(graph.request('POST /{page}/messages'))

    expect(error).toMatchObject({sent: 'maybe'})
  })

  test('calls one after the other keep to the connections there are', async () => {
    const {url, server} = await startServer(() => ({}))
    let connections = 0
    server.on('connection', () => connections++)
    const graph = clientOf(url, {transport})

    for (let call = 0; call < 5; call++) await graph.request('GET /{page}')

    // Undici tells of an answer a moment before it gives the connection back.
    expect(connections).toBeLessThanOrEqual(2)
  })

  test('Ctrl-C cuts off a read, and lets a write finish', async () => {
    const interrupt = new AbortController()
    const {url} = await startServer((request, response) => {
      interrupt.abort(new Error('Ctrl-C'))
      if (request.method === 'POST') setTimeout(() => response.end('{"message_id":"m_1"}'), 50)
      return undefined
    })
    const post = clientOf(url, {transport, signal: interrupt.signal}).request('POST /{page}/messages')

    await expect(post).resolves.toEqual({message_id: 'm_1'})
    const again = new AbortController()
    const hanging = await startServer(() => {
      again.abort(new Error('Ctrl-C'))
      return undefined
    })
    const read = await failureOf(
      clientOf(hanging.url, {transport, signal: again.signal}).request('GET /{page}'),
    )

    expect(read).toMatchObject({message: 'Ctrl-C'})
  })

  test('a redirect is not followed', async () => {
    const elsewhere = await startServer(() => ({}))
    const {url} = await startServer(() => ({status: 302, headers: {location: elsewhere.url}, body: ''}))

    await failureOf(clientOf(url, {transport, retry: 'none'}).request('GET /{page}'))

    expect(elsewhere.arrived).toEqual([])
  })

  test('a body that is read while it is sent arrives whole', async () => {
    const {url, arrived} = await startServer(() => ({}))
    const body = async function* () {
      yield Buffer.from('{"te')
      yield Buffer.from('xt":"Grüße"}')
    }
    const timeouts = {connectMs: patiently(1000), sendMs: patiently(1000), answerMs: patiently(1000)}

    await transport({method: 'POST', url: `${url}/me`, headers: {}, body, timeouts})

    expect(arrived[0]?.bytes.toString()).toBe('{"text":"Grüße"}')
  })

  test('an answer in pieces is put together, characters that are cut in two as well', async () => {
    const text = Buffer.from('{"name":"ü"}')
    const port = await startSocketServer(socket =>
      socket.once('data', () => {
        socket.write(
          Buffer.concat([
            Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${text.length}\r\n\r\n`),
            text.subarray(0, 10),
          ]),
        )
        setImmediate(() => socket.write(text.subarray(10)))
      }),
    )

    await expect(clientOf(`http://127.0.0.1:${port}`, {transport}).request('GET /{page}')).resolves.toEqual({
      name: 'ü',
    })
  })

  test('an answered call is forgotten, however long the signal goes on that would have cut it off', async () => {
    const {url} = await startServer(() => ({}))
    const {signal} = new AbortController()
    const timeouts = {connectMs: patiently(5000), sendMs: patiently(5000), answerMs: patiently(5000)}
    const call = async () => {
      const request = {method: 'GET', url: `${url}/me`, headers: {}, timeouts, signal} as const
      await transport(request)
      return new WeakRef(request)
    }

    const first = await call()
    for (let later = 0; later < 3; later += 1) await call()

    await vi.waitFor(() => {
      collectGarbage()
      expect(first.deref()).toBeUndefined()
    }, patiently(10_000))
    expect(signal.aborted).toBe(false)
  })

  test('an address without a path is asked for its root, and the answer comes with status and headers', async () => {
    const {url, arrived} = await startServer(() => ({status: 418, headers: {'x-kind': 'teapot'}, body: 'no'}))
    const timeouts = {connectMs: patiently(1000), sendMs: patiently(1000), answerMs: patiently(1000)}

    const answer = await transport({method: 'GET', url, headers: {}, timeouts})

    expect(answer).toMatchObject({status: 418, headers: {'x-kind': 'teapot'}, body: 'no'})
    expect(arrived.map(({path}) => path)).toEqual(['/'])
  })

  test('an answer without a body is an empty text', async () => {
    const {url} = await startServer(() => ({status: 204, body: ''}))
    const timeouts = {connectMs: patiently(1000), sendMs: patiently(1000), answerMs: patiently(1000)}

    const answer = await transport({method: 'GET', url: `${url}/me`, headers: {}, timeouts})

    expect(answer).toMatchObject({status: 204, body: ''})
  })

  test('an answer to a file may take longer than the file', async () => {
    const {url} = await startServer((_, response) => {
      setTimeout(() => response.end('{}'), 30)
      return undefined
    })
    const body = async function* () {
      yield Buffer.from('x')
    }
    const timeouts = {connectMs: patiently(1000), sendMs: patiently(1000), answerMs: patiently(1000)}

    const answer = await transport({method: 'POST', url: `${url}/me`, headers: {}, body, timeouts})

    expect(answer.status).toBe(200)
  })

  test('a read can have a body', async () => {
    const {url, arrived} = await startServer(() => ({}))
    const timeouts = {connectMs: patiently(1000), sendMs: patiently(1000), answerMs: patiently(1000)}

    await transport({method: 'GET', url: `${url}/me`, headers: {}, body: 'asked', timeouts})

    expect(arrived[0]?.bytes.toString()).toBe('asked')
  })

  test('an answer of more than 64 MB is given up', async () => {
    const chunk = Buffer.alloc(4 * 1024 * 1024, 'x')
    const {url} = await startServer((_, response) => {
      response.on('error', () => {})
      const pour = () => {
        while (!response.destroyed && response.write(chunk));
      }
      response.on('drain', pour)
      pour()
      return undefined
    })

    const error = await post(url)

    expect(error).toMatchObject({sent: 'maybe', message: expect.stringContaining('more than 64 MB')})
  })

  test('an answer of a megabyte is taken whole', async () => {
    const {url} = await startServer(() => ({body: {name: 'x'.repeat(1024 * 1024)}}))

    const answer = await clientOf(url, {transport}).request<{name: string}>('GET /{page}')

    expect(answer.name).toHaveLength(1024 * 1024)
  })
})

test('through undici a signal is listened to once, however many calls it would cut off', async () => {
  const {url} = await startServer(() => ({}))
  const transport = createUndiciTransport()
  const {signal} = new AbortController()
  const timeouts = {connectMs: patiently(1000), sendMs: patiently(1000), answerMs: patiently(1000)}
  const call = () => transport({method: 'GET', url: `${url}/me`, headers: {}, timeouts, signal})

  await Promise.all([call(), call(), call()])

  expect(getEventListeners(signal, 'abort')).toHaveLength(1)
})
