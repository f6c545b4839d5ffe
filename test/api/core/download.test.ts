import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {expect, onTestFinished, test} from 'vitest'
import {download} from '../../../src/api/core/download.ts'
import {freePort} from '../../helpers/free-port.ts'
import {startTrickling} from '../../helpers/trickling-server.ts'
import {failureOf, startServer} from '../platform-double.ts'

test('a file without an end is given up at 25 MB', async () => {
  const chunk = Buffer.alloc(1024 * 1024)
  const server = createServer((_, response) => {
    const pour = () => {
      while (!response.destroyed && response.write(chunk));
    }
    response.on('drain', pour)
    pour()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const {port} = server.address() as AddressInfo

  const error = await failureOf(download(`http://127.0.0.1:${port}/code.png`))

  expect(error).toMatchObject({
    name: 'NetworkError',
    message: `The file at 127.0.0.1:${port} has more than 25 MB`,
  })
})

test('Ctrl-C ends the wait for a file that trickles', async () => {
  const {url, asked, cutOff} = await startTrickling()
  const interrupt = new AbortController()
  const reason = new Error('Ctrl-C')
  const failing = failureOf(download(`${url}/code.png`, interrupt.signal))
  await asked

  interrupt.abort(reason)

  expect(await failing).toBe(reason)
  await cutOff
})

test.each<[number, string]>([
  [404, 'did not return the file: HTTP 404'],
  [500, 'did not return the file: HTTP 500'],
])('a file that is answered with status %i cannot be had', async (status, why) => {
  const {url} = await startServer(() => ({status, body: 'no'}))

  expect(await failureOf(download(`${url}/code.png?token=x`))).toMatchObject({
    name: 'NetworkError',
    sent: 'no',
    message: `${new URL(url).host} ${why}`,
  })
})

test('a file where nothing listens cannot be had, and the reason is the last one', async () => {
  const port = await freePort()

  const error = await failureOf(download(`http://127.0.0.1:${port}/code.png`))

  expect(error).toMatchObject({
    name: 'NetworkError',
    sent: 'no',
    message: `The file at 127.0.0.1:${port} cannot be downloaded: connect ECONNREFUSED 127.0.0.1:${port}`,
    cause: {message: 'fetch failed'},
  })
})

test('a file is every byte of it', async () => {
  const file = Buffer.alloc(1024 * 1024, 7)
  const {url} = await startServer((_, response) => {
    response.end(file)
    return undefined
  })

  const bytes = await download(`${url}/code.png`, new AbortController().signal)

  expect(file.equals(bytes)).toBe(true)
})

test('a file that cannot be had says from where', async () => {
  const {url} = await startServer(() => ({status: 404}))
  const port = await freePort()

  for (const address of [`${url}/code.png`, `http://127.0.0.1:${port}/code.png`])
    expect(await failureOf(download(address))).toMatchObject({
      sent: 'no',
      reason: 'downloadFailed',
      data: {host: new URL(address).host},
    })
})
