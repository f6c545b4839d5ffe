import {once} from 'node:events'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {describe, expect, onTestFinished} from 'vitest'
import type {Emulator} from '../../../src/emulator/index.ts'
import {appOf, pageOf, pageTokensOf, removeDefaultApps, timeOf} from '../../helpers/probe.ts'
import {type Asking, test} from '../asking.ts'

const ada = '6411223344556677'
const hiro = '6411223351556698'
const pageInbox = '263902037430900'
const botApp = '1234567890123456'
const helpdeskApp = '998877665544332'

/** The token of an app for the first Page. */
const tokenOf = (emulator: Emulator, app: string): string =>
  pageTokensOf(emulator, app).find(({pageId}) => pageId === pageOf(emulator).id)?.text ?? ''

/** Calls in the name of the default app and of another one. */
function callsAs({ask, emulator}: Asking) {
  const by = (app: string) => async (call: string, body?: unknown) =>
    (await ask(call.replace(' ', ' /v26.0/me/'), {body, token: tokenOf(emulator, app)})).body
  return {bot: by(botApp), helpdesk: by(helpdeskApp)}
}

const of = (psid: string, more: object = {}) => ({recipient: {id: psid}, ...more})
const text = (psid: string, more: object = {}) => of(psid, {message: {text: 'Hello'}, ...more})
const done = {success: true}
const elsewhere = {
  error: expect.objectContaining({
    code: 10,
    error_subcode: 2018300,
    message: '(#10) Message failed to send because another app is controlling this thread now.',
  }),
}
const refused = {error: expect.objectContaining({code: 10})}

function withoutDefaultApp(asking: Asking): Asking {
  removeDefaultApps(asking.emulator)
  return asking
}

interface Received {
  readonly field: 'messaging' | 'standby'
  readonly item: Readonly<Record<string, unknown>>
}

/** A webhook of an app that is subscribed to everything. */
async function subscribe({ask, emulator}: Asking, app: string, fields: string) {
  const events: Received[] = []
  let wake = () => {}
  const server = createServer(async (request, response) => {
    const challenge = new URL(request.url ?? '/', 'http://bot').searchParams.get('hub.challenge')
    const bytes = Buffer.concat(await request.toArray())
    response.end(challenge ?? '')
    if (challenge !== null) return
    const [entry] = JSON.parse(bytes.toString()).entry
    const field = entry.standby === undefined ? 'messaging' : 'standby'
    events.push({field, item: entry[field][0]})
    wake()
  })
  onTestFinished(() => void server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const {port} = server.address() as AddressInfo
  const callback_url = `http://127.0.0.1:${port}/`
  const {id, secret} = appOf(emulator, app)
  await ask(`POST /v26.0/${id}/subscriptions`, {
    token: `${id}|${secret}`,
    body: {object: 'page', callback_url, verify_token: 'v', fields},
  })
  await ask('POST /v26.0/me/subscribed_apps', {
    token: tokenOf(emulator, app),
    body: {subscribed_fields: fields},
  })
  return async (count: number) => {
    while (events.length < count) await new Promise<void>(resolve => (wake = resolve))
    return events
  }
}

const kindsOf = (events: readonly Received[]) =>
  events.map(({field, item}) => `${field} ${Object.keys(item).find(key => !addressing.includes(key))}`)
const addressing = ['sender', 'recipient', 'timestamp']

describe('who controls a conversation', () => {
  test('is the default app for 24 hours after the person wrote, and then nobody', async ({start}) => {
    const asking = await start()
    const {bot} = callsAs(asking)

    await asking.emulator.admin('POST', `people/${ada}/say`, {text: 'Hi'})

    const {data} = await bot(`GET thread_owner?recipient=${ada}`)
    expect(data).toEqual([{thread_owner: {app_id: botApp, expiration: expect.any(Number)}}])
    const hours = data[0].thread_owner.expiration / 3600 - timeOf(asking.emulator) / 3_600_000
    expect(hours).toBeCloseTo(24, 1)
    expect(await bot(`GET thread_owner?recipient=${hiro}`)).toEqual({data: []})
    await asking.emulator.admin('POST', 'clock', {advanceMs: 24 * 3_600_000})
    expect(await bot(`GET thread_owner?recipient=${ada}`)).toEqual({data: []})
  })

  test('is told by name only to the owner and the default app', async ({start}) => {
    const asking = await start()
    const {bot, helpdesk} = callsAs(asking)
    const appId = async (app: typeof bot) =>
      (await app(`GET thread_owner?recipient=${ada}`)).data[0].thread_owner.app_id

    expect([await appId(bot), await appId(helpdesk)]).toEqual([botApp, undefined])
    await bot('POST pass_thread_control', of(ada, {target_app_id: helpdeskApp}))
    expect([await appId(bot), await appId(helpdesk)]).toEqual([helpdeskApp, helpdeskApp])
  })

  test('of nobody’s conversation cannot be asked', async ({start}) => {
    const {bot} = callsAs(await start())

    expect((await bot('GET thread_owner')).error).toMatchObject({code: 100})
    expect((await bot('GET thread_owner?recipient=99')).error).toMatchObject({error_subcode: 2018001})
    expect((await bot('POST take_thread_control', {})).error.message).toBe(
      '(#100) The parameter recipient is required',
    )
  })
})

describe('only the app in control writes', () => {
  test('to a person whose conversation was passed; the other is refused with 10/2018300', async ({start}) => {
    const {bot, helpdesk} = callsAs(await start())

    expect(await helpdesk('POST messages', text(ada))).toEqual(elsewhere)
    expect(await bot('POST pass_thread_control', of(ada, {target_app_id: helpdeskApp}))).toEqual(done)
    expect(await bot('POST messages', text(ada))).toEqual(elsewhere)
    expect(await helpdesk('POST messages', text(ada))).toMatchObject({recipient_id: ada})
  })

  test('and of an idle conversation the default app', async ({start}) => {
    const {bot, helpdesk} = callsAs(await start())
    const toHiro = text(hiro, {messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT'})

    expect(await helpdesk('POST messages', toHiro)).toEqual(elsewhere)
    expect(await bot('POST messages', toHiro)).toMatchObject({recipient_id: hiro})
  })

  test('but every app where the Page has no default app and nobody has control', async ({start}) => {
    const {bot, helpdesk} = callsAs(withoutDefaultApp(await start()))

    expect(await bot('POST messages', text(ada))).toMatchObject({recipient_id: ada})
    expect(await helpdesk('POST messages', text(ada))).toMatchObject({recipient_id: ada})
    await helpdesk('POST pass_thread_control', of(ada, {target_app_id: pageInbox}))
    expect(await bot('POST messages', text(ada))).toEqual(elsewhere)
  })

  test('which is judged after the person and before the window', async ({start}) => {
    const {helpdesk} = callsAs(await start())

    expect((await helpdesk('POST messages', text('99'))).error.error_subcode).toBe(2018001)
    expect(await helpdesk('POST messages', text(hiro))).toEqual(elsewhere)
  })

  test('and a send can hand over what it answered', async ({start}) => {
    const {bot, helpdesk} = callsAs(await start())
    const control = {control_type: 'pass', app_id: helpdeskApp}

    expect(await bot('POST messages', text(ada, {thread_control: {...control, app_id: '5'}}))).toEqual({
      error: expect.objectContaining({code: 100}),
    })
    await bot('POST messages', text(ada, {thread_control: control}))
    expect(await bot('POST messages', text(ada))).toEqual(elsewhere)
    await helpdesk('POST messages', text(ada, {thread_control: {control_type: 'release'}}))
    expect(await bot(`GET thread_owner?recipient=${ada}`)).toEqual({data: []})
  })
})

describe('control changes', () => {
  test('are made by the app in control: others can neither pass, release nor extend', async ({start}) => {
    const {helpdesk} = callsAs(await start())

    expect(await helpdesk('POST pass_thread_control', of(ada, {target_app_id: pageInbox}))).toEqual(refused)
    expect(await helpdesk('POST release_thread_control', of(ada))).toEqual(refused)
    expect(await helpdesk('POST extend_thread_control', of(ada, {duration: 60}))).toEqual(refused)
  })

  test('pass refuses an app that does not exist', async ({start}) => {
    const {bot} = callsAs(await start())

    expect((await bot('POST pass_thread_control', of(ada, {target_app_id: 42}))).error.code).toBe(100)
    expect((await bot('POST pass_thread_control', of(ada))).error.message).toBe(
      '(#100) The parameter target_app_id is required',
    )
  })

  test('the default app takes back what people of the Page answer; another app may not', async ({start}) => {
    const {bot, helpdesk} = callsAs(await start())
    await bot('POST pass_thread_control', of(ada, {target_app_id: pageInbox}))

    expect(await helpdesk('POST take_thread_control', of(ada))).toEqual(refused)
    expect(await bot('POST take_thread_control', of(ada))).toEqual(done)
    expect(await bot('POST messages', text(ada))).toMatchObject({recipient_id: ada})
    expect(await helpdesk('POST take_thread_control', of(hiro))).toEqual(done)
  })

  test('take is refused where there is no default app, request where there is one', async ({start}) => {
    const {bot} = callsAs(await start())
    const loose = callsAs(withoutDefaultApp(await start()))

    expect(await bot('POST request_thread_control', of(ada))).toEqual(refused)
    expect(await loose.bot('POST take_thread_control', of(ada))).toEqual(refused)
  })

  test('control is extended up to 7 days, and a message does not shorten it', async ({start}) => {
    const asking = await start()
    const {bot} = callsAs(asking)
    const days = 24 * 3600

    expect((await bot('POST extend_thread_control', of(ada, {duration: 8 * days}))).error.code).toBe(100)
    expect(await bot('POST extend_thread_control', of(ada, {duration: 7 * days}))).toEqual(done)
    await asking.emulator.admin('POST', `people/${ada}/say`, {text: 'Hi'})
    await asking.emulator.admin('POST', 'clock', {advanceMs: 6 * days * 1000})
    expect((await bot(`GET thread_owner?recipient=${ada}`)).data).toHaveLength(1)
    await asking.emulator.admin('POST', 'clock', {advanceMs: days * 1000})
    expect((await bot(`GET thread_owner?recipient=${ada}`)).data).toEqual([])
  })
})

test('the default app of a Page is chosen beside the platform, as people do in its settings', async ({
  start,
}) => {
  const asking = await start()
  const {helpdesk} = callsAs(asking)
  const page = pageOf(asking.emulator).id

  await asking.emulator.admin('POST', 'routing', {page, defaultApp: helpdeskApp})
  expect(await helpdesk('POST take_thread_control', of(ada))).toEqual(done)
  await asking.emulator.admin('POST', 'routing', {page, defaultApp: null})
  expect(await helpdesk('POST take_thread_control', of(ada))).toEqual(refused)
  await expect(asking.emulator.admin('POST', 'routing', {page, defaultApp: '5'})).rejects.toThrow()
})

describe('webhooks', () => {
  test('the new owner hears of a pass, the loser of a take, nobody of a release', async ({start}) => {
    const asking = await start()
    const {bot, helpdesk} = callsAs(asking)
    const atBot = await subscribe(asking, botApp, 'messages,messaging_handovers')
    const atHelpdesk = await subscribe(asking, helpdeskApp, 'messages,messaging_handovers')

    await bot('POST pass_thread_control', of(ada, {target_app_id: helpdeskApp, metadata: 'refund'}))
    await bot('POST take_thread_control', of(ada))
    await bot('POST release_thread_control', of(ada))
    await bot('POST pass_thread_control', of(ada, {target_app_id: helpdeskApp}))
    await helpdesk('POST pass_thread_control', of(ada, {target_app_id: botApp}))

    const heard = (await atHelpdesk(3)).map(({item}) => item)
    expect(heard[0]).toEqual({
      sender: {id: ada},
      recipient: {id: '109876543210987'},
      timestamp: expect.any(Number),
      pass_thread_control: {
        previous_owner_app_id: botApp,
        new_owner_app_id: helpdeskApp,
        metadata: 'refund',
      },
    })
    expect(heard[1]).toMatchObject({
      take_thread_control: {previous_owner_app_id: helpdeskApp, new_owner_app_id: botApp},
    })
    expect(heard[2]).toMatchObject({pass_thread_control: {previous_owner_app_id: null}})
    expect(kindsOf(await atBot(1))).toEqual(['messaging pass_thread_control'])
  })

  test('the owner hears who requests control', async ({start}) => {
    const asking = withoutDefaultApp(await start())
    const {bot, helpdesk} = callsAs(asking)
    const atHelpdesk = await subscribe(asking, helpdeskApp, 'messaging_handovers')
    await bot('POST pass_thread_control', of(ada, {target_app_id: helpdeskApp}))

    expect(await bot('POST request_thread_control', of(ada, {metadata: 'please'}))).toEqual(done)

    expect((await atHelpdesk(2)).at(-1)?.item).toMatchObject({
      request_thread_control: {requested_owner_app_id: botApp, metadata: 'please'},
    })
    expect(await helpdesk('POST request_thread_control', of(ada))).toEqual(done)
    expect(await atHelpdesk(2)).toHaveLength(2)
  })

  test('an app without control gets messages, postbacks and echoes as standby, postbacks without payload', async ({
    start,
  }) => {
    const asking = await start()
    const fields = 'messages,messaging_postbacks,message_echoes,message_reactions'
    const atBot = await subscribe(asking, botApp, fields)
    const atHelpdesk = await subscribe(asking, helpdeskApp, `${fields},standby`)

    await callsAs(asking).bot('POST messages', text(ada))
    await asking.emulator.admin('POST', `people/${ada}/react`, {})
    await asking.emulator.admin('POST', `people/${ada}/say`, {text: 'Hi'})
    await asking.emulator.admin('POST', `people/${ada}/tap`, {payload: 'HOURS', title: 'Hours'})

    const standby = await atHelpdesk(3)
    expect(kindsOf(standby)).toEqual(['standby message', 'standby message', 'standby postback'])
    expect(standby[2]?.item['postback']).toEqual({mid: expect.any(String), title: 'Hours'})
    const own = await atBot(4)
    expect(kindsOf(own).map(kind => kind.split(' ')[0])).toEqual(Array(4).fill('messaging'))
    expect(own[3]?.item['postback']).toMatchObject({payload: 'HOURS'})
  })

  test('an app without control that did not subscribe to standby gets nothing', async ({start}) => {
    const asking = await start()
    await subscribe(asking, helpdeskApp, 'messages')

    await asking.emulator.admin('POST', `people/${ada}/say`, {text: 'Hi'})

    expect(await asking.emulator.admin('GET', 'deliveries')).toEqual([])
  })
})

test('secondary receivers are listed on an earlier day, and refused today', async ({start}) => {
  const now = callsAs(await start())
  expect((await now.bot('GET secondary_receivers?fields=id,name')).error.code).toBe(12)

  const {ask} = await start({asOf: '2019-06-01'})
  expect((await ask('GET /v3.3/me/secondary_receivers?fields=id,name')).body.data).toEqual([
    {id: helpdeskApp, name: 'Acme helpdesk'},
  ])
})
