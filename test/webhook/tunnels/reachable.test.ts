import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {afterEach, describe, expect, test} from 'vitest'
import {startReceiver} from '../../../src/webhook/server.ts'
import {lookThrough, waitUntilReachable} from '../../../src/webhook/tunnels/reachable.ts'

const closing: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

describe('waiting for a public address', () => {
  const signal = new AbortController().signal
  const receive = async () => {
    const receiver = await startReceiver({
      port: 0,
      path: '/webhook',
      verifyToken: 'x',
      appSecrets: [],
      onDelivery: () => undefined,
    })
    closing.push(() => receiver.close())
    return receiver
  }

  test('ends when the receiver itself answers, after a tunnel that was not ready', async () => {
    const receiver = await receive()
    const agents: unknown[] = []
    const tunnel = createServer(async (request, response) => {
      agents.push(request.headers['user-agent'])
      if (agents.length === 1) return void response.writeHead(502).end('ERR_NGROK_8012')
      response.end(await (await fetch(`http://127.0.0.1:${receiver.port}${request.url}`)).text())
    })
    await new Promise<void>(resolve => tunnel.listen(0, '127.0.0.1', resolve))
    closing.push(() => tunnel.close())
    const waits: number[] = []

    await waitUntilReachable(
      `http://127.0.0.1:${(tunnel.address() as AddressInfo).port}/webhook`,
      receiver.nonce,
      {
        signal,
        sleep: async ms => void waits.push(ms),
      },
    )

    expect(waits).toEqual([1000])
    expect(agents).toEqual(Array(2).fill('facebookplatform/1.0 (+http://developers.facebook.com)'))
  })

  test('fails when the address leads to somebody else', async () => {
    const [receiver, other] = [await receive(), await receive()]

    await expect(
      waitUntilReachable(other.url, receiver.nonce, {signal, sleep: async () => undefined, attempts: 3}),
    ).rejects.toMatchObject({
      message: `http://127.0.0.1:${other.port} does not lead to this receiver: it answered 200`,
      code: 'TUNNEL',
    })
  })
})

test('what a tunnel answers instead of the receiver is said, with the code of ngrok', async () => {
  const answers = ['<p>ERR_NGROK_3200</p>', 'ERR_NGROK_', 'busy']
  let asked = 0
  const server = createServer((_, response) => void response.writeHead(404).end(answers[asked++]))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const {signal} = new AbortController()

  const said = [
    await lookThrough(url, 'x', signal),
    await lookThrough(url, 'x', signal),
    await lookThrough(url, 'x', signal),
  ]

  expect(said).toEqual(['it answered 404 (ERR_NGROK_3200)', 'it answered 404', 'it answered 404'])
  expect(await lookThrough(url.replace('http:', 'https:'), 'x', signal)).toMatch(/SSL/)
})

test('an address is asked as often as is said, with a wait between two times', async () => {
  let asked = 0
  const server = createServer((_, response) => {
    asked += 1
    response.end('busy')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const waits: number[] = []
  const options = {signal: new AbortController().signal, sleep: async (ms: number) => void waits.push(ms)}

  await expect(waitUntilReachable(url, 'x', {...options, attempts: 3})).rejects.toThrow('it answered 200')

  expect([asked, waits]).toEqual([3, [1_000, 1_000]])
})
