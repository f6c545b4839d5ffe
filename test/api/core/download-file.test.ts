import {createServer, type RequestListener} from 'node:http'
import type {AddressInfo} from 'node:net'
import {expect, onTestFinished, test} from 'vitest'
import {downloadFile, type FileDownloadOptions} from '../../../src/api/core/download-file.ts'
import {freePort} from '../../helpers/free-port.ts'
import {patiently} from '../../helpers/patience.ts'

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const get = (url: string, options: Partial<FileDownloadOptions> = {}) =>
  downloadFile(url, {
    graphUrl: 'http://127.0.0.1:4010',
    write: async () => {},
    signal: new AbortController().signal,
    ...options,
  })

test.for([
  ['http://127.0.0.1:4010/x', 'this machine, where the platform keeps no files'],
  ['http://localhost/x', 'this machine, where the platform keeps no files'],
  ['http://10.0.0.1/x', 'an address of the local network, where the platform keeps no files'],
  [
    'http://169.254.169.254/latest/meta-data',
    'an address of the local network, where the platform keeps no files',
  ],
  ['http://[::ffff:10.0.0.1]/x', 'an address of the local network, where the platform keeps no files'],
  ['file:///etc/passwd', 'not an http or https URL'],
  ['https://ada:secret@scontent.example/x', 'the URL has a name or password in it'],
] as const)('at the platform, a file at %s is not asked for', async ([url, why]) => {
  const error = await get(url, {graphUrl: 'https://graph.facebook.com'}).catch(error => error)

  expect(error).toMatchObject({name: 'DownloadError', message: expect.stringContaining(why)})
  expect(error.message).not.toContain('secret')
})

test.for([
  ['http://10.0.0.1/x', 'an address of the local network'],
  ['file:///etc/passwd', 'not an http or https URL'],
  ['/loop', 'more than 5 redirects'],
] as const)('a redirect to %s is not followed', async ([location, why]) => {
  const url = await serve((_, response) => response.writeHead(302, {location}).end())

  await expect(get(`${url}/loop`)).rejects.toThrow(why)
})

test('bytes arrive as they come, and are counted', async () => {
  const url = await serve((_, response) => {
    response.write('one')
    setTimeout(() => response.end('two'), 20)
  })
  const chunks: string[] = []

  const bytes = await get(url, {write: async chunk => void chunks.push(Buffer.from(chunk).toString())})

  expect([chunks.join(''), bytes]).toEqual(['onetwo', 6])
})

test('the request for a file says nothing of who asks', async () => {
  const asked: unknown[] = []
  const url = await serve(({method, headers}, response) => {
    asked.push([method, headers])
    response.end('x')
  })

  await get(`${url}/x`)

  expect(asked).toEqual([
    ['GET', {accept: '*/*', 'user-agent': 'msgr', host: new URL(url).host, connection: expect.any(String)}],
  ])
})

test.for([
  [404, 'the host answered 404'],
  [403, 'the host answered 403: the address has expired'],
  [410, 'the host answered 410: the address has expired'],
] as const)('a host that answers %i is no file', async ([status, message]) => {
  const url = await serve((_, response) => response.writeHead(status).end('x'))

  await expect(get(url)).rejects.toMatchObject({
    name: 'DownloadError',
    message: expect.stringContaining(message),
  })
})

test('a host that is not known, and one that nothing answers at, is said', async () => {
  await expect(get('http://no-such-host.invalid/x')).rejects.toThrow('its host is not known')
  await expect(get(`http://127.0.0.1:${await freePort()}/x`)).rejects.toThrow(
    'the connection failed (ECONNREFUSED)',
  )
})

test('what is too large, declared or not, is not read to its end', async () => {
  const declared = await serve((_, response) =>
    response.writeHead(200, {'content-length': 5_000_000}).write('x'),
  )
  const endless = await serve((_, response) => {
    const pour = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536)));
    }
    response.on('drain', pour)
    pour()
  })

  for (const url of [declared, endless])
    await expect(get(url, {mostBytes: 3 * 1024 * 1024})).rejects.toThrow('it is larger than 3 MB')
})

test('a host that falls silent is given up, and Ctrl-C ends the wait at once', async () => {
  const url = await serve((_, response) => response.writeHead(200).write('x'))
  const interrupt = new AbortController()

  await expect(get(url, {idleMs: 100})).rejects.toThrow('nothing arrived for 0.1 s')
  const waiting = get(url, {signal: interrupt.signal})
  setTimeout(() => interrupt.abort(new Error('Ctrl-C')), 50)
  await expect(waiting).rejects.toThrow('Ctrl-C')
})

test('a slow host is not given up while bytes arrive', async () => {
  const idleMs = patiently(300)
  const url = await serve((_, response) => {
    let left = 7
    const drip = setInterval(() => {
      left -= 1
      if (left > 0) return void response.write('x')
      clearInterval(drip)
      response.end('x')
    }, idleMs / 4)
  })

  expect(await get(url, {idleMs})).toBe(7)
})

test('a failure to write is thrown as it is', async () => {
  const url = await serve((_, response) => response.end('x'))
  const full = Object.assign(new Error('no space left'), {code: 'ENOSPC', syscall: 'write'})

  await expect(get(url, {write: () => Promise.reject(full)})).rejects.toBe(full)
})
