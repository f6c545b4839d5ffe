import {createServer, type RequestListener} from 'node:http'
import type {AddressInfo} from 'node:net'
import {text} from 'node:stream/consumers'
import {expect, onTestFinished, test} from 'vitest'
import {type JudgedHost, judgedGet} from '../../src/system/judged-get.ts'

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** Names of hosts that this machine stands in for. */
const judge = async (hostname: string): Promise<JudgedHost> => {
  if (hostname === 'forbidden.example') throw new Error('forbidden')
  return {addresses: [{address: '127.0.0.1', family: 4}], isHere: hostname.endsWith('localhost')}
}
const get = (url: string) =>
  judgedGet(url, {judge, headers: {accept: '*/*'}, signal: new AbortController().signal})

test('the connection goes to the judged address, and the host is asked by its name', async () => {
  const hosts: (string | undefined)[] = []
  const port = await serve((request, response) => {
    hosts.push(request.headers.host)
    response.end('a file')
  })

  const answer = await get(`http://files.example:${port}/x?sig=1`)

  expect(await text(answer)).toBe('a file')
  expect(hosts).toEqual([`files.example:${port}`])
})

test.for([
  ['files.example', 'other.example', 'followed'],
  ['files.localhost', 'files.localhost', 'followed'],
  ['files.localhost', 'files.example', 'followed'],
  ['files.example', 'files.localhost', 'Another host redirects to this machine'],
  ['files.example', 'forbidden.example', 'forbidden'],
] as const)('a redirect from %s to %s: %s', async ([from, to, outcome]) => {
  const port = await serve((request, response) => {
    if (request.url === '/x') response.writeHead(302, {location: `http://${to}:${port}/y`}).end()
    else response.end('followed')
  })

  const got = await get(`http://${from}:${port}/x`).then(text, ({message}: Error) => message)

  expect(got).toContain(outcome)
})

test('a redirect away and back again does not lead to this machine', async () => {
  const port = await serve((request, response) => {
    const next = {'/x': 'files.example', '/y': 'files.localhost'}[request.url ?? '']
    if (next === undefined) response.end('secret of this machine')
    else
      response.writeHead(302, {location: `http://${next}:${port}/${request.url === '/x' ? 'y' : 'z'}`}).end()
  })

  await expect(get(`http://files.localhost:${port}/x`)).rejects.toThrow('redirects to this machine')
})
