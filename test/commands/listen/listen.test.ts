import {once} from 'node:events'
import {existsSync, readFileSync, watch} from 'node:fs'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {PassThrough, Readable} from 'node:stream'
import {setTimeout as wait} from 'node:timers/promises'
import {expect, onTestFinished, test} from 'vitest'
import {main} from '../../../src/cli/main.ts'
import type {Signal} from '../../../src/cli/outside.ts'
import {toWireForm} from '../../../src/platform/signature.ts'
import {deliveryHeaders} from '../../../src/platform/webhook-delivery.ts'
import {findListeners} from '../../../src/webhook/locator.ts'
import {loadSample} from '../../../src/webhook/samples.ts'
import {createStage, type Stage} from '../stage.ts'

const secret = '0123456789abcdef0123456789abcdef'

interface Listening {
  readonly url: string
  /** Sends a delivery as the platform does; yields the status. */
  readonly post: (envelope: unknown, appSecret?: string) => Promise<number>
  readonly interrupt: () => void
  /** What it wrote and its exit code, once it ended. */
  readonly ended: Promise<{code: number; out: string; err: string}>
  /** Waits until stdout or stderr holds the text. */
  readonly says: (text: string) => Promise<void>
}

/** Runs `msgr listen` in this process until it is ready. */
async function listen(
  stage: Stage,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Listening> {
  const home = join(stage.folder, 'home')
  const readyFile = join(stage.folder, 'ready.json')
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const written = {out: '', err: ''}
  stdout.on('data', chunk => {
    written.out += chunk
  })
  stderr.on('data', chunk => {
    written.err += chunk
  })
  let signal: (name: Signal) => void = () => undefined
  const running = main(['listen', '--port', '0', '--ready-file', readyFile, ...args], {
    stdin: Readable.from([]),
    stdout,
    stderr,
    terminals: {stdin: false, stdout: false, stderr: false},
    columns: 100,
    env: {HOME: home, MSGR_HOME: home, MSGR_APP_SECRET: secret, ...env},
    cwd: stage.folder,
    clock: {
      deadline: AbortSignal.timeout,
      now: Date.now,
      sleep: (ms, signal) => wait(ms, undefined, {signal}),
    },
    random: Math.random,
    onSignal: listener => {
      signal = listener
      return () => undefined
    },
    leave: () => undefined,
  })
  onTestFinished(() => {
    signal('SIGINT')
    return running.then(() => undefined)
  })
  await Promise.race([fileAppears(readyFile), running])
  if (!existsSync(readyFile)) throw new Error(`it ended with ${await running}: ${written.err}`)
  const {url} = JSON.parse(readFileSync(readyFile, 'utf8'))
  return {
    url,
    post: async (envelope, appSecret = secret) => {
      const body = toWireForm(envelope)
      return (await fetch(url, {method: 'POST', body, headers: deliveryHeaders(body, appSecret)})).status
    },
    interrupt: () => signal('SIGINT'),
    ended: running.then(code => ({code, ...written})),
    says: async text => {
      while (!written.out.includes(text) && !written.err.includes(text))
        await Promise.race([once(stdout, 'data'), once(stderr, 'data')])
    },
  }
}

async function fileAppears(file: string): Promise<void> {
  const watcher = watch(join(file, '..'))
  try {
    while (!existsSync(file) || readFileSync(file, 'utf8') === '') await once(watcher, 'change')
  } finally {
    watcher.close()
  }
}

test('under --json stdout holds one event per line and nothing else', async () => {
  const {post, url, ended} = await listen(await createStage(), ['--json', '--limit', '2'])
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
  expect(err).toContain('403 X-Hub-Signature-256 does not fit the body')
  expect(out + err).not.toContain(secret)
})

test('a person reads a banner and a line for each event', async () => {
  const {post, ended} = await listen(await createStage(), ['--verify-token', 'let-me-in', '--limit', '1'])
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
  const {post, ended} = await listen(await createStage(), ['--quiet', '--limit', '1'])
  await post(await loadSample('message_reads'))

  const {out, err} = await ended
  expect(out).toMatch(/^[0-9:.]{12} ← message_reads .*\n$/)
  expect(err).toBe('')
})

test('the callback is verified with the token that was made up and printed', async () => {
  const {url, ended, interrupt, says} = await listen(await createStage(), [])
  await says('ready')
  interrupt()
  const token = /verify token ([\w-]{24})/.exec((await ended).out)?.[1] ?? ''

  const again = await listen(await createStage(), ['--verify-token', token])
  const query = new URLSearchParams({
    'hub.mode': 'subscribe',
    'hub.challenge': '42',
    'hub.verify_token': token,
  })
  expect(await (await fetch(`${again.url}?${query}`)).text()).toBe('42')
  await expect(fetch(url)).rejects.toThrow()
})

test('Ctrl-C ends it with 130 and leaves nothing behind', async () => {
  const stage = await createStage()
  const state = join(stage.folder, 'home', 'state')
  const {interrupt, ended, url} = await listen(stage, [])
  expect(await findListeners(state)).toMatchObject([{url, path: '/webhook'}])

  interrupt()

  expect((await ended).code).toBe(130)
  expect(await findListeners(state)).toEqual([])
  expect(existsSync(join(stage.folder, 'ready.json'))).toBe(false)
})

test('only what is asked for is shown and forwarded; everything is recorded', async () => {
  const stage = await createStage()
  const bot = await listen(await createStage(), ['--json', '--limit', '1'])
  const args = ['--json', '--events', 'messages', '--forward-to', bot.url, '--record', 'events.ndjson']
  const {post, interrupt, ended, says} = await listen(stage, args)

  await post(await loadSample('message_reads'))
  await post(await loadSample('messages.text.unicode'))
  await says('→ 200')
  interrupt()

  const {out} = await ended
  expect(
    out
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line).field),
  ).toEqual(['messages'])
  expect(JSON.parse((await bot.ended).out)).toMatchObject({field: 'messages', signature: 'valid'})
  expect((await readFile(join(stage.folder, 'events.ndjson'), 'utf8')).trimEnd().split('\n')).toHaveLength(2)
})

test('trigger finds the receiver that runs', async () => {
  const stage = await createStage()
  const {ended} = await listen(stage, ['--json', '--limit', '1'])

  const {code} = await stage.msgr(['trigger', 'messaging_postbacks'], {
    env: {MSGR_EMULATOR: '', MSGR_APP_SECRET: secret},
  })

  expect(code).toBe(0)
  expect(JSON.parse((await ended).out)).toMatchObject({field: 'messaging_postbacks', signature: 'valid'})
})

test('what a person does in the emulator arrives, and the emulator is left as it was', async () => {
  const stage = await createStage()
  const {ended} = await listen(stage, ['--json', '--limit', '1'], {MSGR_EMULATOR: '1'})
  const [{psid}] = (await stage.msgr(['emulator', 'person', 'list', '--json'])).json()

  await stage.msgr(['emulator', 'person', 'say', psid, 'Grüß Gott'])

  expect(JSON.parse((await ended).out)).toMatchObject({
    field: 'messages',
    psid,
    signature: 'valid',
    item: {message: {text: 'Grüß Gott'}},
  })
  expect((await stage.msgr(['webhook', 'status', '--json'])).json().callback).toBeNull()
})

test('without an app secret it says that nothing is checked, unless it has to be', async () => {
  const stage = await createStage()
  const {ended, post} = await listen(stage, ['--json', '--limit', '1'], {MSGR_APP_SECRET: ''})
  await post(await loadSample('messages.text'))
  const {out, err} = await ended

  expect(err).toContain('signatures are not checked')
  expect(JSON.parse(out)).toMatchObject({signature: 'unchecked'})
  await expect(listen(stage, ['--require-signature'], {MSGR_APP_SECRET: ''})).rejects.toThrow(
    'it ended with 2',
  )
})

test.each([
  [['--public-url', 'http://127.0.0.1:1'], 'does not lead to this receiver', undefined],
  [['--tunnel', 'ngrok'], 'ngrok needs an authtoken', 8],
])('%j says: %s', async (args, text, code) => {
  const stage = await createStage()
  if (code !== undefined) return expect(await listen(stage, args).catch(String)).toContain(text)
  const {says} = await listen(stage, args)
  await says(text)
})

test('--dry-run opens nothing', async () => {
  const {code, out} = await (await createStage()).msgr(['listen', '--dry-run'], {env: {MSGR_EMULATOR: ''}})

  expect([code, out]).toEqual([0, '! next         would listen at http://127.0.0.1:1337/webhook\n'])
})
