import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {findListeners} from '../../../src/webhook/locator.ts'
import {loadSample} from '../../../src/webhook/samples.ts'
import {createWorld, type EmulatedWorld, type RunOptions} from '../../helpers/world.ts'
import {type Listening, listening, posting, appSecret as secret} from './listening.ts'
import {fileHolds} from './tunnels.ts'

/** Runs `msgr listen` without a target until it is ready, and ends it with the test. */
async function listen(
  world: EmulatedWorld,
  args: readonly string[],
  env: RunOptions['env'] = {},
): Promise<Listening> {
  const running = await listening(world, args, {env: {MSGR_EMULATOR: undefined, ...env}})
  onTestFinished(async () => {
    running.send('SIGINT')
    await running.ended
  })
  return running
}

test('under --json stdout holds one event per line and nothing else', async () => {
  const {post, url, ended} = await listen(await createWorld(), ['--json', '--limit', '2'])
  const sample = await loadSample('messages.text')

  await post(sample, 'another secret')
  expect(await post(sample)).toBe(200)
  expect(await post(sample)).toBe(200)

  const {code, out, err} = await ended
  const [first, second, ...others] = out
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  expect([code, others]).toEqual([0, []])
  expect(first).toEqual({
    kind: 'event',
    receivedAt: expect.stringMatching(/^20.*Z$/),
    field: 'messages',
    subtype: 'text',
    channel: 'messaging',
    test: false,
    signature: 'valid',
    firstReceivedAt: null,
    pageId: '109876543210987',
    psid: '6411223344556677',
    occurredAt: new Date(1795334460123).toISOString(),
    messageId: expect.stringMatching(/^m_/),
    item: sample.entry[0]?.messaging?.[0],
  })
  expect(second).toMatchObject({firstReceivedAt: first.receivedAt})
  expect(err).toContain(`receiver     ${url}`)
  expect(err).toContain('403 X-Hub-Signature-256 does not match the body')
  expect(out + err).not.toContain(secret)
})

test('a person reads a banner and a line for each event', async () => {
  const {post, ended} = await listen(await createWorld(), ['--verify-token', 'let-me-in', '--limit', '1'])
  await post(await loadSample('messages.text'))

  const {out} = await ended
  const text = out
    .replaceAll(/127\.0\.0\.1:[0-9]+/g, '127.0.0.1:PORT')
    .replaceAll(/[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}/g, 'HH:MM:SS.mmm')
  expect(text).toMatchInlineSnapshot(`
    "✔ receiver     http://127.0.0.1:PORT/webhook  signatures checked
    ! next         send an event: msgr trigger messages.text  the platform reaches it with --tunnel
    ready
    HH:MM:SS.mmm ← messages text            …6677 "Do you open on Sundays?"  m_…OA
    "
  `)
})

test('--quiet leaves only the events', async () => {
  const world = await createWorld()
  const env = {MSGR_EMULATOR: undefined, MSGR_APP_SECRET: secret}
  const {ended} = world.start('listen --port 0 --quiet --limit 1 --ready-file ready.json', {env})
  await fileHolds(join(world.folder, 'ready.json'), /\}/)
  const {url} = JSON.parse(await world.read('ready.json'))
  await posting(url).post(await loadSample('message_reads'))

  const {out, err} = await ended
  expect(out).toMatch(/^[0-9:.]{12} ← message_reads .*\n$/)
  expect(err).toBe('')
})

test('the callback is verified with the token that was made up and printed', async () => {
  const {url, ended, send} = await listen(await createWorld(), [])
  send('SIGINT')
  const token = /verify token ([\w-]{24})/.exec((await ended).out)?.[1] ?? ''

  const again = await listen(await createWorld(), ['--verify-token', token])
  const query = new URLSearchParams({
    'hub.mode': 'subscribe',
    'hub.challenge': '42',
    'hub.verify_token': token,
  })
  expect(await (await fetch(`${again.url}?${query}`)).text()).toBe('42')
  await expect(fetch(url)).rejects.toThrow()
})

test('Ctrl-C ends it with 130 and leaves nothing behind', async () => {
  const world = await createWorld()
  const state = join(world.home, 'state')
  const {send, ended, url} = await listen(world, ['--ready-file', 'ready.json'])
  expect(await findListeners(state)).toMatchObject([{url, path: '/webhook'}])
  expect(JSON.parse(await world.read('ready.json'))).toMatchObject({url})

  send('SIGINT')

  expect((await ended).code).toBe(130)
  expect(await findListeners(state)).toEqual([])
  expect(existsSync(join(world.folder, 'ready.json'))).toBe(false)
})

test('only what is asked for is shown and forwarded; everything is recorded', async () => {
  const world = await createWorld()
  const bot = await listen(await createWorld(), ['--json', '--limit', '1'])
  const args = ['--json', '--events', 'messages', '--forward-to', bot.url, '--record', 'events.ndjson']
  const {post, send, err, ended} = await listen(world, args)

  await post(await loadSample('message_reads'))
  await post(await loadSample('messages.text.unicode'))
  await err.holds('→ 200')
  send('SIGINT')

  const {out} = await ended
  expect(
    out
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line).field),
  ).toEqual(['messages'])
  expect(JSON.parse((await bot.ended).out)).toMatchObject({field: 'messages', signature: 'valid'})
  expect((await world.read('events.ndjson')).trimEnd().split('\n')).toHaveLength(2)
})

test('trigger finds the receiver that runs', async () => {
  const world = await createWorld()
  const {ended} = await listen(world, ['--json', '--limit', '1'])

  const {code} = await world.msgr(['trigger', 'messaging_postbacks'], {
    env: {MSGR_EMULATOR: '', MSGR_APP_SECRET: secret},
  })

  expect(code).toBe(0)
  expect(JSON.parse((await ended).out)).toMatchObject({field: 'messaging_postbacks', signature: 'valid'})
})

test('what a person does in the emulator arrives, and the emulator is left as it was', async () => {
  const world = await createWorld()
  const {ended} = await listen(world, ['--json', '--limit', '1'], {MSGR_EMULATOR: '1'})
  const [{psid}] = (await world.msgr(['emulator', 'person', 'list', '--json'])).json()

  await world.msgr(['emulator', 'person', 'say', psid, 'Grüß Gott'])

  expect(JSON.parse((await ended).out)).toMatchObject({
    field: 'messages',
    psid,
    signature: 'valid',
    item: {message: {text: 'Grüß Gott'}},
  })
  expect((await world.msgr(['webhook', 'status', '--json'])).json().callback).toBeNull()
})

test('without an app secret it says that nothing is checked, unless it has to be', async () => {
  const world = await createWorld()
  const {ended, post} = await listen(world, ['--json', '--limit', '1'], {MSGR_APP_SECRET: ''})
  await post(await loadSample('messages.text'))
  const {out, err} = await ended

  expect(err).toContain('signatures are not checked')
  expect(JSON.parse(out)).toMatchObject({signature: 'unchecked'})
  await expect(listen(world, ['--require-signature'], {MSGR_APP_SECRET: ''})).rejects.toThrow(
    'it ended with 2',
  )
})

test.each([
  [['--public-url', 'http://127.0.0.1:1'], 'does not lead to this receiver', undefined],
  [['--tunnel', 'ngrok'], 'ngrok needs an authtoken', 8],
])('%j says: %s', async (args, text, code) => {
  const world = await createWorld()
  if (code !== undefined) return expect(await listen(world, args).catch(String)).toContain(text)
  const {err} = await listen(world, args)
  await err.holds(text)
})

test('--dry-run opens nothing', async () => {
  const {code, out} = await (await createWorld()).msgr(['listen', '--dry-run'], {env: {MSGR_EMULATOR: ''}})

  expect([code, out]).toEqual([0, '! next         would listen at http://127.0.0.1:1337/webhook\n'])
})
