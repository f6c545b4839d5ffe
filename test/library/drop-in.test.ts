import {existsSync, readFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {dirname, join} from 'node:path'
import vm from 'node:vm'
import {describe, expect, onTestFinished, test, vi} from 'vitest'
import type * as dropIn from '../../src/library/messenger-node/index.ts'
import {toWireForm} from '../../src/platform/signature.ts'
import {deliveryHeaders} from '../../src/platform/webhook-delivery.ts'
import {loadSample} from '../../src/webhook/samples.ts'
import {createWorld} from '../helpers/world.ts'

const require = createRequire(import.meta.url)
const root = join(import.meta.dirname, '../..')
const {Client, Webhook}: typeof dropIn = require('msgr-cli/messenger-node')

const ada = '6411223344556677'
const secret = '0123456789abcdef0123456789abcdef'

/** A client of an emulator of its own. */
async function openClient(asOf?: string, options: dropIn.ClientOptions = {}) {
  const {emulator} = await createWorld(asOf === undefined ? {} : {asOf})
  const {pageToken} = await emulator.connection()
  return {
    emulator,
    pageToken,
    client: new Client({page_token: pageToken, graph_url: emulator.url, ...options}),
  }
}

async function listening(
  create: typeof dropIn.Webhook = Webhook,
): Promise<{webhook: dropIn.Webhook; url: string}> {
  const webhook = new create({verify_token: 'let-me-in', app_secret: secret, port: 0})
  onTestFinished(() => new Promise<void>(resolve => webhook.stopInstance(() => resolve())))
  await new Promise(resolve => webhook.once('listening', resolve))
  return {webhook, url: `http://127.0.0.1:${webhook.getPort()}`}
}

async function deliver(url: string, sample = 'messages.text'): Promise<number> {
  const body = toWireForm(await loadSample(sample))
  return (await fetch(`${url}/webhook`, {method: 'POST', body, headers: deliveryHeaders(body, secret)}))
    .status
}

describe('tools that do not know exports', () => {
  const folder = join(root, 'messenger-node')

  test('find the drop-in by a folder at the root of the package', () => {
    const {main, types} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const description = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

    // A path is resolved without exports, as those tools do with names.
    expect(require(folder)).toBe(require('msgr-cli/messenger-node'))
    const named = description.exports['./messenger-node']
    expect({types: join(folder, types), default: join(folder, main)}).toEqual({
      types: join(root, named.types),
      default: join(root, named.default),
    })
    expect(description.files).toContain('messenger-node/package.json')
    expect(existsSync(join(folder, main))).toBe(true)
  })

  test('run it in a sandbox with few globals and without node: names', async () => {
    const file = join(root, 'dist/messenger-node.cjs')
    const {Client: Own, Webhook: OwnWebhook} = loadInSandbox<typeof dropIn>(file)
    const {pageToken, emulator} = await openClient()

    const client = new Own({page_token: pageToken, graph_url: emulator.url})
    const sent = await client.sendText({id: ada}, 'Hi')
    const uploaded = await client.uploadAttachment({type: 'image', source: file})
    const {webhook, url} = await listening(OwnWebhook)
    const heard = new Promise(resolve => webhook.once('messages', ({subtype}) => resolve(subtype)))

    expect(sent).toMatchObject({recipient_id: ada})
    expect(uploaded).toHaveProperty('attachment_id')
    expect(await deliver(url)).toBe(200)
    expect(await heard).toBe('text')
  })
})

/** As Jest before 28 does in jsdom: URLs are not those of Node.js, and the modules of Node.js have their plain names. */
function loadInSandbox<Module>(file: string): Module {
  const globals = {process, console, Buffer, Uint8Array, Error, setTimeout, clearTimeout, URL: class {}}
  const context = vm.createContext({...globals})
  const wrapper = `(function (require, module, exports, __filename, __dirname) {${readFileSync(file, 'utf8')}\n})`
  const module = {exports: {}}
  const plain = (name: string) => {
    if (name.startsWith('node:')) throw new Error(`Cannot find module '${name}'`)
    return require(name)
  }
  vm.runInContext(wrapper, context, {filename: file})(plain, module, module.exports, file, dirname(file))
  return module.exports as Module
}

describe('labels', () => {
  test.each([
    ['today, no version named', undefined, {}],
    ['today, a version that ended, as in the documentation', undefined, {api_version: 'v2.11'}],
    ['2019, no version named', '2019-06-01', {}],
    ['2019, an older version', '2019-06-01', {api_version: 'v3.0'}],
    ['2021, the last version that says name', '2021-10-01', {api_version: 'v11.0'}],
    ['2021, the first that says page_label_name', '2021-10-01', {api_version: 'v12.0'}],
    ['2022, when all say page_label_name', '2022-01-10', {api_version: 'v11.0'}],
  ])('are known by their name: %s', async (_when, asOf, options) => {
    const {client} = await openClient(asOf, options)

    const {id} = await client.createCustomLabel('VIP')
    await client.addPsidtoCustomLabel(ada, id)

    const wanted = {id, name: 'VIP', page_label_name: 'VIP'}
    expect(await client.getCustomLabelById(Number(id))).toEqual(wanted)
    expect((await client.getAllCustomLabels()).data).toContainEqual(wanted)
    expect((await client.getCustomLabelsByPsid(Number(ada))).data).toContainEqual(wanted)
  })
})

test('null where an argument may be left out is as if it were left out', async () => {
  const {client, emulator, pageToken} = await openClient('2019-06-01', {
    app_token: null,
    app_secret: null,
    api_version: null,
    graph_api_version: null,
  })
  const bare = new Client({page_token: pageToken, graph_url: emulator.url})
  const {message_creative_id: creative} = await client.createMessageCreative({text: 'Hi'})
  const replies = [{content_type: 'text', title: 'Yes', payload: 'YES'}] as const
  const calls: Readonly<Record<string, readonly [() => Promise<unknown>, () => Promise<unknown>]>> = {
    sendBroadcast: [() => client.sendBroadcast(creative, null), () => bare.sendBroadcast(creative)],
    startBroadcastReachEstimation: [
      () => client.startBroadcastReachEstimation(null),
      () => bare.startBroadcastReachEstimation(),
    ],
    getMessengerProfile: [() => client.getMessengerProfile(null), () => bare.getMessengerProfile()],
    getMessagingInsights: [() => client.getMessagingInsights(null), () => bare.getMessagingInsights()],
    'getMessagingInsights of nulls': [
      () => client.getMessagingInsights({metrics: null, since: null, until: null}),
      () => bare.getMessagingInsights(),
    ],
    generateMessengerCode: [() => client.generateMessengerCode(null), () => bare.generateMessengerCode()],
    'generateMessengerCode of nulls': [
      () => client.generateMessengerCode({ref: null, image_size: null}),
      () => bare.generateMessengerCode(),
    ],
    getUserProfile: [() => client.getUserProfile(ada, null), () => bare.getUserProfile(ada)],
    setNlpConfigs: [() => client.setNlpConfigs(null), () => bare.setNlpConfigs()],
    sendQuickReplies: [
      () => client.sendQuickReplies({id: ada}, replies, null).catch(error => error.error.message),
      () => bare.sendQuickReplies({id: ada}, replies).catch(error => error.error.message),
    ],
    sendAttachment: [
      () =>
        client.sendAttachment(
          {type: 'image', source: 'https://x.example/a.png', is_reusable: null},
          {id: ada},
        ),
      () => bare.sendAttachment({type: 'image', source: 'https://x.example/a.png'}, {id: ada}),
    ],
    'takeThreadControl, passThreadControl': [
      async () => [
        await client.takeThreadControl(ada, null),
        await client.passThreadControl(ada, 'page_inbox', null),
      ],
      async () => [await bare.takeThreadControl(ada), await bare.passThreadControl(ada, 'page_inbox')],
    ],
    requestThreadControl: [
      () => client.requestThreadControl(ada, null),
      () => bare.requestThreadControl(ada),
    ],
    setApiVersion: [async () => client.setApiVersion(null), async () => 'v26.0'],
    sendGraphRequest: [
      () =>
        client.sendGraphRequest({path: '/me', qs: null, payload: null, formData: null, api_version: null}),
      () => bare.sendGraphRequest({path: '/me'}),
    ],
    callCustomLabelsApi: [() => client.callCustomLabelsApi(null), () => bare.callCustomLabelsApi()],
  }
  /** Without ids and moments, which differ each time. */
  const shape = (value: unknown) => JSON.stringify(value).replaceAll(/m_[\w-]+|\d{9,}/g, '#')

  for (const [name, [withNull, without]] of Object.entries(calls))
    expect(shape(await withNull()), name).toBe(shape(await without()))
  await expect(client.sendText({id: ada}, null as never)).rejects.toBe('text required')
  await expect(client.sendGraphRequest(null)).rejects.toBe('Valid "path" property required')
})

test('ids may be numbers', async () => {
  const {client} = await openClient()
  const psid = Number(ada)
  const label = Number((await client.createCustomLabel('VIP')).id)
  const calls: Readonly<Record<string, () => Promise<unknown>>> = {
    sendText: () => client.sendText({id: psid}, 'Hi'),
    sendAttachment: () =>
      client.sendAttachment({type: 'image', source: join(root, 'package.json')}, {id: psid}),
    sendSenderAction: () => client.sendSenderAction({id: psid}, 'typing_on'),
    addPsidtoCustomLabel: () => client.addPsidtoCustomLabel(psid, label),
    getCustomLabelById: () => client.getCustomLabelById(label),
    getCustomLabelsByPsid: () => client.getCustomLabelsByPsid(psid),
    removePsidfromCustomLabel: () => client.removePsidfromCustomLabel(psid, label),
    deleteCustomLabel: () => client.deleteCustomLabel(label),
    getUserProfile: () => client.getUserProfile(psid, ['id']),
    getThreadOwner: () => client.getThreadOwner(psid),
    takeThreadControl: () => client.takeThreadControl(psid),
    passThreadControl: () => client.passThreadControl(psid, 263902037430900),
  }

  for (const [name, call] of Object.entries(calls)) {
    const outcome = await call().then(
      () => 'done',
      error => error,
    )
    expect(outcome, name).toBe('done')
  }
})

describe('a webhook', () => {
  test('says on stdout what messenger-node says there', async () => {
    const [log, error] = [vi.spyOn(console, 'log'), vi.spyOn(console, 'error')]
    for (const spy of [log, error]) spy.mockImplementation(() => {})
    onTestFinished(() => void vi.restoreAllMocks())

    const {webhook, url} = await listening()
    const ask = async (token: string) =>
      (await fetch(`${url}/webhook?hub.mode=subscribe&hub.challenge=42&hub.verify_token=${token}`)).status
    expect([await ask('let-me-in'), await ask('guessed')]).toEqual([200, 403])

    const lines = (spy: typeof log) => spy.mock.calls.flat().join('\n').split('\n')
    expect(lines(log).slice(0, 3)).toEqual([
      `webhook is listening on port ${webhook.getPort()}`,
      'Verifying webhook...',
      'Webhook verification: SUCCESS',
    ])
    expect(lines(error)).toEqual([
      'Webhook verification: FAILED. Check that your verify_token is set correctly.',
    ])
  })

  test('parses the bodies of own routes on the express instance, and still checks signatures', async () => {
    const {webhook, url} = await listening()
    webhook
      .getInstance()
      ['post']('/own', (request: {body: unknown}, response: {json: (body: unknown) => void}) =>
        response.json({got: request.body}),
      )

    const answer = await fetch(`${url}/own`, {
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: '{"order": [17]}',
    })

    expect(await answer.json()).toEqual({got: {order: [17]}})
    expect(await deliver(url)).toBe(200)
  })

  test('shows in words what a listener rejects with', async () => {
    const {client} = await openClient()
    const {webhook, url} = await listening()
    const failures: Readonly<
      Record<string, {readonly fail: () => unknown; readonly words: readonly RegExp[]}>
    > = {
      'a refusal': {
        fail: () => client.sendText({id: '999'}, 'Hi'),
        words: [/No matching user found/i, /code: 100/],
      },
      'a missing argument': {fail: () => client.sendText({id: ada}, ''), words: [/text required/]},
      'an object of its own': {
        fail: async () => Promise.reject({reason: {deep: 'down'}}),
        words: [/deep: 'down'/],
      },
      nothing: {fail: async () => Promise.reject(undefined), words: [/undefined/]},
      'an error': {fail: async () => Promise.reject(new RangeError('too far')), words: [/too far/]},
    }

    for (const [name, {fail, words}] of Object.entries(failures)) {
      webhook.once('messages', fail)
      const warned = new Promise<Error>(resolve => process.once('warning', resolve))
      await deliver(url)
      const {message} = await warned
      for (const word of words) expect(message, name).toMatch(word)
      expect(message, name).not.toContain('[object Object]')
    }
  })
})
