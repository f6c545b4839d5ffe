import {pid} from 'node:process'
import {expect, onTestFinished, test} from 'vitest'
import {announceListener} from '../../../src/webhook/locator.ts'
import {sampleNames} from '../../../src/webhook/samples.ts'
import {createWorld, type EmulatedWorld} from '../../helpers/world.ts'
import {secret, startBot} from '../bot.ts'

const env = {MSGR_EMULATOR: '', MSGR_APP_SECRET: secret, MSGR_PAGE_ID: '555'}

const trigger = (world: EmulatedWorld, ...args: string[]) => world.msgr(['trigger', ...args], {env})

test('a sample arrives signed, escaped and about the Page of the settings', async () => {
  const [world, bot] = [await createWorld(), await startBot()]

  const {code, json} = await trigger(world, 'messages.text.unicode', '--to', bot.url, '--json')

  expect(code).toBe(0)
  expect(json()).toMatchObject({event: 'messages.text.unicode', to: bot.url, signature: 'valid', status: 200})
  expect(bot.arrivals[0]).toMatchObject({
    outcome: {kind: 'delivered', signature: 'valid', events: [{field: 'messages', pageId: '555'}]},
    headers: {'user-agent': 'facebookexternalua', 'content-type': 'application/json'},
    body: expect.stringMatching(/^[\x20-\x7e]*$/),
  })
})

test('it goes to the running receiver when nobody else is named', async () => {
  const [world, bot] = [await createWorld(), await startBot()]
  const state = `${world.home}/state`
  onTestFinished(
    announceListener(state, {pid, url: bot.url, path: '/webhook', startedAt: '2026-11-22T08:00:00.000Z'}),
  )

  expect((await trigger(world, 'messages.text')).code).toBe(0)
  expect(bot.arrivals).toHaveLength(1)
})

test('without a receiver it says how to start one', async () => {
  const {code, err} = await trigger(await createWorld(), 'messages.text')

  expect(code).toBe(2)
  expect(err).toContain('msgr listen')
})

test('values are set, and each of several events is sent', async () => {
  const [world, bot] = [await createWorld(), await startBot()]

  await trigger(
    world,
    'messages.text',
    '--to',
    String(bot.port),
    '--set',
    'message.text=Servus',
    '--set',
    'sender.id=7',
    '--count',
    '3',
  )

  expect(bot.arrivals).toHaveLength(3)
  expect(bot.arrivals[2]).toMatchObject({outcome: {events: [{psid: '7', item: {message: {text: 'Servus'}}}]}})
})

test.each([
  ['none', 403, []],
  ['wrong', 403, ['x-hub-signature', 'x-hub-signature-256']],
  ['sha1', 200, ['x-hub-signature']],
])('--signature %s is answered %i', async (kind, status, headers) => {
  const [world, bot] = [await createWorld(), await startBot()]

  const {code, json} = await trigger(world, 'messages.text', '--to', bot.url, '--signature', kind, '--json')

  expect(json()).toMatchObject({status, signature: kind})
  expect(code).toBe(status === 200 ? 0 : 1)
  expect(Object.keys(bot.arrivals[0]?.headers ?? {}).filter(name => name.startsWith('x-hub'))).toEqual(
    headers,
  )
})

test('without an app secret it goes unsigned, and says so', async () => {
  const [world, bot] = [await createWorld(), await startBot([])]

  const {code, json, err} = await world.msgr(['trigger', 'messages.text', '--to', bot.url, '--json'], {
    env: {MSGR_EMULATOR: ''},
  })

  expect([code, json().signature]).toEqual([0, 'none'])
  expect(err).toContain('MSGR_APP_SECRET')
})

test('a file is sent as it is with --as-is', async () => {
  const [world, bot] = [await createWorld(), await startBot()]
  await world.write(
    'event.json',
    '{"object":"page","entry":[{"id":"1","time":1,"messaging":[{"wow":{"a":"ä/"}}]}]}',
  )

  await trigger(world, './event.json', '--to', bot.url, '--as-is')

  expect(bot.arrivals[0]?.body).toBe(
    '{"object":"page","entry":[{"id":"1","time":1,"messaging":[{"wow":{"a":"\\u00e4\\/"}}]}]}',
  )
})

test('a receiver that is not there is unreachable', async () => {
  const [world, bot] = [await createWorld(), await startBot()]

  const {code, err} = await trigger(world, 'messages.text', '--to', 'http://127.0.0.1:1/webhook')

  expect(code).toBe(8)
  expect(err).toContain('http://127.0.0.1:1 refused the connection')
  expect(bot.arrivals).toEqual([])
})

test('--dry-run shows the request, sends nothing and tells no secret', async () => {
  const [world, bot] = [await createWorld(), await startBot()]

  const {code, json, out} = await trigger(world, 'messages.text', '--to', bot.url, '--dry-run', '--json')

  expect(code).toBe(0)
  expect(json()).toMatchObject({
    to: bot.url,
    method: 'POST',
    headers: {'X-Hub-Signature-256': expect.stringMatching(/^sha256=/)},
  })
  expect(out).not.toContain(secret)
  expect(bot.arrivals).toEqual([])
})

test('--list shows every sample with its field', async () => {
  const {json} = await trigger(await createWorld(), '--list', '--json')

  expect(json().map(({name}: {name: string}) => name)).toEqual(sampleNames)
  expect(json()).toContainEqual({
    name: 'messaging_postbacks',
    field: 'messaging_postbacks',
    note: expect.any(String),
  })
})

test.each([
  [['messages.txt', '--to', '1'], 'Did you mean messages.text?'],
  [['./none.json', '--to', '1'], 'there is no such file'],
  [['messages.text', '--to', 'ftp://x'], 'is not an address'],
  [['messages.text', '--to', '1', '--set', 'x'], 'sets nothing'],
  [['messages.text', '--to', '1', '--count', '0'], '--count 0'],
  [[], 'msgr trigger --list'],
])('misuse %j is explained', async (args, text) => {
  const {code, err} = await trigger(await createWorld(), ...args)

  expect(code).toBe(2)
  expect(err).toContain(text)
})
