import {once} from 'node:events'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {describe, expect, onTestFinished, vi} from 'vitest'
import type {ActivityEntry} from '../../../src/emulator/chat/view-types.ts'
import {patiently} from '../../helpers/patience.ts'
import {appOf} from '../../helpers/probe.ts'
import {type Asking, test} from '../asking.ts'
import {ada, openActing} from '../people/acting.ts'

const list = async ({emulator}: Asking): Promise<readonly ActivityEntry[]> =>
  (await emulator.admin('GET', 'activity?limit=1000')).entries

/** What the newest call says. */
const lastCall = async (asking: Asking) => (await list(asking)).findLast(({kind}) => kind === 'call')
const replies = Array.from({length: 12}, (_, at) => ({
  content_type: 'text',
  title: `${at}`,
  payload: `P${at}`,
}))
const card = (title: string) => ({
  title,
  subtitle: 's',
  buttons: [{type: 'postback', title: 'Buy', payload: 'B'}],
})
const template = (payload: object) => ({attachment: {type: 'template', payload}})
const form = (params: Readonly<Record<string, unknown>>) =>
  new URLSearchParams(
    Object.fromEntries(
      Object.entries(params).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
  ).toString()

/** A callback that fails with this text; returns its address. */
async function startBroken(text: string): Promise<string> {
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(500).end(text)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

describe('a line of the log says in a few words', () => {
  test('what a call sends', async ({start}) => {
    const asking = await start()
    const said = async (message: object) => {
      await asking.ask('POST /v26.0/me/messages', {
        body: {recipient: {id: ada}, messaging_type: 'RESPONSE', message},
      })
      return (await lastCall(asking))?.gist
    }
    expect(await said({text: 'Which size?', quick_replies: replies})).toBe('text "Which size?" +12 replies')
    expect(await said({text: 'One', quick_replies: replies.slice(0, 1)})).toBe('text "One" +1 reply')
    expect(await said({text: `two\nlines, ${'x'.repeat(200)}`})).toMatch(/^text "two lines, x{69}…"$/)
    expect(
      await said(template({template_type: 'generic', elements: ['Lamp', 'Chair', 'Desk'].map(card)})),
    ).toBe('generic template "Lamp" +2 cards')
    expect(await said(template({template_type: 'generic', elements: [card('Lamp')]}))).toBe(
      'generic template "Lamp"',
    )
    expect(await said(template({template_type: 'button', text: 'Choose', buttons: card('').buttons}))).toBe(
      'button template "Choose"',
    )
    expect(await said(template({template_type: 'customer_feedback', title: 'How was it?'}))).toBe(
      'customer feedback template "How was it?"',
    )
    expect(await said({attachment: {type: 'image', payload: {url: 'https://a.example/i.png'}}})).toBe('image')
    expect(
      await said({
        attachments: [1, 2, 3].map(n => ({type: 'image', payload: {url: `https://a.example/${n}.png`}})),
      }),
    ).toBe('3 images')
  })

  test('what any other call does', async ({start}) => {
    const asking = await start()
    const said = async (call: string, body?: object) => {
      await asking.ask(call, body === undefined ? {} : {body})
      return (await lastCall(asking))?.gist
    }
    const send = (more: object) => said('POST /v26.0/me/messages', {recipient: {id: ada}, ...more})
    expect(await send({sender_action: 'typing_on'})).toBe('typing on')
    expect(await send({sender_action: 'MARK_SEEN'})).toBe('mark seen')
    const profile = '/v26.0/me/messenger_profile'
    expect(
      await said(`POST ${profile}`, {
        greeting: [{locale: 'default', text: 'Hi'}],
        get_started: {payload: 'G'},
      }),
    ).toBe('set greeting, get_started')
    expect(await said(`DELETE ${profile}`, {fields: ['greeting']})).toBe('delete greeting')
    expect(await said(`GET ${profile}?fields=greeting,ice_breakers`)).toBe('read greeting, ice_breakers')
    expect(await said(`GET /v26.0/${ada}?fields=first_name`)).toBe('profile of Ada')
    expect(await said('POST /v26.0/me/custom_labels', {page_label_name: 'VIP'})).toBe('new label "VIP"')
    const {body} = await asking.ask('GET /v26.0/me/custom_labels?fields=page_label_name')
    const vip = body.data.find(({page_label_name: name}: {page_label_name: string}) => name === 'VIP').id
    expect(await said(`POST /v26.0/${vip}/label`, {user: ada})).toBe('add label "VIP" to Ada')
    expect(await said(`POST /v26.0/${vip}/label?method=delete`, {user: ada})).toBe(
      'remove label "VIP" from Ada',
    )
    expect(await said('POST /v26.0/me/take_thread_control', {recipient: {id: ada}})).toBe('take control')
    expect(
      await said('POST /v26.0/me/personas', {name: 'Kim', profile_picture_url: 'https://a.example/k.png'}),
    ).toBe('new persona "Kim"')
    expect(await said('GET /v26.0/me')).toBeUndefined()
  })

  test('what a batch does, and that the platform refused one of its operations', async ({start}) => {
    const asking = await start()
    const send = (id: string, more: object) => ({
      method: 'POST',
      relative_url: 'v26.0/me/messages',
      body: form({recipient: {id}, messaging_type: 'RESPONSE', ...more}),
    })
    const batch = [
      send(ada, {sender_action: 'typing_on'}),
      {method: 'GET', relative_url: 'me'},
      send('1', {message: {text: 'hi'}}),
      send(ada, {message: {text: 'ho'}}),
    ]
    await asking.ask('POST /', {body: {batch}})
    expect(await lastCall(asking)).toMatchObject({
      gist: 'typing on · GET /me · text "hi" · 1 more',
      status: 200,
      outcome: 'refused',
      error: {code: 100, message: expect.stringMatching(/^Operation 3 of 4: \(#100\)/)},
    })
  })

  test('what each event reports', async ({start}) => {
    const asking = await start()
    const {act, send, next} = await openActing(asking)
    const said = async (name: string, words: object = {}) => {
      await act(name, {...words})
      await next()
      return (await list(asking)).findLast(({kind}) => kind === 'event')?.gist
    }
    const {mid} = await act('say', {text: 'first'})
    await next()
    const own = await send({text: 'Answer'})
    expect(await said('say', {text: 'Do you open on Sundays?'})).toBe('text "Do you open on Sundays?"')
    expect(await said('say', {text: 'Yes', payload: 'SURE'})).toBe('text "Yes" payload=SURE')
    expect(await said('say', {text: 'this', reply_to: own})).toMatch(/^text "this" ↩ m_…/)
    expect(await said('say', {attachments: [{type: 'image', url: 'https://a.example/i.png'}]})).toBe('image')
    expect(
      await said('say', {
        attachments: [{type: 'location', payload: {coordinates: {lat: 48.2, long: 16.3}}}],
      }),
    ).toBe('location 48.2, 16.3')
    expect(await said('edit', {mid, text: 'second'})).toBe('edit "second"')
    expect(await said('tap', {payload: 'HOURS', title: 'Opening hours'})).toBe('postback HOURS')
    expect(await said('react', {emoji: '👍', mid: own})).toBe('reaction 👍')
    expect(await said('unreact', {mid: own})).toBe('reaction removed')
    expect(await said('read')).toBe('read')
    expect(await said('refer', {ref: 'table-12'})).toBe('referral ref=table-12')
    expect(await said('opt-in', {title: 'News', payload: 'NEWS'})).toMatch(
      /^opt-in "News" payload=NEWS token=\S{6}…$/,
    )
    expect(await said('link', {authorization_code: 'secret-code'})).toBe('linked code=secret…')
    expect(await said('comment', {text: 'Nice'})).toBe('comment add "Nice" by Ada Lindqvist')
  })

  test('that an echo, a delivery and control that changed hands are about it', async ({start}) => {
    const asking = await start()
    const {send, next} = await openActing(asking, [
      'message_echoes',
      'message_deliveries',
      'messaging_handovers',
    ])
    await send({text: 'Which size?', quick_replies: replies})
    await next()
    await next()
    await asking.ask('POST /v26.0/me/pass_thread_control', {
      body: {recipient: {id: ada}, target_app_id: 263902037430900},
    })
    expect(await lastCall(asking)).toMatchObject({gist: 'pass control to Page Inbox'})
    const events = (await list(asking)).filter(({kind}) => kind === 'event')
    const gists = Object.fromEntries(events.map(({name, gist}) => [name, gist]))
    expect(gists).toMatchObject({
      message_echoes: 'echo text "Which size?"',
      message_deliveries: 'delivered 1 message',
    })
  })
})

test('a line of the log says what part it has, and what it is filtered by', async ({start}) => {
  const asking = await start()
  const {act, send, next} = await openActing(asking, [...'messages message_echoes message_reads'.split(' ')])
  await act('say', {text: 'hi'})
  await next()
  await asking.ask('POST /v26.0/me/messages', {body: {recipient: {id: ada}, sender_action: 'typing_on'}})
  await send({text: 'Hello'})
  await next()
  await act('read')
  await next()
  await asking.ask(`GET /v26.0/${ada}?fields=first_name`)
  const batch = [1, 2].map(() => ({
    method: 'POST',
    relative_url: 'v26.0/me/messages',
    body: form({recipient: {id: ada}, messaging_type: 'RESPONSE', message: {text: 'b'}}),
  }))
  await asking.ask('POST /', {body: {batch}})
  const entries = await list(asking)
  const known = entries.map(({topic, part}) => [topic, part].filter(Boolean).join(': '))
  expect(known.slice(2)).toEqual(
    expect.arrayContaining([
      'messages: act',
      'POST messages',
      'POST messages: send',
      'message_echoes: receipt',
      'message_reads: receipt',
      'GET node',
      'batch: send',
    ]),
  )
  expect(entries.find(({topic}) => topic === 'batch')?.mids).toHaveLength(2)
  expect(entries.find(({part}) => part === 'act')?.sentMs).toBeGreaterThan(0)
})

describe('a line of the log says why', () => {
  test('the platform refused a call: code, subcode and sentence', async ({start}) => {
    const asking = await start()
    await asking.emulator.admin('POST', 'clock', {advanceMs: 8 * 24 * 3_600_000})
    await asking.ask('POST /v26.0/me/messages', {
      body: {recipient: {id: ada}, messaging_type: 'RESPONSE', message: {text: 'late'}},
    })
    expect(await lastCall(asking)).toMatchObject({
      outcome: 'refused',
      gist: 'text "late"',
      error: {code: 10, subcode: 2018278, message: expect.stringContaining('outside of allowed window')},
    })
    await asking.emulator.admin('POST', 'faults', {path: '/me', effect: {kind: 'status', status: 502}})
    await asking.ask('GET /v26.0/me').catch(() => {})
    expect((await lastCall(asking))?.error).toEqual({message: expect.stringContaining('502')})
  })

  test('an event did not arrive: the first line that the callback answered, or the fault', async ({
    start,
  }) => {
    const asking = await start()
    const {act} = await openActing(asking)
    const app = appOf(asking.emulator)
    const failing = async (url: string) => {
      if (app?.callback !== undefined) app.callback = {...app.callback, url}
      await act('say', {text: 'unheard'})
      return vi.waitUntil(
        async () => (await list(asking)).findLast(({url: to, error}) => to === url && error !== undefined),
        {timeout: patiently(10_000)},
      )
    }
    const broken = await startBroken('TypeError: size is undefined\n    at bot.js:12')
    expect(await failing(broken)).toMatchObject({
      status: 500,
      outcome: 'failed',
      gist: 'text "unheard"',
      error: {message: 'TypeError: size is undefined'},
    })
    expect(await failing('http://127.0.0.1:1/')).toMatchObject({
      error: {message: expect.stringContaining('ECONNREFUSED')},
    })
  })
})

test('a gist shows no token and no secret, and is never longer than a line', async ({start}) => {
  const asking = await start()
  const {pageToken, appSecret} = await asking.emulator.connection()
  await asking.ask('POST /v26.0/me/messages', {
    body: {recipient: {id: ada}, messaging_type: 'RESPONSE', message: {text: `${pageToken} ${appSecret}`}},
  })
  expect((await lastCall(asking))?.gist).toBe('text "*** ***"')
  const {act, next} = await openActing(asking)
  await act('tap', {payload: 'P'.repeat(900), title: 'Long'})
  await next()
  const event = (await list(asking)).findLast(({kind}) => kind === 'event')
  expect(event?.gist).toMatch(/^postback P{151}…$/)
})
