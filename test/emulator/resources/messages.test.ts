import {once} from 'node:events'
import {readdirSync, readFileSync} from 'node:fs'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {describe, expect} from 'vitest'
import {messageOf, pagesOf} from '../../helpers/probe.ts'
import {type Asking, test} from '../asking.ts'

const ada = '6411223344556677'
const hiro = '6411223351556698'
const luis = '6411223355556710'

/** Ten minutes ago, thirty hours ago and blocked, in the seeded state. */
const people = {inside: ada, outside: hiro, blocked: luis}

const toAda = (message: unknown) => ({recipient: {id: ada}, messaging_type: 'RESPONSE', message})
const send = ({ask}: Asking, body: unknown) => ask('POST /me/messages', {body})
const refusal = async (asking: Asking, body: unknown) => {
  const {status, body: answer} = await send(asking, body)
  const {code, error_subcode: subcode, message} = answer.error ?? {}
  return {status, code, subcode, message}
}

describe('a message', () => {
  test('inside the window is accepted and kept with its metadata', async ({start}) => {
    const asking = await start()

    const {status, body} = await send(asking, toAda({text: 'Hello', metadata: 'run-7 line 1'}))

    expect(status).toBe(200)
    expect(body).toEqual({recipient_id: ada, message_id: expect.stringMatching(/^m_[\w-]{86}$/)})
    expect(await asking.emulator.admin('GET', 'sent')).toEqual([
      expect.objectContaining({
        message_id: body.message_id,
        psid: ada,
        message: {text: 'Hello', metadata: 'run-7 line 1'},
        messagingType: 'RESPONSE',
      }),
    ])
  })

  test('without messaging_type counts as an answer', async ({start}) => {
    const {status} = await send(await start(), {recipient: {id: ada}, message: {text: 'Hello'}})

    expect(status).toBe(200)
  })

  test('to nobody, to somebody unknown, blocked or outside the window is refused', async ({start}) => {
    const asking = await start()
    const to = (recipient: unknown) => refusal(asking, {recipient, message: {text: 'Hello'}})

    expect(await to(undefined)).toMatchObject({
      code: 100,
      message: '(#100) The parameter recipient is required',
    })
    expect(await to({id: [6411]})).toMatchObject({
      code: 100,
      message: '(#100) Param recipient[id] must be a UTF-8 encoded string',
    })
    expect(await to({id: 99})).toMatchObject({code: 100, subcode: 2018001})
    expect(await to({id: ada, user_ref: 'x'})).toMatchObject({code: 100})
    expect(await to({id: '99'})).toMatchObject({code: 100, subcode: 2018001})
    expect(await to({id: people.blocked})).toMatchObject({status: 400, code: 551, subcode: 1545041})
    expect(await to({id: people.outside})).toMatchObject({status: 400, code: 10, subcode: 2018278})
  })

  test('is refused for its ground before its content is looked at', async ({start}) => {
    const asking = await start()
    const tooLong = {text: 'x'.repeat(2001)}

    expect(await refusal(asking, {recipient: {id: people.outside}, message: tooLong})).toMatchObject({
      subcode: 2018278,
    })
    expect(await refusal(asking, toAda(tooLong))).toEqual({
      status: 400,
      code: 100,
      subcode: undefined,
      message: '(#100) Length of param message[text] must be less than or equal to 2000',
    })
  })
})

describe('the messaging window', () => {
  test('opens again when the person writes or taps, not when they read', async ({start}) => {
    const asking = await start()
    const write = {recipient: {id: people.outside}, message: {text: 'Hello'}}

    await asking.emulator.admin('POST', `people/${people.outside}/read`, {})
    expect(await refusal(asking, write)).toMatchObject({subcode: 2018278})

    await asking.emulator.admin('POST', `people/${people.outside}/tap`, {payload: 'MORE'})
    expect((await send(asking, write)).status).toBe(200)
  })

  test('closes after 24 hours, at that moment, and conversations show it', async ({start}) => {
    let nowMs = Date.parse('2026-11-22T12:00:00Z')
    const asking = await start({machineNow: () => nowMs})
    const canReply = async () => {
      const {body} = await asking.ask(`GET /me/conversations?user_id=${ada}&fields=can_reply`)
      return body.data[0].can_reply
    }
    await asking.emulator.admin('POST', `people/${ada}/say`, {text: 'Hi'})

    nowMs += 24 * 3_600_000 - 1
    expect((await send(asking, toAda({text: 'in time'}))).status).toBe(200)
    expect(await canReply()).toBe(true)

    nowMs += 1
    expect(await refusal(asking, toAda({text: 'too late'}))).toMatchObject({code: 10, subcode: 2018278})
    expect(await canReply()).toBe(false)
  })

  test('is seven days long for a human agent', async ({start}) => {
    const asking = await start()
    const tagged = {
      recipient: {id: people.outside},
      messaging_type: 'MESSAGE_TAG',
      tag: 'HUMAN_AGENT',
      message: {text: 'Found it'},
    }

    expect((await send(asking, tagged)).status).toBe(200)
    await asking.emulator.admin('POST', 'clock', {advanceMs: 6 * 24 * 3_600_000})
    expect(await refusal(asking, tagged)).toMatchObject({code: 10, subcode: 2018278})
  })
})

describe('message tags', () => {
  const tagged = (tag?: string) => ({
    recipient: {id: people.outside},
    messaging_type: 'MESSAGE_TAG',
    tag,
    message: {text: 'Hi'},
  })

  test('that have ended are refused, whatever the window', async ({start}) => {
    const asking = await start()

    for (const tag of ['ACCOUNT_UPDATE', 'POST_PURCHASE_UPDATE', 'SHIPPING_UPDATE'])
      expect(await refusal(asking, tagged(tag))).toMatchObject({status: 400, code: 100})
  })

  test('that lived on the emulated day are accepted', async ({start}) => {
    const before = await start({asOf: '2026-04-26'})
    const after = await start({asOf: '2026-04-27'})
    const longBefore = await start({asOf: '2019-06-01'})

    expect((await send(before, tagged('ACCOUNT_UPDATE'))).status).toBe(200)
    expect(await refusal(after, tagged('ACCOUNT_UPDATE'))).toMatchObject({code: 100})
    expect(await refusal(before, tagged('SHIPPING_UPDATE'))).toMatchObject({code: 100})
    expect((await send(longBefore, tagged('SHIPPING_UPDATE'))).status).toBe(200)
  })

  test('must be there, known, and fit the template', async ({start}) => {
    const asking = await start()

    expect(await refusal(asking, tagged())).toMatchObject({code: 100})
    expect((await refusal(asking, tagged('NO_SUCH_TAG'))).message).toContain(
      'Param tag must be one of {HUMAN_AGENT',
    )
    expect(await refusal(asking, tagged('CUSTOMER_FEEDBACK'))).toMatchObject({code: 100})
    expect(await refusal(asking, tagged('NON_PROMOTIONAL_SUBSCRIPTION'))).toMatchObject({
      code: 10,
      subcode: 2018065,
    })
  })
})

describe('content', () => {
  test('that is missing, doubled or beside a sender action is refused', async ({start}) => {
    const asking = await start()

    expect(await refusal(asking, {recipient: {id: ada}})).toMatchObject({code: 100, subcode: 2018034})
    expect(await refusal(asking, toAda({}))).toMatchObject({code: 100, subcode: 2018034})
    expect(await refusal(asking, {...toAda({text: 'Hi'}), sender_action: 'typing_on'})).toMatchObject({
      code: 100,
      subcode: 2018014,
    })
    expect(await refusal(asking, toAda({text: 'Hi', sticker_id: 1}))).toMatchObject({code: 100})
  })

  test('over the limits is refused with the parameter in the text', async ({start}) => {
    const asking = await start()
    const template = (payload: unknown) => toAda({attachment: {type: 'template', payload}})
    const button = {type: 'postback', title: 'Buy', payload: 'BUY'}

    const quickReplies = Array(14).fill({content_type: 'text', title: 'A', payload: 'A'})
    expect(await refusal(asking, toAda({text: 'Which?', quick_replies: quickReplies}))).toMatchObject({
      code: 105,
      message: '(#105) param message[quick_replies] has too many elements.',
    })
    expect(
      await refusal(asking, template({template_type: 'button', text: 'Hi', buttons: Array(4).fill(button)})),
    ).toMatchObject({
      message: '(#105) param message[attachment][payload][buttons] has too many elements.',
    })
    expect(
      await refusal(
        asking,
        template({template_type: 'button', text: 'Hi', buttons: [{...button, titel: 'x'}]}),
      ),
    ).toMatchObject({
      message: '(#100) Invalid keys "titel" were found in param "message[attachment][payload][buttons][0]".',
    })
    expect((await refusal(asking, template({template_type: 'list', elements: []}))).code).toBe(100)
  })

  test('that is not emulated says so', async ({start}) => {
    const asking = await start()

    expect(
      await refusal(asking, {recipient: {one_time_notif_token: 'T'}, message: {text: 'Hi'}}),
    ).toMatchObject({status: 501})
  })
})

describe('attachments', () => {
  const image = (payload: unknown) => toAda({attachment: {type: 'image', payload}})
  const form = (fields: Record<string, unknown>, file: Blob, name: string) => {
    const body = new FormData()
    for (const [key, value] of Object.entries(fields)) body.set(key, JSON.stringify(value))
    body.set('filedata', file, name)
    return body
  }
  const post = async ({emulator}: Asking, edge: string, body: FormData) => {
    const {pageToken} = await emulator.connection()
    const answer = await fetch(`${emulator.url}/v26.0/me/${edge}`, {
      method: 'POST',
      headers: {authorization: `Bearer ${pageToken}`},
      body,
    })
    return {
      status: answer.status,
      body: (await answer.json()) as {attachment_id?: string; error?: {error_subcode?: number}},
    }
  }

  test('by URL are kept when they are to be reused, and sent again by id', async ({start}) => {
    const asking = await start()

    const {body} = await send(asking, image({url: 'https://shop.example/a.png', is_reusable: true}))
    expect(body.attachment_id).toMatch(/^\d{16}$/)
    expect((await send(asking, image({attachment_id: body.attachment_id}))).status).toBe(200)
    expect((await send(asking, image({url: 'https://shop.example/a.png'}))).body).not.toHaveProperty(
      'attachment_id',
    )
  })

  test('are saved without a message, by URL and from a file', async ({start}) => {
    const asking = await start()
    const message = (payload: unknown) => ({attachment: {type: 'image', payload}})

    const byUrl = await asking.ask('POST /v26.0/me/message_attachments', {
      body: {message: message({url: 'https://shop.example/a.png', is_reusable: true})},
    })
    const file = new Blob(['not really a picture'], {type: 'image/png'})
    const fromFile = await post(
      asking,
      'message_attachments',
      form({message: message({is_reusable: true})}, file, 'a.png'),
    )

    for (const {attachment_id: id} of [byUrl.body, fromFile.body])
      expect((await send(asking, image({attachment_id: id}))).status).toBe(200)
  })

  test('travel as a file beside the message', async ({start}) => {
    const asking = await start()
    const {recipient, message} = image({is_reusable: true})

    const sent = await post(
      asking,
      'messages',
      form({recipient, message}, new Blob(['png'], {type: 'image/png'}), 'a.png'),
    )

    expect(sent).toMatchObject({status: 200, body: {recipient_id: ada, attachment_id: expect.any(String)}})
  })

  test('are refused when they cannot be fetched, are of another type, unknown, or older than 90 days', async ({
    start,
  }) => {
    const asking = await start()
    const {body} = await send(asking, image({url: 'https://shop.example/a.png', is_reusable: true}))
    const audio = form(
      {message: {attachment: {type: 'audio', payload: {}}}},
      new Blob(['x'], {type: 'image/png'}),
      'a.png',
    )

    expect(await refusal(asking, image({url: 'https://nowhere.invalid/a.png'}))).toMatchObject({
      code: 100,
      subcode: 2018008,
    })
    expect((await post(asking, 'message_attachments', audio)).body.error?.error_subcode).toBe(2018047)
    expect(await refusal(asking, image({attachment_id: '1'}))).toMatchObject({code: 100, subcode: 2018074})

    await asking.emulator.admin('POST', 'clock', {advanceMs: 91 * 24 * 3_600_000})
    await asking.emulator.admin('POST', `people/${ada}/say`, {text: 'Hi'})
    expect(await refusal(asking, image({attachment_id: body.attachment_id}))).toMatchObject({
      subcode: 2018074,
    })
  })
})

describe('sender actions', () => {
  test('answer with the recipient alone', async ({start}) => {
    const asking = await start()

    for (const action of ['typing_on', 'TYPING_OFF', 'mark_seen'])
      expect((await send(asking, {recipient: {id: ada}, sender_action: action})).body).toEqual({
        recipient_id: ada,
      })
    expect(await refusal(asking, {recipient: {id: ada}, sender_action: 'wave'})).toMatchObject({code: 100})
  })

  test('react to a message of the conversation and remove the reaction', async ({start}) => {
    const asking = await start()
    const {body} = await send(asking, toAda({text: 'Hello'}))
    const act = (action: string, payload: unknown) =>
      send(asking, {recipient: {id: ada}, sender_action: action, payload})
    const reaction = () => messageOf(asking.emulator, body.message_id)?.reaction

    await act('react', {message_id: body.message_id, reaction: '😊'})
    expect(reaction()).toBe('😊')
    await act('unreact', {message_id: body.message_id})
    expect(reaction()).toBeUndefined()
    expect((await act('react', {message_id: 'm_none', reaction: '😊'})).body.error.code).toBe(100)
  })
})

test('a Page under restriction sends nothing', async ({start}) => {
  const asking = await start()
  for (const page of pagesOf(asking.emulator)) page.isRestricted = true

  expect(await refusal(asking, toAda({text: 'Hi'}))).toMatchObject({code: 10, subcode: 1893063})
})

test('a send is echoed with app id and metadata, and then told as delivered', async ({start}) => {
  const asking = await start()
  const receiver = await startReceiver()
  await subscribe(asking, receiver.url)
  const first = await send(asking, toAda({text: 'First'}))

  const {body} = await send(asking, {
    ...toAda({attachment: {type: 'image', payload: {url: 'https://shop.example/a.png'}}, metadata: 'c-42'}),
    reply_to: {mid: first.body.message_id},
  })

  const [, , echo, delivery] = await receiver.received(4)
  const {appId, pageId} = await asking.emulator.connection()
  expect(echo).toEqual({
    sender: {id: pageId},
    recipient: {id: ada},
    timestamp: expect.any(Number),
    message: {
      mid: body.message_id,
      is_echo: true,
      app_id: Number(appId),
      metadata: 'c-42',
      attachments: [{type: 'image', payload: {url: 'https://shop.example/a.png'}}],
      reply_to: {mid: first.body.message_id, is_self_reply: true},
    },
  })
  expect(delivery).toMatchObject({sender: {id: ada}, delivery: {mids: [body.message_id]}})
  await receiver.close()
})

const folder = new URL('../../../src/platform/message-samples/', import.meta.url)
const needsMore = ['react', 'reply-to', 'saved-video', 'utility-template', 'private-reply', 'template-media']

test('every documented request that needs nothing set up is answered in the documented shape', async ({
  start,
}) => {
  const asking = await start()

  for (const name of readdirSync(folder)) {
    if (needsMore.includes(name.replace('.json', ''))) continue
    const {request, response} = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as {
      request: {body: unknown}
      response: object
    }
    const {status, body} = await send(asking, request.body)
    expect({name, status, keys: Object.keys(body)}).toEqual({name, status: 200, keys: Object.keys(response)})
  }
})

/** A webhook that keeps the messaging items it gets. */
async function startReceiver() {
  const items: unknown[] = []
  let wake = () => {}
  const server = createServer(async (request, response) => {
    const {searchParams} = new URL(request.url ?? '/', 'http://receiver')
    let text = ''
    for await (const chunk of request) text += chunk
    response.end(searchParams.get('hub.challenge') ?? '')
    if (text !== '') items.push(JSON.parse(text).entry[0].messaging[0])
    wake()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    received: async (count: number) => {
      while (items.length < count) await new Promise<void>(resolve => (wake = resolve))
      return items
    },
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function subscribe({ask, emulator}: Asking, url: string): Promise<void> {
  const {appId, appSecret} = await emulator.connection()
  const fields = 'message_echoes,message_deliveries'
  await ask(`POST /v26.0/${appId}/subscriptions`, {
    token: `${appId}|${appSecret}`,
    body: {object: 'page', callback_url: url, verify_token: 'secret', fields},
  })
  await ask('POST /v26.0/me/subscribed_apps', {body: {subscribed_fields: fields.split(',')}})
}

describe('templates', () => {
  const payload = (body: object) => toAda({attachment: {type: 'template', payload: body}})
  const sendAt = async (asking: Asking, version: string, body: object) => {
    const answer = (await asking.ask(`POST /${version}/me/messages`, {body: payload(body)})).body
    return answer.error === undefined ? 'sent' : (answer.error.error_subcode ?? answer.error.code)
  }
  const element = {title: 'Hat', subtitle: 'Wool'}
  const image = {url: 'https://shop.example/1.png'}

  test('that ended are sent on the days when they lived', async ({start}) => {
    const [old, later, today] = [
      await start({asOf: '2019-06-01'}),
      await start({asOf: '2021-06-01'}),
      await start(),
    ]
    const list = {template_type: 'list', elements: [element, element]}
    const airline = {template_type: 'airline_update', intro_message: 'Delayed'}

    expect([await sendAt(old, 'v3.3', list), await sendAt(later, 'v10.0', list)]).toEqual(['sent', 100])
    expect([await sendAt(later, 'v10.0', airline), await sendAt(today, 'v26.0', airline)]).toEqual([
      'sent',
      100,
    ])
    expect(await sendAt(old, 'v3.3', {template_type: 'open_graph', elements: [image]})).toBe('sent')
  })

  test('are refused before their day, and under versions that do not know them', async ({start}) => {
    const [before, today] = [await start({asOf: '2026-06-29'}), await start()]
    const grid = {template_type: 'image_grid', elements: [{images: [image, image]}]}
    const product = {template_type: 'product', elements: [{id: '1'}]}
    const then = await start({asOf: '2020-09-01'})

    expect([await sendAt(before, 'v25.0', grid), await sendAt(today, 'v26.0', grid)]).toEqual([100, 'sent'])
    expect([await sendAt(then, 'v7.0', product), await sendAt(then, 'v8.0', product)]).toEqual([
      2018328,
      'sent',
    ])
  })

  test('with media say what is wrong with it', async ({start}) => {
    const asking = await start()
    const media = (element: object) => ({
      template_type: 'media',
      elements: [{media_type: 'image', ...element}],
    })

    expect(await sendAt(asking, 'v26.0', media({}))).toBe(2018187)
    expect(await sendAt(asking, 'v26.0', media(image))).toBe(2018185)
    expect(await sendAt(asking, 'v26.0', media({attachment_id: '1'}))).toBe(2018074)
    expect(await sendAt(asking, 'v26.0', media({media_type: 'audio', attachment_id: '1'}))).toBe(2018182)
  })
})

test('an attachment that a form says is not reusable cannot be sent again', async ({start}) => {
  const {emulator, ask} = await start()
  const {pageToken} = await emulator.connection()
  const upload = async (isReusable: string) => {
    const body = new URLSearchParams({
      'message[attachment][type]': 'image',
      'message[attachment][payload][url]': 'https://shop.example.com/hat.png',
      'message[attachment][payload][is_reusable]': isReusable,
      access_token: pageToken,
    })
    const response = await fetch(`${emulator.url}/v26.0/me/message_attachments`, {method: 'POST', body})
    return (await response.json()) as {readonly attachment_id: string}
  }
  for (const [isReusable, status] of [
    ['1', 200],
    ['false', 400],
  ] as const) {
    const attachment = {type: 'image', payload: await upload(isReusable)}
    const sent = await ask('POST /v26.0/me/messages', {
      body: {recipient: {id: '6411223344556677'}, messaging_type: 'RESPONSE', message: {attachment}},
    })
    expect(sent.status, isReusable).toBe(status)
  }
})
