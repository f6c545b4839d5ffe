import {readFileSync} from 'node:fs'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {expect, onTestFinished} from 'vitest'
import {type Row, type Scene, secret} from './scene.ts'
import {shown} from './settings-rows.ts'

const vectors = JSON.parse(
  readFileSync(new URL('../../fixtures/signature-vectors.json', import.meta.url), 'utf8'),
)
const {signed_request: signed, payload_json} = vectors.signed_request

const question = '?hub.mode=subscribe&hub.verify_token=let-me-in&hub.challenge=42'
const printed = [expect.objectContaining({kind: 'event', field: 'messages', subtype: 'text'})]
const ask = async (url: string) => (await fetch(url)).text()
const verify = ['--verify-token', 'let-me-in']

/** What the listeners of a name get, by a delivery of a text. */
const heard = async ({webhook: create, deliver}: Scene, method: 'on' | 'once') => {
  const webhook = await create()
  const told = new Promise<unknown[]>(resolve => webhook[method]('messages', (...args) => resolve(args)))
  await deliver(webhook, 'messages.text')
  return told
}
const told = [
  {type: 'messages', subtype: 'text'},
  {type: 'id', value: '6411223344556677'},
  expect.objectContaining({message: expect.objectContaining({text: expect.any(String)})}),
]

export const webhookRows: readonly Row[] = [
  {
    member: 'Webhook',
    method: '`new Webhook({verifyToken, appSecret, path})`, then `listen(port)`',
    command: '`msgr listen`',
    use: async ({webhook: create}) => {
      const webhook = await create({endpoint: 'hook'})
      return ask(`http://127.0.0.1:${webhook.getPort()}/hook${question}`)
    },
    yields: '42',
    run: async ({listen, trigger}) => {
      let challenge = ''
      await listen(verify, async url => {
        challenge = await ask(url + question)
        await trigger('messages.text')
      })
      return challenge
    },
    prints: '42',
  },
  {
    member: 'Webhook#on',
    method: '`webhook.on`',
    command: '`msgr listen`',
    use: scene => heard(scene, 'on'),
    yields: told,
    run: ({listen, trigger}) => listen([], () => trigger('messages.text')),
    prints: printed,
  },
  {
    member: 'Webhook#once',
    method: '`webhook.once`',
    command: '`msgr listen --limit 1`',
    use: scene => heard(scene, 'once'),
    yields: told,
    run: ({listen, trigger}) => listen([], () => trigger('messages.text')),
    prints: printed,
  },
  {
    member: 'Webhook#emit',
    method: '`webhook.emit`',
    command: '`msgr trigger`',
    use: async ({webhook: create}) => {
      const webhook = await create()
      const args = new Promise(resolve => webhook.on('my_event', (...given) => resolve(given)))
      return [webhook.emit('my_event', 'arg1', 'arg2'), await args]
    },
    yields: [true, ['arg1', 'arg2']],
    run: async ({listen, trigger}) => {
      let sent: unknown
      await listen([], async () => {
        sent = await trigger('messages.text')
      })
      return sent
    },
    prints: expect.objectContaining({event: 'messages.text', status: 200}),
  },
  {
    member: 'Webhook#getInstance',
    method: '`webhook.handler`, in any node server',
    command: '`msgr listen --forward-to`',
    use: async ({webhook: create}) => {
      const webhook = await create()
      const send = (_request: unknown, response: {send: (text: string) => void}) => response.send('of my own')
      webhook.getInstance()['get']('/mine', send)
      return ask(`http://127.0.0.1:${webhook.getPort()}/mine`)
    },
    yields: 'of my own',
    run: async ({listen, trigger}) => {
      const server = createServer((request, response) => void response.end(request.url))
      const path = new Promise(resolve => server.on('request', ({url}) => resolve(url)))
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
      onTestFinished(() => void server.close().closeAllConnections())
      const {port} = server.address() as AddressInfo
      await listen(['--forward-to', `${port}/mine`], () => trigger('messages.text'))
      return path
    },
    prints: '/mine',
  },
  {
    member: 'Webhook#stopInstance',
    method: '`webhook.close()`',
    command: 'Ctrl-C, or `msgr listen --limit`',
    use: async ({webhook: create}) => {
      const webhook = await create()
      await new Promise<void>(resolve => webhook.stopInstance(() => resolve()))
      return ask(`http://127.0.0.1:${webhook.getPort()}/webhook`).catch(() => 'stopped')
    },
    yields: 'stopped',
    run: async ({listen, trigger}) => {
      let address = ''
      await listen([], async url => {
        address = url
        await trigger('messages.text')
      })
      return ask(address).catch(() => 'stopped')
    },
    prints: 'stopped',
  },
  {
    member: 'Webhook#getPort',
    method: 'what `listen` returns: `{port, url}`',
    command: '`msgr listen --port`',
    use: async ({webhook: create}) => (await create()).getPort(),
    yields: expect.any(Number),
    run: async ({listen, trigger}) => {
      let port = 0
      await listen([], async url => {
        port = Number(new URL(url).port)
        await trigger('messages.text')
      })
      return port
    },
    prints: expect.any(Number),
  },
  {
    member: 'Webhook#getEndpoint',
    method: 'the `path` given',
    command: '`msgr listen --path`',
    use: async ({webhook: create}) => (await create({endpoint: 'hook'})).getEndpoint(),
    yields: '/hook',
    run: async ({listen, trigger}) => {
      let path = ''
      await listen(['--path', '/hook'], async url => {
        path = new URL(url).pathname
        await trigger('messages.text')
      })
      return path
    },
    prints: '/hook',
  },
  {
    member: 'Webhook#getVerifyToken',
    method: 'the `verifyToken` given',
    command: '`msgr listen --verify-token`, `MSGR_VERIFY_TOKEN`',
    use: async ({webhook: create}) => (await create()).getVerifyToken(),
    yields: 'let-me-in',
    run: ({json}) => json(['config', 'show', '--origin'], {env: {MSGR_VERIFY_TOKEN: 'let-me-in'}}),
    prints: shown('verifyToken', {origin: 'MSGR_VERIFY_TOKEN'}),
  },
  {
    member: 'Webhook#setAppSecret',
    method: '`new Webhook({appSecret})`, several while one is changed',
    command: '`MSGR_APP_SECRET`',
    use: async ({webhook: create}) => (await create()).setAppSecret('another'),
    yields: 'another',
    run: ({json}) => json(['config', 'show', '--origin'], {env: {MSGR_APP_SECRET: secret}}),
    prints: shown('appSecret', {origin: 'MSGR_APP_SECRET'}),
  },
  {
    member: 'Webhook#validateSignedRequest',
    method: '`verifySignedRequest`',
    command: '`msgr signed-request verify`',
    use: async ({webhook: create}) => (await create()).validateSignedRequest(signed),
    yields: JSON.parse(payload_json),
    run: ({json}) => json(['signed-request', 'verify', signed]),
    prints: expect.objectContaining({valid: true, payload: JSON.parse(payload_json)}),
  },
]
