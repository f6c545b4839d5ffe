import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {onTestFinished} from 'vitest'

export interface Attacker {
  readonly url: string
  /** Each request as it arrived: first line, headers, body. */
  readonly heard: readonly string[]
}

/** A server that records every request, and answers as a Graph host would. Closed when the test ends. */
export async function startAttacker(): Promise<Attacker> {
  const heard: string[] = []
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString()
    heard.push([`${request.method} ${request.url}`, ...request.rawHeaders, body].join('\n'))
    response.writeHead(200, {'content-type': 'application/json'})
    response.end('{"id":"109876543210987","name":"Acme Shop","data":[]}')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard}
}
