import {join} from 'node:path'
import {expect} from 'vitest'
import {signBody, toWireForm} from '../../../src/platform/signature.ts'
import {parseEvents} from '../../../src/webhook/parse-events.ts'
import {loadSample} from '../../../src/webhook/samples.ts'
import {test, type World} from '../../helpers/world.ts'
import {secret, startBot} from '../bot.ts'

const env = {MSGR_APP_SECRET: secret}

const bodies = async (...names: readonly string[]) =>
  (await Promise.all(names.map(loadSample))).map(sample => toWireForm(sample).toString())

/** A recording as listen keeps one: the deliveries came so many seconds apart. */
const recordingOf = (texts: readonly string[], gapSeconds = 60) =>
  texts
    .map((body, index) =>
      JSON.stringify({
        received_at: new Date(Date.UTC(2026, 0, 1) + index * gapSeconds * 1000).toISOString(),
        headers: [
          ['Host', 'old.example'],
          ['Connection', 'keep-alive'],
          ['X-Hub-Signature-256', signBody(Buffer.from(body), 'the secret of then')],
          ['X-Mine', 'ä'],
        ],
        body,
      }),
    )
    .map(line => `${line}\n`)
    .join('')

const linesOf = (out: string) =>
  out
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))

const replay = (world: World, ...args: string[]) => world.msgr(['replay', ...args], {env})

test('bodies go out byte for byte, in order, and signed with the secret of today', async ({
  bareWorld: world,
}) => {
  const bot = await startBot()
  const texts = [
    ...(await bodies('messages.text.unicode', 'message_reads')),
    '{ "object":"page", "entry": [] , "ü": "\u2028\\/"}',
  ]
  await world.write('r.ndjson', recordingOf(texts))

  const {code, out} = await replay(world, 'r.ndjson', '--to', bot.url, '--json')

  expect(code).toBe(0)
  expect(bot.arrivals.map(({body}) => Buffer.from(body, 'latin1').toString())).toEqual(texts)
  expect(bot.arrivals.map(({headers}) => headers['x-mine'])).toEqual([undefined, undefined, undefined])
  for (const {outcome} of bot.arrivals) expect(outcome).toMatchObject({signature: 'valid'})
  const [first, , , summary] = linesOf(out)
  expect(first).toEqual({
    kind: 'delivery',
    line: 1,
    receivedAt: '2026-01-01T00:00:00.000Z',
    field: 'messages',
    subtype: 'text',
    events: 1,
    status: 200,
    ms: expect.any(Number),
  })
  expect(summary).toEqual({
    kind: 'summary',
    file: join(world.folder, 'r.ndjson'),
    to: bot.url,
    signature: 'valid',
    deliveries: 3,
    sent: 3,
    leftOut: 0,
    failed: 0,
    dryRun: false,
  })
})

test('a person reads a line for each and a sum', async ({bareWorld: world}) => {
  const bot = await startBot(undefined, [200, 500])
  await world.write(
    'r.ndjson',
    recordingOf(await bodies('messages.text', 'batch.multiple_messaging', 'message_reads')),
  )

  const {code, out} = await replay(world, 'r.ndjson', '--to', bot.url, '--limit', '2')

  expect(code).toBe(1)
  expect(
    out
      .replaceAll(/^[0-9:.]{12}/gm, 'HH:MM:SS.mmm')
      .replaceAll(/[0-9]+ ms/g, 'N ms')
      .replaceAll(/:[0-9]+\//g, ':PORT/'),
  ).toMatchInlineSnapshot(`
    "HH:MM:SS.mmm → 200  messages text  N ms
    HH:MM:SS.mmm → 500  messages text +1  N ms
    2 of 3 deliveries sent again to http://127.0.0.1:PORT/webhook, 1 left out, 1 answered with 400 or more
    "
  `)
})

test('--as-is sends the headers of then, with the old signature', async ({bareWorld: world}) => {
  const bot = await startBot(['the secret of then'])
  await world.write('r.ndjson', recordingOf(await bodies('messages.text')))

  const {code, out} = await replay(world, 'r.ndjson', '--to', bot.url, '--as-is', '--json')

  expect([code, linesOf(out)[1].signature]).toEqual([0, 'as recorded'])
  expect(bot.arrivals).toMatchObject([
    {outcome: {signature: 'valid'}, headers: {'x-mine': 'ä', host: `127.0.0.1:${bot.port}`}},
  ])
})

test.for([
  ['none', 403, []],
  ['wrong', 403, ['x-hub-signature', 'x-hub-signature-256']],
  ['sha1', 200, ['x-hub-signature']],
] as const)('--signature %s is answered %i', async ([kind, status, names], {bareWorld: world}) => {
  const bot = await startBot()
  await world.write('r.ndjson', recordingOf(await bodies('messages.text')))

  const {code, out} = await replay(world, 'r.ndjson', '--to', bot.url, '--signature', kind, '--json')

  expect(code).toBe(status === 200 ? 0 : 1)
  expect(linesOf(out)).toMatchObject([{status}, {signature: kind, failed: status === 200 ? 0 : 1}])
  const headers = Object.keys(bot.arrivals[0]?.headers ?? {})
  expect(headers.filter(name => name.startsWith('x-hub'))).toEqual(names)
})

test('--now moves times, gives new message ids, and lets later events go on meaning their message', async ({
  bareWorld: world,
}) => {
  const bot = await startBot()
  const [text = '', reaction = ''] = await bodies('messages.text', 'message_reactions.react')
  const mid = JSON.parse(text).entry[0].messaging[0].message.mid
  const about = reaction.replace(/"mid":"[^"]+"/, `"mid":"${mid}"`)
  await world.write('r.ndjson', recordingOf([text, about, text]))

  await replay(world, 'r.ndjson', '--to', bot.url, '--now')

  const [first, second, third] = bot.arrivals.map(({body}) => parseEvents(JSON.parse(body))[0])
  expect(bot.arrivals).toMatchObject([1, 2, 3].map(() => ({outcome: {signature: 'valid'}})))
  expect(Math.abs((first?.timestamp ?? 0) - world.clock.now())).toBeLessThan(600_000)
  expect(first?.mid).toMatch(/^m_[\w-]{86}$/)
  expect(first?.mid).not.toBe(mid)
  expect([second?.mid, third?.mid]).toEqual([first?.mid, first?.mid])
  expect(first?.pageId).toBe(JSON.parse(text).entry[0].id)
})

test.for([
  [['--speed', '1x'], 600, 700],
  [['--speed', '10x'], 60, 70],
  [['--speed', '0.5x'], 1200, 1300],
  [[], 0, 30],
] as const)('%j keeps its share of the gaps', async ([args, least, most], {bareWorld: world}) => {
  const bot = await startBot()
  const [text = ''] = await bodies('messages.text')
  await world.write('r.ndjson', recordingOf([text, text, text], 300))
  const before = world.clock.now()

  const {code, err} = await replay(world, 'r.ndjson', '--to', bot.url, ...args)

  const seconds = (world.clock.now() - before) / 1000
  expect([code, bot.arrivals.length]).toEqual([0, 3])
  expect(seconds).toBeGreaterThanOrEqual(least)
  expect(seconds).toBeLessThan(most)
  if (least > 0) expect(err).toMatch(/due in \d+ s/)
})

test.for([
  [
    ['--events', 'messages'],
    ['messages', 'messages'],
  ],
  [['--events', 'message_reads,messages', '--person', '7'], ['message_reads']],
  [['--limit', '1'], ['messages']],
  [['--events', 'message_reads', '--limit', '1'], ['message_reads']],
] as const)('%j chooses among the deliveries', async ([args, fields], {bareWorld: world}) => {
  const bot = await startBot()
  const [one = '', read = '', other = ''] = await bodies(
    'messages.text',
    'message_reads',
    'messages.quick_reply',
  )
  const ofSeven = read.replace(/"sender":\{"id":"\d+"\}/, '"sender":{"id":"7"}')
  await world.write('r.ndjson', recordingOf([one, ofSeven, other]))

  const {code, out} = await replay(world, 'r.ndjson', '--to', bot.url, '--json', ...args)

  const lines = linesOf(out)
  expect(code).toBe(0)
  expect(lines.slice(0, -1).map(({field}) => field)).toEqual(fields)
  expect(lines.at(-1)).toMatchObject({sent: fields.length, leftOut: 3 - fields.length})
  expect(bot.arrivals).toHaveLength(fields.length)
})

test('a broken line is told by its number before anything is sent', async ({bareWorld: world}) => {
  const bot = await startBot()
  const [good = ''] = await bodies('messages.text')
  const lines = recordingOf([good, good])

  for (const [broken, reason] of [
    ['{"received_at": "2026-01-01T00:', 'it is not JSON'],
    ['{"received_at":"2026-01-01","headers":[]}', 'there is neither body nor body_base64'],
    ['{"received_at":"soon","headers":[],"body":""}', 'received_at is not a time'],
    ['{"received_at":"2026-01-01","headers":[["a"]],"body":""}', 'headers is not a list'],
  ]) {
    await world.write('r.ndjson', `${lines}\n${broken}`)
    const {code, out, err} = await replay(world, 'r.ndjson', '--to', bot.url)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(`r.ndjson:4: this is not a recorded delivery: ${reason}`)
  }
  expect(bot.arrivals).toEqual([])
})

test('when nobody answers it stops there, says how far it came, and exits with 8', async ({
  bareWorld: world,
}) => {
  await world.write('r.ndjson', recordingOf(await bodies('messages.text', 'message_reads')))

  const {code, err} = await replay(world, 'r.ndjson', '--to', 'http://127.0.0.1:1/webhook')

  expect(code).toBe(8)
  expect(err).toContain('http://127.0.0.1:1 refused the connection: line 1 of r.ndjson was not answered')
  expect(err).toContain('msgr listen')
})

test('Ctrl-C ends it with what was sent', async ({bareWorld: world}) => {
  const bot = await startBot()
  const [text = ''] = await bodies('messages.text')
  await world.write('r.ndjson', recordingOf(Array(5_000).fill(text)))
  const running = world.start(['replay', 'r.ndjson', '--to', bot.url, '--json'], {env})
  await bot.arrived(3)

  running.send('SIGINT')

  const {code, out, err} = await running.ended
  const summary = linesOf(out).at(-1)
  expect([code, err]).toEqual([130, ''])
  expect(summary).toMatchObject({kind: 'summary', deliveries: 5000})
  expect(summary.sent).toBeLessThan(5000)
})

test('--dry-run checks the recording, sends nothing and says what would go where', async ({
  bareWorld: world,
}) => {
  const bot = await startBot()
  await world.write('r.ndjson', recordingOf(await bodies('messages.text', 'message_reads')))

  const {code, out} = await replay(world, 'r.ndjson', '--to', bot.url, '--dry-run', '--events', 'messages')

  expect([code, out]).toEqual([0, `1 of 2 deliveries would be sent to ${bot.url}, 1 left out\n`])
  expect(bot.arrivals).toEqual([])
})

test('last is the newest recording that holds something', async ({bareWorld: world}) => {
  const bot = await startBot()
  const folder = '../home/state/recordings'
  const texts = await bodies('messages.text', 'message_reads')
  await world.write(`${folder}/2026-01-01T00-00-00.000Z.ndjson`, recordingOf(texts))
  await world.write(`${folder}/2026-01-02T00-00-00.000Z.ndjson`, recordingOf(texts.slice(1)))
  await world.write(`${folder}/2026-01-03T00-00-00.000Z.ndjson`, '')

  const {code, out} = await replay(world, 'last', '--to', bot.url, '--json')

  expect(code).toBe(0)
  expect(linesOf(out)).toMatchObject([{field: 'message_reads'}, {deliveries: 1}])
})

test.for([
  [['last'], 'msgr listen --record'],
  [['none.ndjson'], 'none.ndjson cannot be read: there is no such file'],
  [['.'], 'it is a folder'],
  [['r.ndjson', '--speed', 'fast'], 'Write 1x'],
  [['r.ndjson', '--speed', '0x'], 'Write 1x'],
  [['r.ndjson', '--events', 'mesages'], 'Did you mean messages?'],
  [['r.ndjson', '--person', 'Ada'], 'is not a PSID'],
  [['r.ndjson', '--as-is', '--now'], '--as-is and --now exclude each other'],
  [['r.ndjson', '--as-is', '--signature', 'none'], '--as-is and --signature exclude each other'],
  [['r.ndjson'], 'msgr listen'],
] as const)('misuse %j is explained', async ([args, text], {bareWorld: world}) => {
  await world.write('r.ndjson', recordingOf(await bodies('messages.text')))

  const {code, err} = await replay(world, ...args)

  expect(code).toBe(2)
  expect(err).toContain(text)
})
