import {once} from 'node:events'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {expect, onTestFinished, test} from 'vitest'
import {askCallback, isTunnelAddress} from '../../src/webhook/ask-callback.ts'
import {startReceiver} from '../../src/webhook/server.ts'

/** A server that answers everything alike. */
async function startServer(status: number, body = '', headers: Record<string, string> = {}): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(status, headers).end(body))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close().closeAllConnections())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?of=mine`
}

test('a receiver that knows the token verifies, and with another it refuses', async () => {
  const options = {port: 0, path: '/webhook', verifyToken: 'let me in', appSecrets: [], onDelivery() {}}
  const receiver = await startReceiver(options)
  onTestFinished(receiver.close)

  expect(await askCallback(receiver.url, 'let me in')).toMatchObject({kind: 'verified'})
  expect(await askCallback(receiver.url, 'a guess')).toEqual({
    kind: 'refused',
    text: 'it answers 403 with "the verify token does not match"',
  })
})

test.each([
  ['another text', 200, {}, 'refused', 'it answers 200 with "something", without the challenge'],
  [
    'a way elsewhere',
    302,
    {location: 'http://127.0.0.1:1/'},
    'refused',
    'it answers 302 and leads to http://127.0.0.1:1/ with "something"',
  ],
  ['a fault', 503, {}, 'failing', 'it answers 503 with "something"'],
  [
    'a tunnel of ngrok that is no more',
    404,
    {'ngrok-error-code': 'ERR_NGROK_3200'},
    'gone',
    'it answers 404 with "something"',
  ],
  ['a tunnel of cloudflared that is no more', 530, {}, 'gone', 'it answers 530 with "something"'],
])('%s is %s', async (_what, status, headers, kind, text) => {
  const url = await startServer(status, 'something', headers as Record<string, string>)

  expect(await askCallback(url, 'token')).toEqual({kind, text})
})

test('where nobody listens it is silent, and says why', async () => {
  expect(await askCallback('http://127.0.0.1:1/', 'token')).toEqual({
    kind: 'silent',
    text: expect.stringMatching(/\w/),
  })
})

test.each([
  ['https://ab12.ngrok-free.dev/hook', true],
  ['https://ngrok.io.example/hook', false],
  ['https://bot.example/ngrok.io', false],
])('%s is an address of a tunnel: %s', (url, isTunnel) => {
  expect(isTunnelAddress(url)).toBe(isTunnel)
})

test('an excerpt of an answer is short, on one line, and without the token', async () => {
  const long = await startServer(404, `a\n\t\u0007b token ${'x'.repeat(300)}`)
  const empty = await startServer(302, '', {location: '/login?back=token'})
  const nowhere = await startServer(302, '', {location: 'http://'})

  expect(await askCallback(long, 'token')).toEqual({
    kind: 'refused',
    text: `it answers 404 with "a b *** ${'x'.repeat(190)}…"`,
  })
  const {origin} = new URL(empty)
  expect(await askCallback(empty, 'token')).toEqual({
    kind: 'refused',
    text: `it answers 302 and leads to ${origin}/login`,
  })
  expect(await askCallback(nowhere, 'token')).toEqual({
    kind: 'refused',
    text: 'it answers 302 and leads to no address',
  })
})

test('a callback is asked as the platform asks, beside its own query, and an answer with something more is told', async () => {
  const asked: {readonly url: URL; readonly agent: unknown}[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://x')
    asked.push({url, agent: request.headers['user-agent']})
    response.end(`"${url.searchParams.get('hub.challenge')}"`)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close().closeAllConnections())

  const answer = await askCallback(
    `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?of=mine`,
    'token',
  )

  const [
    {
      url: {searchParams, pathname},
      agent,
    },
  ] = asked as [{url: URL; agent: unknown}]
  const challenge = searchParams.get('hub.challenge')
  expect(challenge).toMatch(/^1\d{9}$/)
  expect([pathname, Object.fromEntries(searchParams), agent]).toEqual([
    '/hook',
    {of: 'mine', 'hub.mode': 'subscribe', 'hub.challenge': challenge, 'hub.verify_token': 'token'},
    'facebookplatform/1.0 (+http://developers.facebook.com)',
  ])
  expect(answer).toEqual({
    kind: 'refused',
    isAltered: true,
    text: `it answers 200, but not with the challenge alone: expected "${challenge}", got "\\"${challenge}\\"": quotes around it; answer with the bare text`,
  })
})

test('Ctrl-C ends the asking with its reason', async () => {
  const reason = new Error('Ctrl-C')

  await expect(askCallback('http://127.0.0.1:1/', 'token', AbortSignal.abort(reason))).rejects.toBe(reason)
})

test.each([
  ...['ngrok-free.app', 'ngrok-free.dev', 'ngrok.app', 'ngrok.dev', 'ngrok.io', 'trycloudflare.com'],
  ...['loca.lt', 'lhr.life', 'lhr.rocks', 'serveo.net', 'serveousercontent.com'],
  ...['pinggy.link', 'pinggy.io', 'pinggy.online', 'devtunnels.ms', 'ts.net'],
])('addresses below %s are those of tunnels', host => {
  expect(isTunnelAddress(`https://ab.${host}/hook`)).toBe(true)
  expect(isTunnelAddress(`https://${host}/hook`)).toBe(false)
  expect(isTunnelAddress(`https://ab${host}/hook`)).toBe(false)
})
