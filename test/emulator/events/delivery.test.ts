import {once} from 'node:events'
import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {afterEach, describe, expect} from 'vitest'
import {isSigned} from '../../../src/platform/signature.ts'
import {type Asking, test} from '../asking.ts'

const ada = '6411223344556677'

interface Received {
  readonly method: string
  readonly headers: NodeJS.Dict<string | string[]>
  readonly body: Buffer
}

const open: Server[] = []

afterEach(() => {
  for (const server of open.splice(0)) server.close()
})

/** A bot's webhook: answers the challenge, keeps what comes, answers events with the given statuses in turn. */
async function startBot(statuses: number[] = [], verifyToken = 'secret') {
  const events: Received[] = []
  let wake = () => {}
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://bot')
    if (request.method === 'GET') {
      const isRight = url.searchParams.get('hub.verify_token') === verifyToken
      response.writeHead(isRight ? 200 : 403).end(isRight ? url.searchParams.get('hub.challenge') : '')
      return
    }
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    events.push({method: request.method ?? '', headers: request.headers, body: Buffer.concat(chunks)})
    response.writeHead(statuses.shift() ?? 200).end()
    wake()
  })
  open.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`
  const received = async (count: number) => {
    while (events.length < count) await new Promise<void>(resolve => (wake = resolve))
    return events
  }
  return {url, events, received}
}

async function subscribe({ask, emulator}: Asking, url: string, fields: string, verifyToken = 'secret') {
  const {appId, appSecret} = await emulator.connection()
  const atApp = await ask(`POST /v26.0/${appId}/subscriptions`, {
    token: `${appId}|${appSecret}`,
    body: {object: 'page', callback_url: url, verify_token: verifyToken, fields},
  })
  const atPage = await ask('POST /v26.0/me/subscribed_apps', {body: {subscribed_fields: fields.split(',')}})
  return {atApp, atPage, appId, appSecret}
}

describe('events of a person', () => {
  test('arrive signed over exactly the escaped bytes', async ({start}) => {
    const asking = await start()
    const bot = await startBot()
    const {appSecret} = await subscribe(asking, bot.url, 'messages')

    await asking.emulator.admin('POST', `people/${ada}/say`, {text: 'Grüße 🍣 https://x.test/'})

    const [event] = await bot.received(1)
    expect(event?.body.toString()).toContain('Gr\\u00fc\\u00dfe \\ud83c\\udf63 https:\\/\\/x.test\\/')
    expect(
      isSigned(event?.body ?? Buffer.alloc(0), String(event?.headers['x-hub-signature-256']), appSecret),
    ).toBe(true)
    expect(
      isSigned(event?.body ?? Buffer.alloc(0), String(event?.headers['x-hub-signature']), appSecret, 'sha1'),
    ).toBe(true)
    expect(event?.headers['user-agent']).toBe('facebookexternalua')
    const envelope = JSON.parse(event?.body.toString() ?? '')
    expect(Object.keys(envelope.entry[0])).toEqual(['time', 'id', 'messaging'])
    expect(envelope.entry[0].messaging[0]).toMatchObject({
      sender: {id: ada},
      message: {text: 'Grüße 🍣 https://x.test/'},
    })
  })

  test('arrive in order, and open the window again', async ({start}) => {
    const asking = await start()
    const bot = await startBot()
    await subscribe(asking, bot.url, 'messages,messaging_postbacks,message_reads,messaging_referrals')
    const hiro = '6411223351556698'

    await asking.emulator.admin('POST', `people/${hiro}/read`)
    const stillClosed = (await asking.ask(`GET /v26.0/me/conversations?user_id=${hiro}&fields=can_reply`))
      .body.data[0].can_reply
    await asking.emulator.admin('POST', `people/${hiro}/tap`, {payload: 'HOURS', title: 'Hours'})
    await asking.emulator.admin('POST', `people/${hiro}/refer`, {ref: 'spring'})

    const events = (await bot.received(3)).map(({body}) => JSON.parse(body.toString()).entry[0].messaging[0])
    expect(events.map(event => Object.keys(event)[3])).toEqual(['read', 'postback', 'referral'])
    expect(stillClosed).toBe(false)
    const {body} = await asking.ask(`GET /v26.0/me/conversations?user_id=${hiro}&fields=can_reply`)
    expect(body.data[0].can_reply).toBe(true)
  })

  test('reach nobody when the field is subscribed at one level only', async ({start}) => {
    const asking = await start()
    const bot = await startBot()
    const {appId, appSecret} = await subscribe(asking, bot.url, 'messages,messaging_postbacks')
    await asking.ask('POST /v26.0/me/subscribed_apps', {body: {subscribed_fields: 'messaging_postbacks'}})

    await asking.emulator.admin('POST', `people/${ada}/say`, {text: 'unheard'})
    await asking.ask(`DELETE /v26.0/${appId}/subscriptions?object=page&fields=messaging_postbacks`, {
      token: `${appId}|${appSecret}`,
    })
    await asking.emulator.admin('POST', `people/${ada}/tap`, {payload: 'UNHEARD'})

    expect(await asking.emulator.admin('GET', 'deliveries')).toEqual([])
  })

  test('are delivered again, byte for byte, when the receiver failed', async ({start}) => {
    const asking = await start()
    const bot = await startBot([500])
    await subscribe(asking, bot.url, 'messages')

    await asking.emulator.admin('POST', `people/${ada}/say`, {text: 'again'})

    const [first, second] = await bot.received(2)
    expect(second?.body.equals(first?.body ?? Buffer.alloc(0))).toBe(true)
    expect(second?.headers['x-hub-signature-256']).toBe(first?.headers['x-hub-signature-256'])
  })
})

describe('registering a callback', () => {
  test('asks it for its challenge first; what is registered can be read, but not the verify token', async ({
    start,
  }) => {
    const asking = await start()
    const bot = await startBot()
    const {atApp, atPage, appId, appSecret} = await subscribe(asking, bot.url, 'messages')
    expect([atApp.body, atPage.body]).toEqual([{success: true}, {success: true}])
    const {body} = await asking.ask(`GET /v26.0/${appId}/subscriptions`, {token: `${appId}|${appSecret}`})
    expect(body.data).toEqual([
      {object: 'page', callback_url: bot.url, active: true, fields: [{name: 'messages', version: 'v26.0'}]},
    ])
  })

  test('a wrong verify token: 2200, and nothing is changed', async ({start}) => {
    const asking = await start()
    const bot = await startBot()
    const {atApp, appId, appSecret} = await subscribe(asking, bot.url, 'messages', 'wrong')
    expect(atApp.body.error).toMatchObject({
      code: 2200,
      message: expect.stringContaining('HTTP Status Code = 403'),
    })
    expect(
      (await asking.ask(`GET /v26.0/${appId}/subscriptions`, {token: `${appId}|${appSecret}`})).body.data,
    ).toEqual([])
  })

  test('nobody at the address: 2200', async ({start}) => {
    const {atApp} = await subscribe(await start(), 'http://127.0.0.1:9/webhook', 'messages')
    expect(atApp.body.error).toMatchObject({code: 2200, message: expect.stringContaining('curl_errno = 7')})
  })

  test('an unknown field fails the whole call', async ({start}) => {
    const asking = await start()
    const {body} = await asking.ask('POST /v26.0/me/subscribed_apps', {
      body: {subscribed_fields: ['messages', 'massages']},
    })
    expect(body.error).toMatchObject({code: 100, message: expect.stringContaining('massages')})
    expect((await asking.ask('GET /v26.0/me/subscribed_apps')).body.data).toEqual([])
  })

  test('subscriptions of an app take an app token', async ({start}) => {
    const asking = await start()
    const {appId} = await asking.emulator.connection()
    expect((await asking.ask(`GET /v26.0/${appId}/subscriptions`)).body.error.code).toBe(100)
  })
})
