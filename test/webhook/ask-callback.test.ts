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
    text: 'it answers 403 with "the verify token is another one"',
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
