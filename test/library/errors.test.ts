import type {AddressInfo} from 'node:net'
import {createServer} from 'node:net'
import {inspect} from 'node:util'
import {expect, onTestFinished} from 'vitest'
import {accessHints} from '../../src/cli/hints/access.ts'
import {callHints} from '../../src/cli/hints/calls.ts'
import {
  collect,
  MessengerClient,
  type MessengerClientOptions,
  MsgrError,
  validate,
  Webhook,
} from '../../src/library/index.ts'
import * as messengerNode from '../../src/library/messenger-node/index.ts'
import {endedTags} from '../../src/platform/message-tags.ts'
import {endedMessagingTypes} from '../../src/platform/messages.ts'
import {endedTemplates} from '../../src/platform/templates.ts'
import {commandLineWords} from '../helpers/command-line-words.ts'
import {startRules} from '../helpers/rules-server.ts'
import {test} from '../helpers/world.ts'
import {refusals} from '../platform/refusals.ts'

const reached = new Set<string>()

/** What a program that prints the error in any way would show. */
function shown(error: unknown): string {
  const {stack: _, ...own} = Object.getOwnPropertyDescriptors(error instanceof Error ? error : {})
  const values = Object.fromEntries(Object.entries(own).map(([name, {value}]) => [name, value]))
  return [String(error), inspect(error, {depth: 6}), JSON.stringify(error), inspect(values, {depth: 6})].join(
    '\n',
  )
}

/** Runs it, and looks at what it throws. */
async function look(name: string, run: () => unknown): Promise<void> {
  const error = await Promise.resolve()
    .then(run)
    .then(
      value =>
        Promise.reject(new Error(`${name}: nothing was thrown, but ${JSON.stringify(value)} returned`)),
      (thrown: unknown) => thrown,
    )
  expect(shown(error).match(commandLineWords)?.[0], `${name}: ${shown(error)}`).toBeUndefined()
  if (!(error instanceof MsgrError)) return
  expect(error.reason, `${name} has a reason: ${error}`).toBeDefined()
  expect(error.message, name).not.toBe('')
  reached.add(String(error.reason))
}

const ID = '6411223344556677'
const message = {recipient: {id: ID}, messaging_type: 'RESPONSE', message: {text: 'Hi'}} as const

const clientOf = (options: MessengerClientOptions) =>
  new MessengerClient({pageToken: 'EAABfake', maxWaitMs: 0, ...options})

test('no error of a client holds a word of the command line, whatever the platform answers', async () => {
  const rules = refusals.map(({code, subcode, said, route}, index) => ({
    path: `/${index}/${route.split('/').at(-1)}$`,
    status: 400,
    answer: {error: {message: said || 'No', type: 'OAuthException', code, error_subcode: subcode}},
  }))
  const {env} = await startRules([
    ...rules,
    {path: '/unknown$', status: 400, answer: {error: {message: 'No', code: 987_654}}},
    {path: '/false$', answer: {success: false}},
    {path: '/text$', status: 502, answer: '<html>Bad gateway</html>'},
    {path: '/empty$', status: 500, answer: {}},
    {path: '/object$', answer: {id: '1'}},
    {path: '/circle', answer: {data: [{id: '1'}], paging: {next: 'https://graph.facebook.com/circle'}}},
    {path: '.', method: 'POST', answer: {}},
  ])
  const client = clientOf({graphUrl: String(env['MSGR_GRAPH_URL'])})
  const {graph} = client
  const ofAds = clientOf({graphUrl: String(env['MSGR_GRAPH_URL']), adToken: 'EAABads', adAccount: '7'})

  for (const [index, {route}] of refusals.entries())
    await look(`refusal ${index}`, () => graph.request(`POST /${index}/${route.split('/').at(-1)}`))
  for (const path of ['unknown', 'false', 'text', 'empty'])
    await look(path, () => graph.request(`GET /${path}`))
  await look('a list that is none', () => collect(graph.pages('GET /object')))
  await look('a list in a circle', () => collect(graph.pages('GET /circle')))
  await look('a message in doubt', () => client.messages.send(message))
  await look('an action', () => client.messages.send({recipient: {id: ID}, sender_action: 'typing_on'}))
  await look('a broadcast', () => client.broadcastMessages.create({messages: []} as never))
  await look('a sponsored message', () => client.sponsoredMessages.create('act_1', {} as never))
  await look('a marketing message', () =>
    ofAds.marketingMessages.send({
      message_id: '12',
      messenger_delivery_data: {subscription_token: '68512'},
      message: {text: 'Hi'},
    }),
  )
  await look('a call of the Page with the ad token', () => graph.request('POST /me/feed', {}, {token: 'ad'}))
  await look('a call of an ad account with the Page token', () =>
    graph.request('GET /act_1', {}, {token: 'page'}),
  )
  await look('a batch of both', () => graph.request('GET /', {ids: 'me,act_1'}))
  await look('a label', () => client.customLabels.create('VIP'))
  await look('an id', () => client.customLabels.get('../me'))
  await look('a secret', () => graph.request('POST /{page}/feed', {text: 'EAABfakefakefakefakefake'}))
  await look('no file', () => client.attachments.uploadFile('image', {path: '/no/such.png'}))
  await look('a folder', () => client.attachments.uploadFile('image', {path: '/'}))
})

test('nor what stands before or between the client and the platform', async () => {
  const server = createServer(socket => socket.once('data', () => socket.destroy()))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const cutting = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const get = (options: MessengerClientOptions) => () => clientOf(options).graph.request('GET /me')

  await look('no token', get({pageToken: undefined}))
  await look('an empty token', get({pageToken: ''}))
  await look('a mangled token', get({pageToken: 'EAAB\r', graphUrl: cutting}))
  await look('a token in the clear', get({graphUrl: 'http://graph.example.com'}))
  await look('a token of the emulator', get({pageToken: 'EMUabc', graphUrl: 'https://graph.example.com'}))
  await look('no connection', get({graphUrl: 'http://127.0.0.1:1'}))
  await look('a connection that breaks', () => clientOf({graphUrl: cutting}).graph.request('POST /me/feed'))
  await look('a version', () => clientOf({apiVersion: '26'}))
  const bare = clientOf({graphUrl: cutting})
  await look('no app token', () => bare.debugToken.inspect('EAABother'))
  await look('no app', () => bare.subscriptions.list())
  await look('no app secret', () => bare.accessTokens.extend('EAABother'))
  await look('no ad account', () => bare.adAccount.get())
  await look('no ad token', () => bare.campaigns.get('12'))
  await look('no proof', () => collect(bare.idMatching.idsForApps({psid: ID})))
})

test('nor what an emulator refuses', async ({world: {emulator}}) => {
  const {pageToken} = await emulator.connection()
  const {graph} = clientOf({pageToken, graphUrl: emulator.url})

  await look('an unknown path', () => graph.request('GET /{page}/no_such_edge'))
  await look('a field that is not emulated', () =>
    graph.request('GET /{page}', {fields: 'about,engagement,fan_count'}),
  )
  await look('a token of the platform', () =>
    clientOf({pageToken: 'EAABfakefake', graphUrl: emulator.url}).graph.request('GET /me'),
  )
  await look('a call that ended', () => graph.request('POST /{page}/message_creatives'))
})

test('nor those of the receiver and of the drop-in', async () => {
  const secret = 'a'.repeat(32)
  const webhook = new Webhook({verifyToken: 'let-me-in', appSecret: secret})
  onTestFinished(() => webhook.close())
  const {port} = await webhook.listen(0)
  const other = new Webhook({verifyToken: 'let-me-in', appSecret: secret})

  await look('no verify token', () => new Webhook({verifyToken: '', appSecret: secret}))
  for (const appSecret of [undefined, '', 'undefined', [], ['']])
    await look(`app secret ${inspect(appSecret)}`, () => new Webhook({verifyToken: 'x', appSecret}))
  await look('listening twice', () => webhook.listen(0))
  await look('a port in use', () => other.listen(port))
  await look('an address that is not here', () => other.listen(0, '203.0.113.1'))
  await look('the drop-in without a verify token', () => new messengerNode.Webhook({app_secret: secret}))
  await look('the drop-in without a secret', () => new messengerNode.Webhook({verify_token: 'x'}))
  await look('the drop-in with a version', () => new messengerNode.Client({api_version: 'new'}))
  await look('the drop-in without a token', () => new messengerNode.Client({}).getUserProfile(ID))
})

test('every reason for which the command line has a hint was among them', () => {
  const unreached = [...Object.keys(accessHints), ...Object.keys(callHints)].filter(
    name => !reached.has(name),
  )

  expect(unreached).toEqual([])
})

test('nor do the faults that validate returns, nor what a client warns of', async () => {
  const today = '2026-11-28'
  const warnings: string[] = []
  const {env} = await startRules([{path: '.', answer: {id: '1'}, headers: {'facebook-api-version': 'v99.0'}}])
  const template = (payload: object) => ({...message, message: {attachment: {type: 'template', payload}}})
  const faults = [
    ...endedTags.map(({name: tag}) => ({...message, messaging_type: 'MESSAGE_TAG', tag})),
    ...endedMessagingTypes.map(({name}) => ({...message, messaging_type: name})),
    ...endedTemplates.map(({name}) => template({template_type: name})),
    template({template_type: 'media', elements: [{media_type: 'image', url: 'https://a.example/a.png'}]}),
    {...message, access_token: 'x', recipient: {notification_messages_token: 't'}},
    {},
  ].flatMap(request => validate.messages(request, {today}))
  const ofProfile = [{psid: ID}, {setting_type: 'greeting'}, {persistent_menu: []}].flatMap(properties =>
    validate.profile(properties, {today}),
  )

  await clientOf({graphUrl: String(env['MSGR_GRAPH_URL']), warn: text => warnings.push(text)}).graph.request(
    'GET /me',
  )

  expect(faults.length).toBeGreaterThan(10)
  expect(ofProfile.length).toBeGreaterThan(2)
  expect(warnings).toEqual(['The platform answers with v99.0 instead of v26.0'])
  for (const text of [...[...faults, ...ofProfile].map(each => JSON.stringify(each)), ...warnings])
    expect(text.match(commandLineWords)?.[0], text).toBeUndefined()
})
