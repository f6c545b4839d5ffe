import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {onTestFinished} from 'vitest'

export interface TricklingServer {
  readonly url: string
  /** Resolves at the first call that never gets a whole answer. */
  readonly asked: Promise<void>
  /** The number of such calls. */
  readonly calls: () => number
  /** Resolves when the client has closed the connection of such a call. */
  readonly cutOff: Promise<void>
}

const BYTE_EVERY_MS = 20

/**
 * Answers these paths with a Page, and every other call with a byte now and then, endlessly. Closed when the test
 * ends.
 */
export async function startTrickling(answered: RegExp = /^$/): Promise<TricklingServer> {
  let [ask, cut] = [() => {}, () => {}]
  const asked = new Promise<void>(resolve => {
    ask = resolve
  })
  const cutOff = new Promise<void>(resolve => {
    cut = resolve
  })
  let calls = 0
  const server = createServer(async (request, response) => {
    await request.toArray()
    response.writeHead(200, {'content-type': 'application/json'})
    if (answered.test(`${request.method} ${request.url}`)) {
      response.end('{"id":"109876543210987","name":"Shop"}')
      return
    }
    response.write('{')
    const timer = setInterval(() => response.write(' '), BYTE_EVERY_MS)
    response.on('close', () => {
      clearInterval(timer)
      cut()
    })
    calls += 1
    ask()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const {port} = server.address() as AddressInfo
  return {url: `http://127.0.0.1:${port}`, asked, calls: () => calls, cutOff}
}
