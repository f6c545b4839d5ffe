import {createServer, type Server} from 'node:http'
import {type AddressInfo, createServer as createSocketServer} from 'node:net'
import {afterEach, describe, expect, onTestFinished, test} from 'vitest'
import {
  createForwarder,
  endToEndHeaders,
  type Forwardable,
  type Forwarded,
  type ForwardedDetails,
  type Forwarder,
  type ForwarderOptions,
} from '../../../src/webhook/outgoing/forward.ts'
import {parseForwardTarget} from '../../../src/webhook/outgoing/forward-target.ts'
import {freePort} from '../../helpers/free-port.ts'
import {listenAt} from '../../helpers/listen-at.ts'
import {patiently} from '../../helpers/patience.ts'

interface Arrival {
  readonly rawHeaders: readonly string[]
  readonly body: string
  readonly url: string | undefined
}

const closing: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A bot that answers with these statuses in turn, the last one for ever; 0 hangs up. */
async function startBot({port = 0, statuses = [200]}: {port?: number; statuses?: number[]} = {}) {
  const arrivals: Arrival[] = []
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const status = statuses[Math.min(arrivals.length, statuses.length - 1)] ?? 200
    arrivals.push({rawHeaders: request.rawHeaders, body: Buffer.concat(chunks).toString(), url: request.url})
    if (status === 0) request.socket.destroy()
    else response.writeHead(status, {Location: '/elsewhere'}).end('thanks')
  })
  await listenAt(server, port)
  const close = () => new Promise<void>(resolve => server.close(() => resolve()).closeAllConnections())
  closing.push(close)
  const bot = {arrivals, port: (server.address() as AddressInfo).port, close}
  return {...bot, url: `http://127.0.0.1:${bot.port}/hook?x=1`}
}

/** Collects results; waits take no time but are remembered. */
function startForwarder(
  targets: string[],
  onSleep: (ms: number) => Promise<void> | void = () => undefined,
  more: Partial<ForwarderOptions> = {},
) {
  const results: Forwarded[] = []
  const details: ForwardedDetails[] = []
  const waiters: {count: number; resolve: () => void}[] = []
  const forwarder: Forwarder = createForwarder(
    targets.map(target => parseForwardTarget(target, '/webhook')),
    {
      onResult: (result, detail) => {
        results.push(result)
        details.push(detail)
        for (const {count, resolve} of waiters) if (results.length >= count) resolve()
      },
      sleep: async ms => onSleep(ms),
      timeoutMs: patiently(200),
      ...more,
    },
  )
  closing.push(() => forwarder.close())
  const whenResults = (count: number) =>
    new Promise<void>(resolve => (results.length >= count ? resolve() : waiters.push({count, resolve})))
  return {...forwarder, results, details, whenResults}
}

const delivery = (text: string, fields = ['messages']): Forwardable => ({
  rawHeaders: [
    'hOsT',
    'tunnel.example',
    'X-Hub-Signature-256',
    'sha256=ab',
    'x-odd',
    'ä',
    'Connection',
    'keep-alive',
    'X-Odd',
    '2',
  ],
  body: Buffer.from(text),
  fields,
})

test('a delivery arrives byte for byte, with its headers as they came', async () => {
  const bot = await startBot()
  const {forward, results, whenResults} = startForwarder([bot.url])

  forward(delivery('{"text":"\\u00e4 \\/"}'))
  await whenResults(1)

  expect(bot.arrivals[0]).toMatchObject({body: '{"text":"\\u00e4 \\/"}', url: '/hook?x=1'})
  expect(bot.arrivals[0]?.rawHeaders.slice(0, 10)).toEqual([
    'Host',
    `127.0.0.1:${bot.port}`,
    'X-Hub-Signature-256',
    'sha256=ab',
    'x-odd',
    'ä',
    'X-Odd',
    '2',
    'Content-Length',
    '20',
  ])
  expect(results).toEqual([{kind: 'answered', url: bot.url, status: 200, ms: expect.any(Number)}])
})

test('what the bot answers is told and final: no retry, no redirect', async () => {
  const bot = await startBot({statuses: [302, 500, 200]})
  const {forward, results, whenResults} = startForwarder([bot.url])

  for (const text of ['1', '2', '3']) forward(delivery(text))
  await whenResults(3)

  expect(results).toMatchObject([{status: 302}, {status: 500}, {status: 200}])
  expect(bot.arrivals.map(({body}) => body)).toEqual(['1', '2', '3'])
})

test('while the bot is down deliveries wait, and arrive in order when it is back', async () => {
  const port = await freePort()
  const waits: number[] = []
  let bot: Awaited<ReturnType<typeof startBot>> | undefined
  const {forward, results, whenResults} = startForwarder([`127.0.0.1:${port}`], async ms => {
    waits.push(ms)
    if (waits.length === 3) bot = await startBot({port})
  })

  for (const text of ['1', '2']) forward(delivery(text))
  await whenResults(5)

  expect(waits).toEqual([1000, 2000, 4000])
  expect(results.map(({kind}) => kind)).toEqual(['kept', 'kept', 'kept', 'answered', 'answered'])
  expect(results[0]).toMatchObject({
    reason: `http://127.0.0.1:${port} refused the connection`,
    waiting: 2,
    retryMs: 1000,
  })
  expect(bot?.arrivals.map(({body, url}) => [body, url])).toEqual([
    ['1', '/webhook'],
    ['2', '/webhook'],
  ])
})

test('a delivery that makes the bot hang up three times is given up, and the next one goes', async () => {
  const bot = await startBot({statuses: [0, 0, 0, 200]})
  const {forward, results, whenResults} = startForwarder([bot.url])

  for (const text of ['poison', 'fine']) forward(delivery(text))
  await whenResults(4)

  expect(results.map(({kind}) => kind)).toEqual(['kept', 'kept', 'dropped', 'answered'])
  expect(bot.arrivals.map(({body}) => body)).toEqual(['poison', 'poison', 'poison', 'fine'])
})

test('a bot that never answers is not waited for for ever, and not asked twice', async () => {
  const server = createServer(() => undefined)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise<void>(resolve => server.close(() => resolve()).closeAllConnections()))
  const {forward, results, whenResults} = startForwarder([String((server.address() as AddressInfo).port)])

  forward(delivery('1'))
  await whenResults(1)

  expect(results).toMatchObject([
    {kind: 'dropped', reason: expect.stringMatching(/did not answer within [\d.]+ s/)},
  ])
})

test('a slow target holds up no other', async () => {
  const port = await freePort()
  const bot = await startBot()
  const {forward, results} = startForwarder([String(port), bot.url], () => new Promise(() => undefined))
  closing.pop()

  for (const text of ['1', '2']) forward(delivery(text))
  await expect.poll(() => bot.arrivals.length).toBe(2)

  expect(results.filter(({kind}) => kind === 'kept')).toHaveLength(1)
})

test('a target with a field gets only deliveries that hold such an event', async () => {
  const bot = await startBot()
  const {forward, whenResults} = startForwarder([`messaging_postbacks=${bot.url}`, `messages=${bot.url}`])

  forward(delivery('1', ['messaging_postbacks']))
  forward(delivery('2', ['message_reads']))
  await whenResults(1)

  expect(bot.arrivals.map(({body}) => body)).toEqual(['1'])
})

test('no more than a thousand deliveries wait', async () => {
  const port = await freePort()
  const {forward, results} = startForwarder([String(port)], () => new Promise(() => undefined))
  closing.pop()

  for (let index = 0; index <= 1000; index += 1) forward(delivery('x'))

  expect(results).toEqual([
    {kind: 'dropped', url: `http://localhost:${port}/webhook`, reason: '1000 deliveries are already waiting'},
  ])
})

test('no more than 64 MB wait, and what was given up makes room', async () => {
  const server = createSocketServer(socket => socket.on('error', () => {}).destroy())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise(resolve => server.close(resolve)))
  const {port} = server.address() as AddressInfo
  const {forward, results, details, whenResults} = startForwarder([String(port)])
  const half = {...delivery('x'), body: Buffer.alloc(32 * 1024 * 1024)}
  const dropped = (reason: string) =>
    results.filter(each => each.kind === 'dropped' && each.reason === reason)

  forward(half)
  forward(half)
  forward(delivery('x'))
  await whenResults(7)
  forward(half)
  await whenResults(10)

  expect(dropped('2 deliveries are already waiting')).toHaveLength(1)
  expect(details[0]).toEqual({delivery: delivery('x')})
  expect(results.filter(({kind}) => kind === 'dropped')).toHaveLength(4)
})

test('a bot that stays away is asked again after longer and longer waits, thirty seconds at most', async () => {
  const port = await freePort()
  const waits: number[] = []
  const {forward, whenResults} = startForwarder([String(port)], async ms => {
    waits.push(ms)
    if (waits.length === 7) await startBot({port})
  })

  forward(delivery('1'))
  await whenResults(8)

  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
})

test('who asks is told how the answer begins, and why there was none by its code', async () => {
  const bot = await startBot({statuses: [200, 0, 200]})
  const {forward, results, details, whenResults} = startForwarder([bot.url], undefined, {
    keptBytes: 4,
    wordsFor: ({why}) => `it is ${why}`,
  })

  forward(delivery('1'))
  forward(delivery('2'))
  await whenResults(3)

  expect(results[0]).toEqual({kind: 'answered', url: bot.url, status: 200, ms: expect.any(Number)})
  expect(details.map(({delivery: {body}, text, code}) => [String(body), text, code])).toEqual([
    ['1', 'than', undefined],
    ['2', undefined, 'ECONNRESET'],
    ['2', 'than', undefined],
  ])
  expect(results[1]).toMatchObject({kind: 'kept', reason: 'it is cut'})
})

test('of a failure of the bot its words are passed on', async () => {
  const bot = await startBot({statuses: [500, 200]})
  const {forward, details, whenResults} = startForwarder([bot.url], undefined, {keptBytes: 6})
  const kept = {read: async () => delivery('1'), onSettled: () => {}, putAside: async () => {}}

  forward({...delivery('1'), kept})
  await whenResults(2)

  expect(details.map(({text}) => text)).toEqual(['thanks', 'thanks'])
})

test('a code that is not of the system is not passed on', async () => {
  const server = createServer(() => undefined)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const {port} = server.address() as AddressInfo
  const {forward, details, whenResults} = startForwarder([String(port)], undefined, {timeoutMs: 30})

  forward(delivery('1'))
  await whenResults(1)

  expect(details).toMatchObject([{delivery: {fields: ['messages']}, code: undefined}])
})

test('the end cuts off a target that does not answer', async () => {
  let isCut = false
  const server = createServer(request => request.socket.once('close', () => (isCut = true)))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise<void>(resolve => server.close(() => resolve()).closeAllConnections()))
  const {port} = server.address() as AddressInfo
  const {forward, close, results} = startForwarder([String(port)], undefined, {timeoutMs: 600_000})

  forward(delivery('1'))
  await close()

  await expect.poll(() => isCut).toBe(true)
  expect(results).toEqual([])
})

test('headers of one connection stay behind, and those that are added replace what came', () => {
  const hop = ['Host', 'Connection', 'Keep-Alive', 'Proxy-Connection', 'TE', 'Trailer', 'Transfer-Encoding']
  const more = ['Upgrade', 'Expect', 'Content-Length']
  const raw = [...hop, ...more].flatMap(name => [name, 'x'])

  const headers = endToEndHeaders([...raw, 'x-stage', 'host', 'X-Kept', 'te'], Buffer.from('ä'), [
    ['X-Stage', 'local'],
  ])

  expect(headers).toEqual(['X-Kept', 'te', 'X-Stage', 'local', 'Content-Length', '2'])
})

describe('where to forward to', () => {
  test.each([
    ['3000', 'http://localhost:3000/webhook', undefined],
    ['3000/bot', 'http://localhost:3000/bot', undefined],
    ['/bot', 'http://localhost/bot', undefined],
    ['localhost:3000/bot', 'http://localhost:3000/bot', undefined],
    ['bot.test:3000', 'http://bot.test:3000/webhook', undefined],
    ['https://bot.example', 'https://bot.example/', undefined],
    ['https://bot.example/a?b=c', 'https://bot.example/a?b=c', undefined],
    ['messages=3000', 'http://localhost:3000/webhook', 'messages'],
    ['messages=http://x/?a=b', 'http://x/?a=b', 'messages'],
    ['3000/bot?messages=1', 'http://localhost:3000/bot?messages=1', undefined],
    ['3000/bot?to=http://x', 'http://localhost:3000/bot?to=http://x', undefined],
    ['127.0.0.1:3000/a/b', 'http://127.0.0.1:3000/a/b', undefined],
    ['HTTPS://bot.example', 'https://bot.example/', undefined],
    ['', 'http://localhost/webhook', undefined],
  ])('%s', (text, url, field) => {
    const target = parseForwardTarget(text, '/webhook')

    expect([target.url.href, target.field]).toEqual([url, field])
  })

  test.each(['http://[', '99999999', 'ftp://x/', 'http://', '99999'])('"%s" is refused', text => {
    expect(() => parseForwardTarget(text, '/webhook')).toThrow('is not an address to send to')
  })
})

describe('a delivery that is on disk', () => {
  /** Deliveries with what a spool would be asked for them. */
  function keptDeliveries() {
    const settled: string[] = []
    const aside: string[] = []
    const reads: string[] = []
    const kept = (text: string, fields?: string[]): Forwardable => {
      const one = delivery(text, fields)
      const read = async () => {
        reads.push(text)
        if (text === 'unreadable') throw new Error('EIO')
        return one
      }
      const putAside = async ({body}: {readonly body: Buffer}) => void aside.push(String(body))
      return {...one, kept: {read, onSettled: () => settled.push(text), putAside}}
    }
    return {kept, settled, aside, reads}
  }

  test('is settled when every target that wants it has answered, and at once when none does', async () => {
    const [one, other] = [await startBot(), await startBot()]
    const {forward, whenResults} = startForwarder([one.url, `messages=${other.url}`])
    const {kept, settled} = keptDeliveries()

    forward(kept('both'))
    forward(kept('one', ['feed']))
    await whenResults(3)
    await expect.poll(() => settled.toSorted()).toEqual(['both', 'one'])

    const {forward: toNobody} = startForwarder([`messages=${other.url}`])
    toNobody(kept('nobody', ['feed']))
    expect(settled).toContain('nobody')
  })

  test('is not settled when the end comes before an answer', async () => {
    const {port, close: stop} = await startBot()
    await stop()
    let wake = () => {}
    const forwarder = startForwarder(
      [`127.0.0.1:${port}`],
      () => new Promise<void>(resolve => (wake = resolve)),
    )
    const {kept, settled, aside} = keptDeliveries()

    forwarder.forward(kept('waits'))
    await forwarder.whenResults(1)
    const closed = forwarder.close()
    wake()
    await closed

    expect([settled, aside]).toEqual([[], []])
  })

  test('waits in any number, and is read back when its turn comes', async () => {
    const {port, close: stop} = await startBot()
    await stop()
    let mend = () => {}
    const mended = new Promise<void>(resolve => {
      mend = resolve
    })
    const {forward, results, details, whenResults} = startForwarder([`127.0.0.1:${port}`], () => mended)
    const {kept, settled, reads} = keptDeliveries()
    const texts = Array.from({length: 1_050}, (_, index) => String(index))

    for (const text of texts) forward(kept(text))
    forward(kept('unreadable'))
    forward(kept('last'))
    await whenResults(1)
    const bot = await startBot({port})
    mend()
    await whenResults(1 + texts.length + 2)

    expect(bot.arrivals.map(({body}) => body)).toEqual([...texts, 'last'])
    expect(reads).toEqual([...texts.slice(1_000), 'unreadable', 'last'])
    await expect.poll(() => settled.length).toBe(texts.length + 1)
    expect(settled).not.toContain('unreadable')
    const dropped = results.findIndex(({kind}) => kind === 'dropped')
    expect(results[dropped]).toEqual({
      kind: 'dropped',
      url: `http://127.0.0.1:${port}/webhook`,
      reason: 'it cannot be read from disk: EIO',
    })
    const nothing = {rawHeaders: [], body: Buffer.alloc(0), fields: ['messages']}
    expect(details[dropped]).toEqual({delivery: nothing})
  })

  test('is sent again to a target that fails, six times in all, and then put aside', async () => {
    const bot = await startBot({statuses: [500, 502, 200, 503]})
    const {forward, results, whenResults} = startForwarder([bot.url])
    const {kept, settled, aside} = keptDeliveries()

    forward(kept('saved'))
    forward(kept('refused'))
    await whenResults(9)
    await expect.poll(() => settled).toEqual(['saved', 'refused'])

    expect(bot.arrivals.map(({body}) => body)).toEqual([
      ...Array(3).fill('saved'),
      ...Array(6).fill('refused'),
    ])
    expect(aside).toEqual(['refused'])
    expect(results.at(-1)).toMatchObject({kind: 'dropped', reason: 'it answered 503', isPutAside: true})
  })

  test('is sent three times to a target that takes it and never answers', async () => {
    const server = createServer(() => undefined)
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => new Promise<void>(resolve => server.close(() => resolve()).closeAllConnections()))
    const {port} = server.address() as AddressInfo
    const {forward, results, whenResults} = startForwarder([String(port)], undefined, {timeoutMs: 30})
    const {kept, settled, aside} = keptDeliveries()

    forward(kept('slow'))
    await whenResults(3)

    await expect.poll(() => settled).toEqual(['slow'])
    expect(aside).toEqual(['slow'])
    expect(results.map(({kind}) => kind)).toEqual(['kept', 'kept', 'dropped'])
  })

  test('that a target refuses for good is answered', async () => {
    const bot = await startBot({statuses: [404]})
    const {forward, whenResults} = startForwarder([bot.url])
    const {kept, settled, aside} = keptDeliveries()

    forward(kept('refused'))
    await whenResults(1)

    await expect.poll(() => settled).toEqual(['refused'])
    expect(aside).toEqual([])
  })
})
