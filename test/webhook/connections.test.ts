import {once} from 'node:events'
import {createServer} from 'node:http'
import {type AddressInfo, connect, Socket} from 'node:net'
import {networkInterfaces} from 'node:os'
import {expect, onTestFinished, test} from 'vitest'
import {type ConnectionLimits, guardConnections} from '../../src/webhook/connections.ts'
import {onceASecond} from '../../src/webhook/once-a-second.ts'
import {startReceiver} from '../../src/webhook/server.ts'
import {deliverAmongSlow} from '../soak/slow-connections.ts'

const appSecret = '0123456789abcdef0123456789abcdef'

test('every delivery is taken while connections that never send a whole request come again and again', async () => {
  const refused: {status: number; reason: string}[] = []
  const receiver = await startReceiver({
    port: 0,
    path: '/webhook',
    verifyToken: 'let-me-in',
    appSecrets: [appSecret],
    onDelivery: () => {},
    onRefused: refusal => refused.push(refusal),
    connectionLimits: {mostWaiting: 40, graceMs: 5_000},
  })

  const {opened, failures} = await deliverAmongSlow({
    port: receiver.port,
    appSecret,
    slow: 200,
    deliveries: 20,
    returnMs: 100,
  })
  await receiver.close()

  expect(failures).toEqual([])
  expect(opened).toBeGreaterThanOrEqual(200)
  expect(refused[0]).toMatchObject({status: 408, reason: expect.stringContaining('too many connections')})
})

/** Sends a body on a connection, then lets others come until most of them were dropped; whether the first is still there. */
async function outlasts(body: string): Promise<{readonly answer: string; readonly isKept: boolean}> {
  const receiver = await startReceiver({
    port: 0,
    path: '/webhook',
    verifyToken: 'let-me-in',
    appSecrets: [],
    onDelivery: () => {},
    connectionLimits: {mostWaiting: 4, graceMs: 0},
  })
  onTestFinished(() => receiver.close())
  const first = connect(receiver.port, '127.0.0.1').on('error', () => {})
  onTestFinished(() => void first.destroy())
  const read = async () => String((await once(first, 'data'))[0])
  const request = `POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  first.write(request)
  const answer = await read()

  const strangers = Array.from({length: 40}, () => connect(receiver.port, '127.0.0.1').on('error', () => {}))
  onTestFinished(() => {
    for (const stranger of strangers) stranger.destroy()
  })
  await expect.poll(() => strangers.filter(({closed}) => closed).length).toBeGreaterThanOrEqual(36)
  if (first.closed) return {answer, isKept: false}
  first.write(request)
  return {answer, isKept: statusIn(await read()) === statusIn(answer)}
}

/** `HTTP/1.1 200 OK`: what follows has the time. */
const statusIn = (answer: string) => answer.split('\r\n')[0]

test('a connection that a delivery came on is kept while others come and go', async () => {
  expect(await outlasts('{"object":"page","entry":[]}')).toEqual({
    answer: expect.stringContaining('200 OK'),
    isKept: true,
  })
})

test('a connection on which nothing but refused requests came is not kept', async () => {
  expect(await outlasts('{"object":"page"}')).toEqual({
    answer: expect.stringContaining('400 Bad Request'),
    isKept: false,
  })
})

test('of refusals that are alike one is said each second, with how many there were', () => {
  let nowMs = 0
  const said: string[] = []
  const refusals = onceASecond<string>(
    text => text.slice(0, 3),
    (text, others) => said.push(`${text} +${others}`),
    () => nowMs,
  )

  for (let number = 0; number < 5000; number++) {
    refusals.add(`408 late ${number}`)
    if (number % 1000 === 0) refusals.add('403 unsigned')
    nowMs += 0.5
  }
  refusals.end()

  expect(said).toEqual([
    '408 late 0 +0',
    '403 unsigned +0',
    '408 late 2000 +1999',
    '403 unsigned +1',
    '408 late 4000 +1999',
    '403 unsigned +1',
    '408 late 4999 +998',
  ])
})

/** A guarded server on every interface. `open` makes connections that send nothing, one after the other. */
async function startGuarded(limits: ConnectionLimits) {
  let dropped = 0
  const accepted: Socket[] = []
  const server = createServer()
  const {prove} = guardConnections(server, () => (dropped += 1), limits)
  server.on('connection', socket => accepted.push(socket))
  await new Promise<void>(resolve => server.listen(0, resolve))
  const clients: Socket[] = []
  onTestFinished(() => {
    for (const socket of clients) socket.destroy()
    server.closeAllConnections()
    server.close()
  })
  const open = async (count: number, host = '127.0.0.1') => {
    for (let index = 0; index < count; index += 1) {
      const before = accepted.length
      clients.push(connect((server.address() as AddressInfo).port, host).on('error', () => {}))
      await expect.poll(() => accepted.length, {interval: 2}).toBe(before + 1)
    }
  }
  return {open, prove, accepted, dropped: () => dropped}
}

const elsewhere = Object.values(networkInterfaces())
  .flatMap(found => found ?? [])
  .find(({family, internal}) => family === 'IPv4' && !internal)?.address

test('another machine has a tenth of the places, and this one has them all', async ({skip}) => {
  skip(elsewhere === undefined, 'this machine has no address but its own')
  const {open, accepted, dropped} = await startGuarded({mostWaiting: 20, graceMs: 0})

  await open(3)
  await open(5, elsewhere)
  expect(dropped()).toBe(3)
  expect(accepted.map(({destroyed}) => destroyed)).toEqual([
    ...Array(3).fill(false),
    ...Array(3).fill(true),
    ...Array(2).fill(false),
  ])
  await open(15)
  expect(dropped()).toBe(3)
  await open(1)
  expect([dropped(), accepted[0]?.destroyed]).toEqual([4, true])
})

test('the share of another machine counts those it has kept, when one of them closes', async ({skip}) => {
  skip(elsewhere === undefined, 'this machine has no address but its own')
  const {open, accepted, dropped} = await startGuarded({mostWaiting: 20, graceMs: 0})
  await open(2, elsewhere)
  const [kept, closed] = accepted as [Socket, Socket]
  closed.destroy()
  await expect.poll(() => closed.closed).toBe(true)

  await open(2, elsewhere)

  expect([dropped(), kept.destroyed]).toEqual([1, true])
})

test('connections in their grace may be a quarter more', async () => {
  const {open, dropped} = await startGuarded({mostWaiting: 4, graceMs: 60_000})

  await open(5)
  expect(dropped()).toBe(0)
  await open(1)
  expect(dropped()).toBe(1)
})

test('of connections that have proven themselves the one not used for longest goes first', async () => {
  const {open, prove, accepted, dropped} = await startGuarded({mostWaiting: 10, mostProven: 2, graceMs: 0})
  await open(4)
  const [one, two, three, waiting] = accepted as [Socket, Socket, Socket, Socket]

  prove(one)
  prove(two)
  prove(one)
  expect(dropped()).toBe(0)
  prove(three)

  expect([one, two, three, waiting].map(({destroyed}) => destroyed)).toEqual([false, true, false, false])
})

test('what is closed or belongs to another server takes no place', async () => {
  const {open, prove, accepted, dropped} = await startGuarded({mostWaiting: 10, mostProven: 1, graceMs: 0})
  await open(2)
  const [kept, closed] = accepted as [Socket, Socket]
  prove(kept)

  closed.destroy()
  prove(closed)
  prove(new Socket())

  expect([dropped(), kept.destroyed]).toEqual([0, false])
})
