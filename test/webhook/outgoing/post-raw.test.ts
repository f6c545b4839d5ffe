import type {AddressInfo} from 'node:net'
import {createServer} from 'node:net'
import {describe, expect, onTestFinished, test} from 'vitest'
import {parseHeader, parseTargetUrl} from '../../../src/webhook/outgoing/forward-target.ts'
import {postRaw} from '../../../src/webhook/outgoing/post-raw.ts'
import {freePort} from '../../helpers/free-port.ts'
import {reportedBy} from '../../helpers/reported.ts'

/** Does with the first bytes of each connection what it is told. */
async function startTalking(answer: (socket: import('node:net').Socket, text: string) => void) {
  const sockets = new Set<import('node:net').Socket>()
  const server = createServer(socket => {
    sockets.add(socket.on('error', () => {}))
    socket.once('data', bytes => answer(socket, bytes.toString('latin1')))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`)
}

const post = (url: URL, more: Partial<Parameters<typeof postRaw>[0]> = {}) =>
  postRaw({url, headers: [], body: Buffer.from('{}'), ...more})

describe('a delivery that gets no answer says why', () => {
  test('where nothing listens', async () => {
    const url = new URL(`http://127.0.0.1:${await freePort()}/hook`)

    await expect(post(url)).rejects.toMatchObject({
      message: `${url.origin} refused the connection`,
      why: 'refused',
      sent: 'no',
    })
  })

  test('where nobody has the name', async () => {
    await expect(post(new URL('http://no-such-host.invalid/'))).rejects.toMatchObject({
      message: 'http://no-such-host.invalid cannot be found',
      why: 'unreachable',
      sent: 'no',
    })
  })

  test('where the connection breaks, before the answer and in the middle of it', async () => {
    const before = await startTalking(socket => socket.resetAndDestroy())
    const within = await startTalking(socket => {
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab')
    })

    for (const url of [before, within])
      await expect(post(url)).rejects.toMatchObject({
        message: `${url.origin} closed the connection without an answer`,
        why: 'cut',
        sent: 'maybe',
      })
  })

  test('where it takes too long, or is not waited for', async () => {
    const url = await startTalking(() => {})

    await expect(post(url, {timeoutMs: 50})).rejects.toMatchObject({
      message: `${url.origin} did not answer within 0.05 s`,
      why: 'timeout',
      sent: 'maybe',
    })
    await expect(post(url, {signal: AbortSignal.abort()})).rejects.toMatchObject({
      message: `${url.origin} was canceled before it answered`,
      why: 'aborted',
      sent: 'no',
    })
  })
})

test('a Host that is given is sent once, and the status is the answer', async () => {
  const seen: string[] = []
  const url = await startTalking((socket, text) => {
    seen.push(text)
    socket.end('HTTP/1.1 418 Tea\r\ncontent-length: 0\r\n\r\n')
  })

  const {status} = await post(url, {headers: ['hOST', 'bot.example', 'X', 'host']})
  await post(url, {headers: ['X', 'host']})

  expect(status).toBe(418)
  expect(seen.map(text => text.match(/^host: .*/gim))).toEqual([['hOST: bot.example'], [`Host: ${url.host}`]])
})

describe('-H', () => {
  test.each([
    ['X-Stage: local', ['X-Stage', 'local']],
    ['x:', ['x', '']],
    ['a!#$%&:\tb c ', ['a!#$%&', 'b c ']],
    ['X: ä', ['X', 'ä']],
  ])('%j is a header', (text, header) => {
    expect(parseHeader(text)).toEqual(header)
  })

  test.each(['', 'x', ': x', 'a b: c', 'x: a\nb', 'x: \u0007', 'x: 日'])('%j is none', text => {
    expect(reportedBy(() => parseHeader(text))).toMatchObject({
      code: 'USAGE',
      message: '--header has no name and value',
      hint: "Type a name and a value: -H 'X-Stage: local'",
    })
  })

  test.each(['connection', 'Content-Length', 'transfer-encoding', 'expect', 'upgrade', 'te', 'trailer'])(
    '%s belongs to the connection',
    name => {
      expect(() => parseHeader(`${name}: x`)).toThrow(
        expect.objectContaining({message: `The header ${name} cannot be set: it belongs to the connection`}),
      )
    },
  )
})

test('what is no address to send to says what is', () => {
  expect(reportedBy(() => parseTargetUrl('ftp://x/', '/webhook'))).toMatchObject({
    message: '"ftp://x/" is not an address to send to',
    hint: 'Type a port (3000), a path (/webhook) or a URL (http://localhost:3000/webhook)',
  })
})
