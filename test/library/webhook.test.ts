import {createServer, type RequestListener} from 'node:http'
import {createRequire} from 'node:module'
import type {AddressInfo} from 'node:net'
import {networkInterfaces} from 'node:os'
import {describe, expect, onTestFinished, test} from 'vitest'
import {Webhook, type WebhookEvent, type WebhookSettings} from '../../src/library/index.ts'
import {toWireForm} from '../../src/platform/signature.ts'
import {deliveryHeaders} from '../../src/platform/webhook-delivery.ts'
import {peopleOf} from '../helpers/probe.ts'
import {createWorld} from '../helpers/world.ts'

const secret = '0123456789abcdef0123456789abcdef'
const settings: WebhookSettings = {verifyToken: 'let-me-in', appSecret: secret}

const text = (said: string) => ({sender: {id: '101'}, recipient: {id: '1'}, message: {mid: said, text: said}})
const image = {sender: {id: '101'}, message: {mid: 'm', attachments: [{type: 'image', payload: {url: 'u'}}]}}
const echo = {sender: {id: '1'}, recipient: {id: '101'}, message: {mid: 'm', is_echo: true, text: 'Hello'}}

/** A delivery with these items, each in an entry of its own or all in one. */
const delivery = (...entries: readonly (readonly object[])[]) => ({
  object: 'page',
  entry: entries.map(messaging => ({id: '1', time: 1795334400435, messaging})),
})

async function post(url: string, envelope: unknown, appSecret = secret) {
  const body = toWireForm(envelope)
  const answer = await fetch(url, {method: 'POST', body, headers: deliveryHeaders(body, appSecret)})
  return {status: answer.status, text: await answer.text()}
}

async function start(options: Partial<WebhookSettings> = {}) {
  const webhook = new Webhook({...settings, ...options})
  onTestFinished(() => webhook.close())
  return {webhook, ...(await webhook.listen(0, '127.0.0.1'))}
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close().closeAllConnections())
  await new Promise(resolve => server.once('listening', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Everything told under some names, in order, once the last name came so many times. */
function hear(webhook: Webhook, names: readonly string[], count: number): Promise<readonly string[]> {
  return new Promise(resolve => {
    const heard: string[] = []
    for (const name of names) {
      webhook.on(name, () => {
        heard.push(name)
        if (heard.length === count) resolve(heard)
      })
    }
  })
}

describe('what is told', () => {
  test('is every item of every entry of a delivery', async () => {
    const {webhook, url} = await start()
    const texts: (string | undefined)[] = []
    const all = new Promise<void>(resolve =>
      webhook.on('messages', ({mid}) => {
        if (texts.push(mid) === 4) resolve()
      }),
    )

    const {status, text: body} = await post(url, delivery([text('a'), text('b')], [text('c'), text('d')]))
    await all

    expect([status, body]).toEqual([200, 'EVENT_RECEIVED'])
    expect(texts).toEqual(['a', 'b', 'c', 'd'])
  })

  test('has the name of its field, and of its subtype as narrow as one likes', async () => {
    const {webhook, url} = await start()
    const names = ['messages', 'messages.text', 'messages.attachments', 'messages.attachments.image', 'event']
    const heard = hear(webhook, names, 7)

    await post(url, delivery([text('a'), image]))

    expect(await heard).toEqual([
      'event',
      'messages',
      'messages.text',
      'event',
      'messages',
      'messages.attachments',
      'messages.attachments.image',
    ])
  })

  test('is found under the names that other tools use as well', async () => {
    const {webhook, url} = await start()
    const heard = hear(webhook, ['message_echoes', 'messaging_echoes.text'], 2)

    await post(url, delivery([echo]))

    expect(await heard).toEqual(['message_echoes', 'messaging_echoes.text'])
  })

  test('reaches once-listeners once, and not those that were taken off', async () => {
    const {webhook} = await start()
    const heard: string[] = []
    const off = () => heard.push('off')
    webhook
      .once('messages', () => heard.push('once'))
      .on('messages', off)
      .off('messages', off)
      .on('messages', () => heard.push('on'))
    const event = {field: 'messages'} as WebhookEvent

    expect([webhook.emit('messages', event), webhook.emit('messages', event)]).toEqual([true, true])
    expect(webhook.emit('messaging_postbacks', event)).toBe(false)
    expect(heard).toEqual(['once', 'on', 'on'])
  })

  test('is never what the receiver says of itself, whatever a delivery calls its fields', async () => {
    const {webhook, url} = await start()
    const heard: unknown[] = []
    for (const name of ['error', 'delivery', 'verified', 'refused'])
      webhook.on(name, told => heard.push([name, (told as {rawHeaders?: unknown})?.rawHeaders !== undefined]))
    webhook.on('event', ({field}) => heard.push(field))
    const fields = ['error', 'delivery', 'verified', 'refused', 'event']

    const changes = fields.map(field => ({field, value: {item: 'x', verb: 'add'}}))
    await post(url, {object: 'page', entry: [{id: '1', time: 1, changes}]})

    await expect.poll(() => heard).toEqual([['delivery', true], ...fields])
  })

  test('is what a person does at the emulator, too', async () => {
    const {webhook, url} = await start({verifyToken: 'emulated'})
    const {emulator, msgr} = await createWorld()
    const said = new Promise<WebhookEvent>(resolve => webhook.once('messages.text', resolve))

    const set = await msgr(['webhook', 'set', url, '--verify-token', 'emulated', '--yes'])
    await msgr(['webhook', 'subscribe', 'messages'])
    const [person] = peopleOf(emulator)
    await msgr(['emulator', 'person', 'say', person?.psid ?? '', 'Do you open on Sundays?'])

    expect(set.err).not.toContain('✖')
    expect(await said).toMatchObject({
      field: 'messages',
      psid: person?.psid,
      item: {message: {text: 'Do you open on Sundays?'}},
    })
  })
})

describe('a listener that fails', () => {
  test.each([
    [
      'at once',
      () => {
        throw new Error('no')
      },
    ],
    [
      'later',
      async () => {
        throw new Error('no')
      },
    ],
  ])('%s changes no answer and keeps no other from hearing', async (_when, listener) => {
    const {webhook, url} = await start()
    const errors = new Promise<unknown>(resolve => webhook.on('error', resolve))
    webhook.on('messages', listener)
    const heard = hear(webhook, ['messages.text'], 1)

    const {status} = await post(url, delivery([text('a')]))

    expect(status).toBe(200)
    expect(await errors).toEqual(new Error('no'))
    expect(await heard).toEqual(['messages.text'])
  })

  test('does not end the process, whether anybody listens for errors or that fails too', async () => {
    const warnings: string[] = []
    const onWarning = ({message}: Error) => warnings.push(message)
    process.on('warning', onWarning)
    onTestFinished(() => void process.off('warning', onWarning))
    const {webhook, url} = await start()
    const fail = (message: string) => () => {
      throw new Error(message)
    }
    webhook.on('messages', fail('first'))
    await post(url, delivery([text('a')]))
    await expect.poll(() => warnings).toEqual(['first'])
    webhook.on('error', fail('second')).on('error', () => Promise.reject(new Error('third')))
    await post(url, delivery([text('b')]))

    await expect.poll(() => warnings).toEqual(['first', 'second', 'third'])
  })

  test('and a slow one is answered for at once', async () => {
    const {webhook, url} = await start()
    webhook.on('messages', () => new Promise(() => undefined))

    expect((await post(url, delivery([text('a')]))).status).toBe(200)
  })
})

describe('signatures', () => {
  test('of any of the secrets are taken, and no other', async () => {
    const {webhook, url} = await start({appSecret: ['the new secret', secret]})
    const refused = new Promise<unknown>(resolve => webhook.on('refused', resolve))
    const signatures: string[] = []
    webhook.on('delivery', ({signature}) => signatures.push(signature))

    const statuses = [
      (await post(url, delivery([text('a')]))).status,
      (await post(url, delivery([text('b')]), 'the new secret')).status,
      (await post(url, delivery([text('c')]), 'no secret of ours')).status,
    ]

    expect(statuses).toEqual([200, 200, 403])
    expect(await refused).toMatchObject({status: 403, reason: expect.stringContaining('does not match')})
    expect(signatures).toEqual(['valid', 'valid'])
  })

  test('are over the bytes, whatever they hold', async () => {
    const {webhook, url} = await start()
    const said = new Promise<WebhookEvent>(resolve => webhook.on('messages', resolve))

    await post(url, delivery([text('äöå 🍣 https://x.test/')]))

    expect((await said).mid).toBe('äöå 🍣 https://x.test/')
  })

  test('are not checked only where that is spelled out', async () => {
    const lenient = await start({appSecret: undefined, requireSignature: false})
    const strict = await start({requireSignature: false})

    expect((await post(lenient.url, delivery([text('a')]))).status).toBe(200)
    expect((await post(strict.url, delivery([text('a')]), 'no secret of ours')).status).toBe(403)
  })

  test('cannot be checked without a secret, and then there is no webhook', () => {
    const secrets = [undefined, null, '', '  ', [], [''], ['a secret', ''], [undefined], 'undefined', 42]
    for (const [appSecret, more] of secrets.flatMap(each => [
      [each, {}],
      [each, {requireSignature: true}],
      [each, {requireSignature: null}],
      ...(each === undefined ? [] : [[each, {requireSignature: false}]]),
    ]) as [never, object][]) {
      const create = () => new Webhook({verifyToken: 'x', appSecret, ...more})
      expect(create, `${JSON.stringify(appSecret)} ${JSON.stringify(more)}`).toThrow(
        'with the app secret, and appSecret ',
      )
      expect(create).toThrow(
        expect.objectContaining({hint: expect.stringContaining('requireSignature: false')}),
      )
    }
  })
})

describe('inside another server', () => {
  const question = '?hub.mode=subscribe&hub.verify_token=let-me-in&hub.challenge=42'

  test('the handler serves whatever path it is given', async () => {
    const webhook = new Webhook(settings)
    const heard = hear(webhook, ['verified', 'messages'], 2)
    const url = `${await serve(webhook.handler)}/any/path`

    expect(await (await fetch(url + question)).text()).toBe('42')
    expect((await post(url, delivery([text('a')]))).status).toBe(200)
    expect(await heard).toEqual(['verified', 'messages'])
  })

  test('it is mounted in express, before or after a parser that keeps the bytes', async () => {
    const express = createRequire(import.meta.url)('express')
    const webhook = new Webhook(settings)
    const keep = (request: {rawBody: Buffer}, _response: unknown, bytes: Buffer) => {
      request.rawBody = bytes
    }
    const app = express()
      .use('/before', webhook.handler)
      .use('/raw', express.raw({type: '*/*'}), webhook.handler)
      .use(express.json({verify: keep}))
      .post('/after', webhook.handler)
    const url = await serve(app)

    for (const path of ['/before', '/raw', '/after'])
      expect([path, (await post(url + path, delivery([text('ä')]))).status]).toEqual([path, 200])
  })

  test('a parser before it that loses the bytes is told about', async () => {
    const express = createRequire(import.meta.url)('express')
    const webhook = new Webhook(settings)
    const unchecked = new Webhook({verifyToken: 'x', requireSignature: false})
    const app = express().use(express.json()).use('/checked', webhook.handler).use('/any', unchecked.handler)
    const url = await serve(app)

    expect(await post(`${url}/checked`, delivery([text('a')]))).toEqual({
      status: 500,
      text: expect.stringContaining('mount the webhook before the parser'),
    })
    expect((await post(`${url}/any`, delivery([text('a')]))).status).toBe(200)
  })
})

describe('standing alone', () => {
  test('it serves one path, with or without a slash at its end', async () => {
    const {url, port} = await start({path: 'hook/'})

    expect(url).toBe(`http://127.0.0.1:${port}/hook`)
    expect((await post(url, delivery([text('a')]))).status).toBe(200)
    expect((await post(`${url}/`, delivery([text('a')]))).status).toBe(200)
    expect((await post(`http://127.0.0.1:${port}/webhook`, delivery([]))).status).toBe(404)
  })

  test('it listens once, on this machine alone unless told otherwise, and again after it was closed', async () => {
    const {webhook} = await start()

    await expect(webhook.listen(0)).rejects.toThrow('is already listening')
    await webhook.close()
    await webhook.close()

    const {port, url} = await webhook.listen(0)
    expect(url).toBe(`http://127.0.0.1:${port}/webhook`)
    const outside = Object.values(networkInterfaces())
      .flat()
      .find(each => each?.family === 'IPv4' && !each.internal)
    if (outside !== undefined)
      await expect(fetch(`http://${outside.address}:${port}/webhook`)).rejects.toThrow('fetch failed')
    await webhook.close()
    expect((await webhook.listen(0, '0.0.0.0')).url).toMatch(/^http:\/\/localhost:\d+\/webhook$/)
  })

  test('it needs a verify token, and says when the port is taken', async () => {
    const {port} = await start()

    expect(() => new Webhook({verifyToken: ''})).toThrow('needs a verify token')
    await expect(new Webhook(settings).listen(port, '127.0.0.1')).rejects.toThrow(`Port ${port} cannot be`)
  })
})
