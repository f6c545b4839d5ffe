import {readFileSync} from 'node:fs'
import {createServer, type IncomingMessage, type RequestListener, type Server} from 'node:http'
import {createServer as createSecureServer} from 'node:https'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import {buffer} from 'node:stream/consumers'
import {expect, onTestFinished} from 'vitest'
import {toWireForm} from '../../../src/platform/signature.ts'
import {deliveryHeaders} from '../../../src/platform/webhook-delivery.ts'
import {freePort} from '../../helpers/free-port.ts'
import {listenAt} from '../../helpers/listen-at.ts'
import {test, type World} from '../../helpers/world.ts'

const secret = '0123456789abcdef0123456789abcdef'
const formerSecret = 'fedcba9876543210fedcba9876543210'

/** Runs `msgr listen` until it is ready. `post` sends a delivery as the platform does and yields the status. */
async function listen(world: World, line: string, env: Readonly<Record<string, string>> = {}) {
  const running = world.start(`listen --port 0 ${line}`, {env: {MSGR_APP_SECRET: secret, ...env}})
  onTestFinished(() => {
    running.send('SIGINT')
    return running.ended.then(() => undefined)
  })
  await running.out.holds('ready\n')
  const url = /receiver +(\S+)/.exec(running.out.text)?.[1] ?? ''
  const post = async (body: Buffer, appSecret = secret) =>
    (await fetch(url, {method: 'POST', body, headers: deliveryHeaders(body, appSecret)})).status
  return {...running, post}
}

const message = (number: number, item: object = {message: {mid: `m_${number}`, text: 'ä / \u{1f44b}'}}) =>
  toWireForm({
    object: 'page',
    entry: [
      {id: '1', time: 1, messaging: [{sender: {id: '2'}, recipient: {id: '1'}, timestamp: 1, ...item}]},
    ],
  })

interface Arrival {
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
}

async function startBot(port = 0, answer: RequestListener = (_request, response) => response.end()) {
  const arrivals: Arrival[] = []
  const take = async (request: IncomingMessage, response: Parameters<RequestListener>[1]) => {
    arrivals.push({rawHeaders: request.rawHeaders, body: await buffer(request)})
    answer(request, response)
  }
  return {arrivals, ...(await serve(createServer(take), port))}
}

async function serve(server: Server, port = 0) {
  await listenAt(server, port)
  const stop = () => new Promise<void>(resolve => server.close(() => resolve()).closeAllConnections())
  onTestFinished(() => stop().catch(() => undefined))
  return {port: (server.address() as AddressInfo).port, stop}
}

test('a bot that is down for a while gets every event of that time, in order and once', async ({
  bareWorld,
}) => {
  const before = await startBot(await freePort())
  const {post, out} = await listen(bareWorld, `--forward-to 127.0.0.1:${before.port}`)
  const events = Array.from({length: 200}, (_, number) => message(number))
  const send = async (from: number, to: number) => {
    for (const event of events.slice(from, to)) expect(await post(event)).toBe(200)
  }

  await send(0, 50)
  await expect.poll(() => before.arrivals.length).toBe(50)
  await before.stop()
  await send(50, 150)
  await out.holds('refused the connection: kept (')
  const after = await startBot(before.port)
  await send(150, 200)

  await expect.poll(() => after.arrivals.length).toBe(150)
  expect([...before.arrivals, ...after.arrivals].map(({body}) => String(body))).toEqual(events.map(String))
})

test('a bot that takes its time delays neither the platform nor another bot', async ({bareWorld}) => {
  const order: string[] = []
  let answerNow = () => undefined as unknown
  const slow = await startBot(0, (_request, response) => {
    order.push('the slow bot has it')
    answerNow = () => response.end()
  })
  const quick = await startBot()
  const {post, out} = await listen(bareWorld, `--forward-to ${slow.port} --forward-to ${quick.port}`)

  for (const number of [1, 2, 3]) {
    await post(message(number))
    order.push(`the platform has its answer to ${number}`)
  }
  await expect.poll(() => quick.arrivals.length).toBe(3)
  order.push('the quick bot has all')
  await expect.poll(() => slow.arrivals.length).toBe(1)
  expect(out.text).not.toContain(`→ 200 http://localhost:${slow.port}/`)
  answerNow()
  await out.holds(`→ 200 http://localhost:${slow.port}/`)

  expect(order.filter(what => what !== 'the slow bot has it')).toEqual([
    'the platform has its answer to 1',
    'the platform has its answer to 2',
    'the platform has its answer to 3',
    'the quick bot has all',
  ])
  await expect.poll(() => slow.arrivals.length).toBe(2)
  answerNow()
  await expect.poll(() => slow.arrivals.length).toBe(3)
  answerNow()
})

test('each bot gets the events it is for, byte for byte and with the signature', async ({bareWorld}) => {
  const [all, postbacks] = [await startBot(), await startBot()]
  const targets = `--forward-to ${all.port} --forward-to messaging_postbacks=${postbacks.port}`
  const {post} = await listen(bareWorld, targets)
  const [text, postback] = [message(1), message(2, {postback: {mid: 'm_2', payload: 'A'}})]

  await post(text)
  await post(postback)

  await expect.poll(() => [all.arrivals.length, postbacks.arrivals.length]).toEqual([2, 1])
  expect(all.arrivals.map(({body}) => body)).toEqual([text, postback])
  expect(postbacks.arrivals.map(({body}) => body)).toEqual([postback])
  for (const [name, value] of Object.entries(deliveryHeaders(postback, secret)))
    expect(valuesOf(postbacks.arrivals[0], name)).toEqual([value])
})

test('-H adds headers and replaces those that came; what they hold is not shown', async ({bareWorld}) => {
  const bot = await startBot()
  const flags = `-H 'X-Stage: local' -H 'Authorization: Bearer very-secret' -H 'User-Agent: mine' -H 'Host: bot.test'`
  const {post, out, err} = await listen(bareWorld, `--forward-to ${bot.port} ${flags}`)

  await post(message(1))
  await out.holds('→ 200')

  const [arrival] = bot.arrivals
  const sent = ['X-Stage', 'Authorization', 'User-Agent', 'Host'].map(name => valuesOf(arrival, name))
  expect(sent).toEqual([['local'], ['Bearer very-secret'], ['mine'], ['bot.test']])
  expect(out.text + err.text).not.toContain('very-secret')
})

test('--insecure forwards to a bot that made its certificate itself; without it is told what to do', async ({
  bareWorld,
}) => {
  const [key, cert] = ['key', 'cert'].map(name =>
    readFileSync(join(import.meta.dirname, `../../fixtures/self-signed/${name}.pem`)),
  )
  const {port} = await serve(createSecureServer({key, cert}, (_request, response) => response.end()))
  const target = `--forward-to https://localhost:${port}/`

  const careful = await listen(bareWorld, target)
  await careful.post(message(1))
  await careful.out.holds('has a certificate that is not trusted (listen --insecure accepts it)')
  careful.send('SIGINT')
  await careful.ended

  const trusting = await listen(bareWorld, `${target} --insecure`)
  await trusting.post(message(1))
  await trusting.out.holds(`→ 200 https://localhost:${port}/`)
})

test('while the app secret is changed, what either signed is taken, and neither is shown', async ({
  bareWorld,
}) => {
  const env = {MSGR_APP_SECRET_FORMER: formerSecret}
  const {post, out, err} = await listen(bareWorld, '', env)

  const statuses = [await post(message(1)), await post(message(2), formerSecret), await post(message(3), 'x')]
  const {out: shown} = await bareWorld.msgr('config show', {env})

  expect(statuses).toEqual([200, 200, 403])
  expect(out.text).toContain('signatures checked, with the app secret or the former one')
  expect(shown).toContain('formerAppSecret')
  expect(out.text + err.text + shown).not.toContain(formerSecret)
})

test('the former app secret may stand in the settings of a Page, as a reference', async ({bareWorld}) => {
  await bareWorld.write(
    '.msgrrc.yaml',
    'pages:\n  shop: {appSecret: "env:NEW_SECRET", formerAppSecret: "env:OLD_SECRET"}\n',
  )
  const env = {MSGR_APP_SECRET: '', NEW_SECRET: secret, OLD_SECRET: formerSecret}
  const {post} = await listen(bareWorld, '--require-signature', env)

  expect(await post(message(1), formerSecret)).toBe(200)
  expect(await post(message(2), secret)).toBe(200)
})

function valuesOf(arrival: Arrival | undefined, name: string): readonly string[] {
  const headers = arrival?.rawHeaders ?? []
  return headers.filter(
    (_, index) => index % 2 === 1 && headers[index - 1]?.toLowerCase() === name.toLowerCase(),
  )
}
