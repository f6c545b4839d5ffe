import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {expect, onTestFinished, test} from 'vitest'
import {download} from '../../../src/api/core/download.ts'
import {startTrickling} from '../../helpers/trickling-server.ts'
import {failureOf} from '../platform-double.ts'

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
