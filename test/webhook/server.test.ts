import {EventEmitter, once} from 'node:events'
import {createServer, type IncomingMessage} from 'node:http'
import {type AddressInfo, connect} from 'node:net'
import {afterEach, beforeEach, expect, onTestFinished, test} from 'vitest'
import {toWireForm} from '../../src/platform/signature.ts'
import {deliveryHeaders} from '../../src/platform/webhook-delivery.ts'
import {loadSample} from '../../src/webhook/samples.ts'
import {
  createListener,
  type Delivery,
  HEALTH_PATH,
  type Receiver,
  startReceiver,
} from '../../src/webhook/server.ts'
import {patiently} from '../helpers/patience.ts'

const secret = '0123456789abcdef0123456789abcdef'
let receiver: Receiver
let deliveries: Delivery[]
let refusals: {status: number; reason: string}[]
let reported: EventEmitter
let whenReported: Promise<unknown>

beforeEach(async () => {
  deliveries = []
  refusals = []
  reported = new EventEmitter()
  whenReported = once(reported, 'report')
  receiver = await startReceiver({
    port: 0,
    path: '/webhook',
    verifyToken: 'let-me-in',
    appSecrets: [secret],
    onDelivery: delivery => {
      deliveries.push(delivery)
      reported.emit('report')
    },
    onRefused: refusal => {
      refusals.push(refusal)
      reported.emit('report')
    },
  })
})

afterEach(() => receiver.close())

/** Sends bytes as they are and returns everything that comes back. */
async function speak(text: string, port = receiver.port): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.setEncoding('latin1').on('data', chunk => {
    answer += chunk
  })
  socket.on('error', () => undefined)
  socket.write(text)
  await once(socket, 'close')
  return answer
}

test('a delivery is answered 200 and handed on with its raw bytes and headers', async () => {
  const body = toWireForm(await loadSample('messages.text.unicode'))

  const answer = await fetch(receiver.url, {method: 'POST', body, headers: deliveryHeaders(body, secret)})
  await whenReported

  expect([answer.status, await answer.text()]).toEqual([200, 'EVENT_RECEIVED'])
  expect(deliveries[0]?.body.equals(body)).toBe(true)
  expect(deliveries[0]?.rawHeaders).toContain(
    'sha256='.concat(deliveryHeaders(body, secret)['X-Hub-Signature-256']?.slice(7) ?? ''),
  )
  expect(deliveries[0]).toMatchObject({signature: 'valid', events: [{field: 'messages'}]})
})

test('the platform gets its challenge back', async () => {
  const query = 'hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=let-me-in'

  const answer = await fetch(`${receiver.url}?${query}`)

  expect([answer.status, await answer.text()]).toEqual([200, '1158201444'])
})

test('the health path answers what only this receiver knows', async () => {
  expect(await (await fetch(new URL(HEALTH_PATH, receiver.url))).text()).toBe(receiver.nonce)
})

test('a body that announces more than a megabyte is refused unread', async () => {
  const answer = await speak('POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\n')

  expect(answer).toMatch(/^HTTP\/1\.1 413 /)
  expect(refusals).toMatchObject([{status: 413}])
})

test('a body that grows beyond a megabyte is refused', async () => {
  const chunk = `100001\r\n${'x'.repeat(0x100001)}\r\n`

  const answer = await speak(
    `POST /webhook HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}`,
  )

  expect(answer).toMatch(/^HTTP\/1\.1 413 /)
  expect(deliveries).toEqual([])
})

test('a refusal is reported with its status and reason', async () => {
  await fetch(receiver.url, {method: 'POST', body: '{}'})
  await whenReported

  expect(refusals).toEqual([{status: 403, reason: 'there is no X-Hub-Signature-256 header', method: 'POST'}])
})

test.each([
  'GET // HTTP/1.1\r\n',
  'GET http://evil/webhook?x HTTP/1.1\r\n',
  'GET /%zz?%zz HTTP/1.1\r\n',
  'OPTIONS * HTTP/1.1\r\n',
])('a strange request is answered and does no harm: %j', async line => {
  expect(await speak(`${line}Host: x\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 40[04] /)
  expect((await fetch(new URL(HEALTH_PATH, receiver.url))).status).toBe(200)
})

test('a client that hangs up in the middle does no harm', async () => {
  const socket = connect(receiver.port, '127.0.0.1')
  socket.write('POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"entry"')
  await once(socket, 'connect')
  socket.destroy()
  await once(socket, 'close')

  expect((await fetch(new URL(HEALTH_PATH, receiver.url))).status).toBe(200)
})

test('closing ends, even with a client that never finishes', async () => {
  const socket = connect(receiver.port, '127.0.0.1')
  socket.on('error', () => undefined)
  const closed = once(socket, 'close')
  socket.write('POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n')
  await once(socket, 'connect')

  await receiver.close()

  await closed
  await expect(fetch(receiver.url)).rejects.toThrow()
})

test('a port in use says so and names the way out', async () => {
  const options = {path: '/webhook', verifyToken: 'x', appSecrets: [], onDelivery: () => undefined}

  await expect(startReceiver({...options, port: receiver.port})).rejects.toMatchObject({
    message: `Port ${receiver.port} cannot be listened on: another program uses it`,
    reason: 'portTaken',
  })
})

test('who asks before sending too large a body is told at once, and others are told to go on', async () => {
  const head = 'POST /webhook HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nConnection: close\r\n'

  expect(await speak(`${head}Content-Length: 1048577\r\n\r\n`)).toMatch(/^HTTP\/1\.1 413 /)
  expect(await speak(`${head}Content-Length: 2\r\n\r\n{}`)).toMatch(/^HTTP\/1\.1 100 [\s\S]*HTTP\/1\.1 403 /)
})

test.each([
  ['\x16\x03\x01\x02\x00', 400],
  [`POST /webhook HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
])('what is no HTTP, or too much of it, gets a status and a line of the log: %j', async (text, status) => {
  expect(await speak(text)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  expect(refusals).toMatchObject([{status}])
})

test('a client that dawdles is told so and let go; whoever comes beside it is answered', async () => {
  const slow = await startReceiver({
    ...{port: 0, path: '/webhook', verifyToken: 'x', appSecrets: [], onDelivery: () => undefined},
    onRefused: refusal => refusals.push(refusal),
    patience: {headersMs: patiently(50), requestMs: patiently(50)},
  })
  const starts = [
    'POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{',
    'POST /webhook HTTP/1.1\r\nHo',
  ]

  const answers = starts.map(start => speak(start, slow.port))
  expect((await fetch(new URL(HEALTH_PATH, slow.url))).status).toBe(200)

  for (const answer of answers) expect(await answer).toMatch(/^HTTP\/1\.1 408 /)
  expect(refusals).toMatchObject([{status: 408}, {status: 408}])
  await slow.close()
})

test('who goes on sending too large a body still gets to read why it is refused', async () => {
  const socket = connect(receiver.port, '127.0.0.1')
  let answer = ''
  socket.setEncoding('latin1').on('data', chunk => {
    answer += chunk
  })
  socket.on('error', () => undefined)
  socket.write('POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n')
  const piece = Buffer.alloc(100_000)
  const sending = setInterval(() => socket.write(piece), 1)

  await new Promise(resolve => socket.on('close', resolve))
  clearInterval(sending)

  expect(answer).toMatch(/^HTTP\/1\.1 413 [\s\S]*the body is larger than 1 MB\n$/)
  expect(socket.bytesWritten).toBeLessThan(100_000_000)
})

test('a request that a server around it has answered already does not end that server', async () => {
  const delivered: unknown[] = []
  const listener = createListener({
    path: '/webhook',
    verifyToken: 'secret',
    appSecrets: [],
    isMounted: true,
    onDelivery: delivery => delivered.push(delivery),
  })
  const server = createServer((request, response) => {
    response.end('answered')
    listener(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const {port} = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/webhook`

  await fetch(url, {method: 'POST', body: '{"object": "page", "entry": []}'}).catch(() => undefined)

  expect(await (await fetch(url, {headers: {connection: 'close'}})).text()).toBe('answered')
  expect(delivered).toEqual([])
  server.closeAllConnections()
  server.close()
})

test('an address that this machine does not have says why', async () => {
  const options = {path: '/webhook', verifyToken: 'x', appSecrets: [], onDelivery: () => undefined}

  await expect(startReceiver({...options, port: 0, host: '203.0.113.9'})).rejects.toMatchObject({
    message: 'This machine has no address 203.0.113.9 to listen on',
    reason: 'addressUnusable',
  })
})

test('a delivery that cannot be kept is to come again, and only the operator learns why', async () => {
  const told: unknown[] = []
  const strict = await startReceiver({
    ...{port: 0, path: '/webhook', verifyToken: 'x', appSecrets: []},
    onDelivery: delivery => told.push(delivery),
    onRefused: refusal => told.push(refusal),
    keep: () => Promise.reject(new Error('the disk is full')),
  })

  const answer = await fetch(strict.url, {method: 'POST', body: '{"object":"page","entry":[]}'})
  await strict.close()

  expect([answer.status, await answer.text()]).toEqual([503, 'the delivery cannot be kept for now\n'])
  expect(told).toEqual([
    {status: 503, reason: 'the delivery cannot be kept: the disk is full', method: 'POST'},
  ])
})

test('the path is taken with a slash at its end, and beside others only that path', async () => {
  const verified: string[] = []
  const shared = await startReceiver({
    ...{port: 0, path: '/webhook', verifyToken: 'x', appSecrets: [], onDelivery: () => undefined},
    onVerified: () => verified.push('verified'),
    others: (request, response) => void response.end(`others ${request.url}`),
  })
  const get = async (path: string) => await (await fetch(new URL(path, shared.url))).text()
  const query = 'hub.mode=subscribe&hub.challenge=7&hub.verify_token=x'

  const answers = [
    await get(`/webhook/?${query}`),
    await get('/webhook/x'),
    await get('/'),
    await get(HEALTH_PATH),
  ]
  await shared.close()

  expect(answers).toEqual(['7', 'others /webhook/x', 'others /', `others ${HEALTH_PATH}`])
  expect(verified).toEqual(['verified'])
})

/** A webhook in a server that has read or looked at each request before. */
async function startMounted(
  before: (request: IncomingMessage & {rawBody?: unknown; body?: unknown}) => unknown,
) {
  const delivered: string[] = []
  const listener = createListener({
    path: '/webhook',
    verifyToken: 'x',
    appSecrets: [secret],
    isMounted: true,
    onDelivery: ({body}) => delivered.push(String(body)),
  })
  const server = createServer(async (request, response) => {
    await before(request)
    listener(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {delivered, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/any`}
}

const body = Buffer.from('{"object": "page", "entry": []}')
const signed = {method: 'POST', body, headers: deliveryHeaders(body, secret)}

test('the bytes that a framework kept are taken, whatever else it made of them', async () => {
  const {url, delivered} = await startMounted(async request => {
    request.rawBody = Buffer.concat(await request.toArray())
  })

  expect((await fetch(url, signed)).status).toBe(200)
  expect(delivered).toEqual([String(body)])
})

test('a body that a framework left unread is read, and a request without one is answered', async () => {
  const {url, delivered} = await startMounted(request => {
    request.body = {}
  })
  const query = 'hub.mode=subscribe&hub.challenge=7&hub.verify_token=x'

  expect((await fetch(url, signed)).status).toBe(200)
  expect(await (await fetch(`${url}?${query}`)).text()).toBe('7')
  expect(delivered).toEqual([String(body)])
})

test('a body of a megabyte is read', async () => {
  const chunk = `100000\r\n${'x'.repeat(0x100000)}\r\n0\r\n\r\n`
  const head = 'POST /webhook HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n'

  expect(await speak(head + chunk)).toMatch(/^HTTP\/1\.1 403 /)
})
