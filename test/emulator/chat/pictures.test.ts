import {once} from 'node:events'
import {createServer, type RequestListener} from 'node:http'
import type {AddressInfo} from 'node:net'
import {describe, expect, onTestFinished} from 'vitest'
import type {FetchedPicture} from '../../../src/emulator/chat/panel-types.ts'
import {createPictureStore} from '../../../src/emulator/chat/pictures/picture-store.ts'
import {patiently} from '../../helpers/patience.ts'
import {test} from '../asking.ts'

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** A web server of this machine; closed when the test ends. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** What a server of this machine answers, by path. */
const answers: Readonly<Record<string, RequestListener>> = {
  '/hat.png': (_, response) => response.setHeader('content-type', 'image/png').end(png),
  '/moved': (_, response) => response.writeHead(302, {location: '/hat.png'}).end(),
  '/gone': (_, response) => response.writeHead(404).end(),
  '/page': (_, response) => response.setHeader('content-type', 'text/html').end('<script></script>'),
  '/drawing': (_, response) => response.setHeader('content-type', 'image/svg+xml').end('<svg/>'),
  '/untyped': (_, response) => response.end(png),
  '/declared-large': (_, response) =>
    response.writeHead(200, {'content-type': 'image/png', 'content-length': 5_000}).write(png),
  '/really-large': (_, response) => {
    // In parts, of which nobody says in advance how many come.
    response.writeHead(200, {'content-type': 'image/png'}).write(Buffer.alloc(2_500))
    response.end(Buffer.alloc(2_500))
  },
  '/silent': () => {},
  '/half': (_, response) => response.writeHead(200, {'content-type': 'image/png'}).write(png),
  '/loop': (_, response) => response.writeHead(302, {location: '/loop'}).end(),
  '/to-name': (_, response) => response.writeHead(302, {location: 'http://pictures.example/x.png'}).end(),
  '/to-network': (_, response) => response.writeHead(302, {location: 'http://10.0.0.1/x.png'}).end(),
  '/to-metadata': (_, response) => response.writeHead(301, {location: '//169.254.169.254/latest'}).end(),
  '/to-file': (_, response) => response.writeHead(302, {location: 'file:///etc/passwd'}).end(),
}

const why = (fetched: FetchedPicture) => ('path' in fetched ? 'shown' : fetched.refusal.reason)

describe('a picture that a bot sends by its URL', () => {
  test.for([
    ['/hat.png', 'shown'],
    ['/moved', 'shown'],
    ['/gone', 'status'],
    ['/page', 'not-an-image'],
    ['/drawing', 'not-an-image'],
    ['/untyped', 'not-an-image'],
    ['/declared-large', 'too-large'],
    ['/really-large', 'too-large'],
    ['/silent', 'slow'],
    ['/half', 'slow'],
    ['/loop', 'redirects'],
    ['/to-name', 'not-allowed'],
    ['/to-network', 'not-allowed'],
    ['/to-metadata', 'not-allowed'],
    ['/to-file', 'not-a-url'],
  ] as const)('at %s of this machine: %s', async ([path, outcome]) => {
    const origin = await serve((request, response) => answers[request.url ?? '']?.(request, response))
    const deadlineMs = outcome === 'slow' ? 300 : patiently(5_000)
    const pictures = createPictureStore({others: false, mostBytes: 4_000, deadlineMs})

    expect(why(await pictures.fetch(`${origin}${path}`))).toBe(outcome)
  })

  test.for([
    ['not of this machine', 'http://pictures.example/hat.png', false, 'not-allowed'],
    ['at an address of another machine', 'http://203.0.113.7/hat.png', false, 'not-allowed'],
    ['in the network, though others are allowed', 'http://192.168.0.7/hat.png', true, 'not-allowed'],
    ['in the network, in IPv6', 'http://[fd00::7]/hat.png', true, 'not-allowed'],
    ['in the network, behind IPv6', 'http://[::ffff:10.0.0.1]/hat.png', true, 'not-allowed'],
    ['at the address of metadata', 'http://169.254.169.254/hat.png', true, 'not-allowed'],
    ['at no address at all', 'http://0.0.0.0/hat.png', true, 'not-allowed'],
    ['with a password', 'http://ada:secret@127.0.0.1/hat.png', true, 'not-a-url'],
    ['of another kind', 'file:///etc/passwd', true, 'not-a-url'],
    ['that is not a URL', 'hat.png', true, 'not-a-url'],
    ['at a port where nobody answers', 'http://127.0.0.1:9/hat.png', false, 'unreachable'],
  ] as const)('%s is refused', async ([, url, others, outcome]) => {
    expect(why(await createPictureStore({others}).fetch(url))).toBe(outcome)
  })

  test('is asked for without cookies, tokens or a referrer, and once for many that show it', async () => {
    const asked: string[][] = []
    const origin = await serve((request, response) => {
      asked.push(Object.keys(request.headers))
      answers['/hat.png']?.(request, response)
    })
    const pictures = createPictureStore({others: false})

    const all = await Promise.all([1, 2, 3].map(() => pictures.fetch(`${origin}/hat.png`)))

    expect(all.map(why)).toEqual(['shown', 'shown', 'shown'])
    expect(asked).toEqual([expect.not.arrayContaining(['cookie', 'authorization', 'referer'])])
    expect(asked).toHaveLength(1)
  })

  test('is served by the emulator as nothing but a picture', async ({start}) => {
    const origin = await serve((request, response) => answers[request.url ?? '']?.(request, response))
    const {emulator} = await start()
    const of = (url: string) =>
      emulator.admin('GET', `picture?url=${encodeURIComponent(url)}`) as Promise<FetchedPicture>

    const fetched = await of(`${origin}/hat.png`)
    const answer = await fetch(`${emulator.url}${'path' in fetched ? fetched.path : ''}`)

    expect(Buffer.from(await answer.arrayBuffer())).toEqual(png)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    })
    expect(await of(`${origin}/gone`)).toEqual({refusal: {reason: 'status', text: 'Answered 404'}})
    expect((await fetch(`${emulator.url}/_msgr/picture/constructor`)).status).toBe(404)
    const strange = await fetch(`${emulator.url}/_msgr/picture?url=${origin}/hat.png`, {
      headers: {'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'image'},
    })
    expect(strange.status).toBe(403)
  })
})

test('the page may show frames of this machine only when asked to, and of no other', async ({start}) => {
  const [plain, framing] = [await start(), await start({showsWebviews: true})]
  const policyOf = async (url: string) => (await fetch(url)).headers.get('content-security-policy')

  expect(await policyOf(plain.emulator.url)).not.toContain('frame-src')
  expect(await policyOf(framing.emulator.url)).toMatch(
    /frame-src http:\/\/127\.0\.0\.1:\* http:\/\/localhost:\* https:\/\/127\.0\.0\.1:\* https:\/\/localhost:\*$/,
  )
})
