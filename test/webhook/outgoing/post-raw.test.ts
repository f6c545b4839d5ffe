import {readFileSync} from 'node:fs'
import {createServer as createSecureServer} from 'node:https'
import type {AddressInfo} from 'node:net'
import {createServer} from 'node:net'
import {join} from 'node:path'
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

test('the answer is kept as far as is asked for, and not at all by default', async () => {
  const url = await startTalking(async socket => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nthank')
    setTimeout(() => socket.write(' you'), 20)
  })

  expect(await post(url, {keptBytes: 7})).toEqual({status: 200, ms: expect.any(Number), text: 'thank y'})
  expect(await post(url, {keptBytes: 3})).toMatchObject({text: 'tha'})
  const unkept = await post(url)
  expect(unkept).toEqual({status: 200, ms: expect.any(Number)})
  expect(unkept.ms).toBeGreaterThanOrEqual(10)
  expect(unkept.ms).toBeLessThan(60_000)
})

test('the body is posted to the path, over a connection of its own', async () => {
  const seen: string[] = []
  const url = await startTalking((socket, text) => {
    seen.push(text)
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')
  })

  await post(url, {headers: ['Content-Length', '2']})

  expect(seen[0]).toMatch(/^POST \/hook HTTP\/1\.1\r\n/)
  expect(seen[0]).toMatch(/^connection: close\r$/im)
  expect(seen[0]).toMatch(/\r\n\r\n(\{\})?$/)
})

test('a certificate that is not trusted is said, and taken where that is asked for', async () => {
  const [key, cert] = ['key', 'cert'].map(name =>
    readFileSync(join(import.meta.dirname, `../../fixtures/self-signed/${name}.pem`)),
  )
  const server = createSecureServer({key, cert}, (_request, response) => response.end())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const url = new URL(`https://localhost:${(server.address() as AddressInfo).port}/`)

  await expect(post(url)).rejects.toMatchObject({
    message: `${url.origin} has a certificate that is not trusted`,
    why: 'unreachable',
    sent: 'no',
    reason: 'certificateUntrusted',
  })
  expect(await post(url, {isInsecure: true})).toMatchObject({status: 200})
})

test('a failure that is not known is told in the words of the system', async () => {
  const plain = await startTalking(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  const url = new URL(String(plain).replace('http:', 'https:'))

  await expect(post(url)).rejects.toMatchObject({
    message: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+ cannot be reached: .*SSL/s),
    why: 'unreachable',
    reason: undefined,
  })
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
