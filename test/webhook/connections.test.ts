import {once} from 'node:events'
import {connect} from 'node:net'
import {expect, test} from 'vitest'
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

test('a connection that a delivery came on is kept while others come and go', async () => {
  const receiver = await startReceiver({
    port: 0,
    path: '/webhook',
    verifyToken: 'let-me-in',
    appSecrets: [],
    onDelivery: () => {},
    connectionLimits: {mostWaiting: 4, graceMs: 0},
  })
  const kept = connect(receiver.port, '127.0.0.1')
  const read = async () => String((await once(kept, 'data'))[0])
  const body = '{"object":"page","entry":[]}'
  const request = `POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  kept.write(request)
  await read()

  const strangers = Array.from({length: 40}, () => connect(receiver.port, '127.0.0.1').on('error', () => {}))
  await expect.poll(() => strangers.filter(({closed}) => closed).length).toBeGreaterThanOrEqual(36)
  kept.write(request)

  expect(await read()).toContain('200 OK')
  for (const socket of [kept, ...strangers]) socket.destroy()
  await receiver.close()
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
