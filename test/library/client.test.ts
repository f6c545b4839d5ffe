import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {expect, onTestFinished, test} from 'vitest'
import {
  collect,
  GraphError,
  MessengerClient,
  NetworkError,
  sha256,
  UnauthorisedError,
  UsageError,
  validate,
} from '../../src/library/index.ts'
import {peopleOf} from '../helpers/probe.ts'
import {createWorld} from '../helpers/world.ts'

/** A client of an emulator, with a Page of its own. */
async function start() {
  const {emulator} = await createWorld()
  const {pageToken, appId, appSecret} = await emulator.connection()
  const [person] = peopleOf(emulator)
  const client = new MessengerClient({pageToken, appId, appSecret, graphUrl: emulator.url})
  return {client, emulator, psid: person?.psid as string}
}

test('a client has a property for each resource, takes ids as plain texts, and reads lists page after page', async () => {
  const {client, psid} = await start()

  const {id} = await client.customLabels.create('VIP')
  await client.customLabels.assign(id, psid)
  const names: string[] = []
  for await (const {page_label_name: name} of client.customLabels.of(psid)) names.push(name)
  const all = await collect(client.customLabels.list({limit: 1}))

  expect(client).toBeInstanceOf(MessengerClient)
  expect(names).toContain('VIP')
  expect(all.map(label => label.id)).toContain(id)
})

test('a client sends, and tells what the platform answered', async () => {
  const {client, psid} = await start()

  const sent = await client.messages.send({
    recipient: {id: psid},
    messaging_type: 'RESPONSE',
    message: {text: 'Hello!'},
  })

  expect(sent).toEqual({recipient_id: psid, message_id: expect.stringMatching(/^m_/), usage: undefined})
})

test('the app token is made of the id and the secret of the app', async () => {
  const {client, psid} = await start()

  const ids = await collect(client.idMatching.idsForApps({psid}))
  const own = await collect(client.idMatching.idsForPages({asid: ids[0]?.id ?? ''}))

  expect(own.length).toBeGreaterThan(0)
})

test('a refusal is a GraphError that holds what was answered', async () => {
  const {client} = await start()

  const error = await client.customLabels.create('Newsletter').catch(caught => caught)

  expect(error).toBeInstanceOf(GraphError)
  expect(error.refusal).toMatchObject({
    route: 'POST /me/custom_labels',
    graphCode: 100,
    body: {error: {code: 100, message: expect.stringContaining('already exists')}},
  })
})

test('what was not sent is told apart from what may have been', async () => {
  const client = new MessengerClient({pageToken: 'EMUx', graphUrl: 'http://127.0.0.1:1', retry: 'none'})

  const error = await client.page.get().catch(caught => caught)

  expect(error).toBeInstanceOf(NetworkError)
  expect(error.sent).toBe('no')
})

test('a client without a token makes no call; a version that is none is refused at once', async () => {
  const {emulator} = await start()

  await expect(new MessengerClient({graphUrl: emulator.url}).page.get()).rejects.toThrow(UnauthorisedError)
  expect(() => new MessengerClient({apiVersion: '26'})).toThrow(UsageError)
})

test('a call that waits ends when its signal aborts', async () => {
  const aborting = new AbortController()
  const client = new MessengerClient({
    pageToken: 'EMUx',
    signal: aborting.signal,
    graphUrl: 'http://127.0.0.1:1',
  })
  onTestFinished(() => aborting.abort())

  aborting.abort(new Error('enough'))

  await expect(client.page.get()).rejects.toThrow('enough')
})

test('validate finds every fault without a call, and judges by the day', () => {
  const menu = {persistent_menu: [{locale: 'default', call_to_actions: []}]}
  const airline = {attachment: {type: 'template', payload: {template_type: 'airline_update'}}}
  const send = {recipient: {id: '101'}, messaging_type: 'RESPONSE'}

  expect(validate.messages({...send, message: {text: 'Hello'}})).toEqual([])
  expect(validate.messages({...send, message: {text: ''}, tag: 'X'}).map(({path}) => path)).toEqual(
    expect.arrayContaining(['message.text', 'tag']),
  )
  expect(validate.messages({...send, message: airline})[0]?.message).toContain('ended')
  expect(validate.messages({...send, message: airline}, {today: '2019-06-01'})).toEqual([])
  expect(validate.attachment({message: {attachment: {type: 'image', payload: {}}}})).toHaveLength(1)
  expect(
    validate.attachment({message: {attachment: {type: 'image', payload: {}}}}, {isUpload: true}),
  ).toEqual([])
  expect(validate.profile(menu)[0]?.path).toMatch(/^persistent_menu/)
})

test('marketing messages go to the ad account with its token, and lists of subscribers to the Page', async () => {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(`${request.headers.authorization} ${request.method} ${request.url?.split('?')[0]}`)
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({success: true, id: '12', data: [], invalid_rows_count: 0}))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
  })
  const {port} = server.address() as AddressInfo
  const client = new MessengerClient({
    graphUrl: `http://127.0.0.1:${port}`,
    apiVersion: 'v26.0',
    pageToken: 'PAGE-TOKEN',
    adToken: 'AD-TOKEN',
    adAccount: '7',
  })

  const {id} = await client.campaigns.create({name: 'Winter', page_id: '109', daily_budget: 2000})
  await client.marketingMessages.send({
    message_id: id,
    messenger_delivery_data: {subscription_token: '68512'},
    message: {text: 'Sale'},
  })
  await collect(client.subscribers.list())
  await client.subscribers.unsubscribe([{email: sha256('ann@example.com')}])
  await collect(client.customAudiences.list())
  await client.deliveryEstimates.get({pageId: '109', dailyBudget: 2000})
  await client.adAccount.get()

  expect(seen).toEqual([
    'Bearer AD-TOKEN POST /v26.0/act_7/message_campaign',
    'Bearer AD-TOKEN POST /v26.0/act_7/messages',
    'Bearer PAGE-TOKEN GET /v26.0/me/notification_message_tokens',
    'Bearer PAGE-TOKEN POST /v26.0/me/messaging_customer_base/unsubscribe',
    'Bearer AD-TOKEN GET /v26.0/act_7/customaudiences',
    'Bearer AD-TOKEN GET /v26.0/act_7/message_delivery_estimate',
    'Bearer AD-TOKEN GET /v26.0/act_7',
  ])
  const error = await new MessengerClient({pageToken: 'PAGE-TOKEN'}).campaigns
    .get('12')
    .catch(caught => caught)
  expect(error).toBeInstanceOf(UnauthorisedError)
  expect(error).toMatchObject({reason: 'noAdToken', message: expect.not.stringMatching(/MSGR_|--/)})
})

test('validate knows the rules of marketing messages', () => {
  const target = {message_id: '12', messenger_delivery_data: {subscription_token: '68512'}}
  expect(validate.marketing({...target, message: {text: 'Sale'}})).toEqual([])
  expect(validate.marketing({...target, message: {text: 'x'.repeat(641)}})).toMatchObject([
    {path: 'message.text'},
  ])
  expect(validate.marketing({message: {text: 'Sale'}}, {needsTarget: false})).toEqual([])
})
