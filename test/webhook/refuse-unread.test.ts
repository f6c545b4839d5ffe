import {once} from 'node:events'
import {createServer, type RequestListener} from 'node:http'
import {type AddressInfo, connect, type Socket} from 'node:net'
import {expect, onTestFinished, test} from 'vitest'
import {type RefusedRequest, refuseUnreadable} from '../../src/webhook/refuse-unread.ts'

type OnRefused = ((refused: RefusedRequest) => void) | undefined

/** A server of node that refuses what is not HTTP, and what was thrown on the way. */
async function serve(listener: RequestListener, onRefused: OnRefused) {
  const thrown: unknown[] = []
  const server = createServer(listener)
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    try {
      refuseUnreadable(error, socket as Socket, onRefused)
    } catch (failure) {
      thrown.push(failure)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return {server, thrown, port: (server.address() as AddressInfo).port}
}

/** Sends bytes to such a server; returns the answer, and what was thrown. */
async function speak(
  text: string,
  onRefused: OnRefused,
  listener: RequestListener = (_, response) => void response.end('fine'),
) {
  const {port, thrown} = await serve(listener, onRefused)
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.setEncoding('latin1').on('data', chunk => {
    answer += chunk
  })
  socket.write(text)
  await once(socket, 'close')
  return {answer, thrown}
}

const closing = 'Content-Length: 0\r\nConnection: close\r\n\r\n'

test('what is not HTTP is refused, whether or not anybody wants to know', async () => {
  const refused: RefusedRequest[] = []
  const answer = `HTTP/1.1 400 Bad Request\r\n${closing}`

  expect(await speak('garbage\r\n\r\n', undefined)).toEqual({answer, thrown: []})
  expect(await speak('garbage\r\n\r\n', each => refused.push(each))).toEqual({answer, thrown: []})
  expect(refused).toEqual([
    {status: 400, method: '', reason: expect.stringMatching(/^the request is not HTTP: Parse Error/)},
  ])
})

test('headers that are too large have a status of their own', async () => {
  const refused: RefusedRequest[] = []
  const {answer} = await speak(`GET / HTTP/1.1\r\nA: ${'x'.repeat(40_000)}\r\n\r\n`, each =>
    refused.push(each),
  )

  expect(answer).toBe(`HTTP/1.1 431 Request Header Fields Too Large\r\n${closing}`)
  expect(refused).toEqual([{status: 431, method: '', reason: 'the headers are larger than 16 KB'}])
})

test('what follows a request whose answer has begun gets no second answer into it', async () => {
  const refused: RefusedRequest[] = []
  const {answer, thrown} = await speak(
    'GET / HTTP/1.1\r\nHost: x\r\n\r\ngarbage\r\n\r\n',
    each => refused.push(each),
    (_, response) => void response.writeHead(200, {'Content-Length': 9}).write('begun'),
  )

  expect(thrown).toEqual([])
  expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200'])
  expect(refused).toMatchObject([{status: 400}])
})

test('a client that breaks off in the middle of its request is not one that was refused', async () => {
  const refused: RefusedRequest[] = []
  const {server, port} = await serve(
    () => {},
    each => refused.push(each),
  )
  const socket = connect(port, '127.0.0.1')
  const [accepted] = (await once(server, 'connection')) as [Socket]
  socket.write('POST / HTTP/1.1\r\nHost: x\r\n')
  await expect.poll(() => accepted.bytesRead).toBeGreaterThan(0)
  const closed = new Promise(resolve => accepted.once('close', resolve))
  socket.resetAndDestroy()
  await closed

  expect(refused).toEqual([])
})
