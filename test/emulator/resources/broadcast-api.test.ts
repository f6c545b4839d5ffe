import {describe, expect} from 'vitest'
import type {EmulatorOptions} from '../../../src/emulator/find.ts'
import {labelsOf, peopleOf, personOf, recipientOf, sentIn, tokensOf} from '../../helpers/probe.ts'
import {type Asking, test} from '../asking.ts'

const asOf = '2019-06-01'
const text = {text: 'The sale has begun'}

/** An emulator of a day on which all of it lived, whose clock stands still until it is moved. */
async function startThen(start: (options: Partial<EmulatorOptions>) => Promise<Asking>) {
  let nowMs = Date.parse('2026-11-22T12:00:00Z')
  const asking = await start({asOf, machineNow: () => nowMs})
  const advance = (ms: number) => {
    nowMs += ms
  }
  const creative = async (message: unknown): Promise<number> =>
    (await asking.ask('POST /v3.3/me/message_creatives', {body: {messages: [message]}})).body
      .message_creative_id
  const broadcast = async (body: Readonly<Record<string, unknown>>) =>
    asking.ask('POST /v3.3/me/broadcast_messages', {
      body: {message_creative_id: await creative(text), ...body},
    })
  const {pageId} = await asking.emulator.connection()
  return {...asking, pageId, advance, creative, broadcast}
}

/** Who got a message from the Page, by first name, with its text. */
function received({emulator}: Asking): Record<string, unknown> {
  return Object.fromEntries(
    sentIn(emulator).map(sent => [personOf(emulator, recipientOf(emulator, sent))?.firstName, sent.text]),
  )
}

const labelOf = ({emulator}: Asking, wanted: string) =>
  labelsOf(emulator).find(({name}) => name === wanted)?.id

describe('a message creative', () => {
  test('holds exactly one message', async ({start}) => {
    const {ask} = await startThen(start)
    const create = (messages: unknown) => ask('POST /v3.3/me/message_creatives', {body: {messages}})

    expect((await create([text])).body).toEqual({message_creative_id: expect.any(Number)})
    expect((await create([text, text])).body.error.code).toBe(100)
    expect((await create([])).body.error.code).toBe(100)
    expect((await create(undefined)).body.error.message).toContain('messages is required')
    const page = {type: 'web_url', title: 'See', url: 'https://shop.example/', messenger_extensions: true}
    const payload = {template_type: 'button', text: 'Look', buttons: [page]}
    const withPage = {attachment: {type: 'template', payload}}
    expect((await create([withPage])).body.error.error_subcode, 'a domain not whitelisted').toBe(2018062)
    const domains = {whitelisted_domains: ['https://shop.example']}
    await ask('POST /v3.3/me/messenger_profile', {body: domains})
    expect((await create([withPage])).status).toBe(200)
  })

  test.for<[string, unknown]>([
    ['an airline template', {attachment: {type: 'template', payload: {template_type: 'airline_update'}}}],
    ['an open graph template', {attachment: {type: 'template', payload: {template_type: 'open_graph'}}}],
    ['a dynamic text without fallback', {dynamic_text: {text: 'Hi {{first_name}}'}}],
    ['a name nobody knows', {dynamic_text: {text: 'Hi {{nickname}}', fallback_text: 'Hi'}}],
    ['a text that is too long', {text: 'x'.repeat(2001)}],
  ])('does not hold %s', async ([_what, message], {start}) => {
    const {ask} = await startThen(start)

    const {status, body} = await ask('POST /v3.3/me/message_creatives', {body: {messages: [message]}})

    expect(status).toBe(400)
    expect(body.error.code).toBe(100)
  })
})

describe('a broadcast', () => {
  test('reaches everybody who has not blocked the Page, one after the other', async ({start}) => {
    const then = await startThen(start)

    const {body} = await then.broadcast({messaging_type: 'MESSAGE_TAG', tag: 'NON_PROMOTIONAL_SUBSCRIPTION'})
    const path = `/v3.3/${body.broadcast_id}`
    const started = await then.ask(`GET ${path}?fields=scheduled_time,status`)
    then.advance(200)
    const sent = await then.ask(`GET ${path}/insights/messages_sent`)
    then.advance(60_000)
    const ended = await then.ask(`GET ${path}`)

    expect(started.body).toEqual({id: String(body.broadcast_id), status: 'IN_PROGRESS'})
    expect(sent.body.data[0]).toMatchObject({name: 'messages_sent', values: [{value: 4}]})
    expect(ended.body.status).toBe('FINISHED')
    const people = peopleOf(then.emulator).filter(
      ({pageId, hasBlockedPage}) => pageId === then.pageId && !hasBlockedPage,
    )
    expect(Object.keys(received(then))).toEqual(people.map(({firstName}) => firstName))
  })

  test('says the name of each person', async ({start}) => {
    const then = await startThen(start)
    const dynamic = {dynamic_text: {text: 'Hi {{first_name}}!', fallback_text: 'Hi!'}}
    Object.assign(peopleOf(then.emulator)[1] ?? {}, {firstName: ''})

    await then.broadcast({message_creative_id: await then.creative(dynamic)})
    then.advance(60_000)
    await then.ask('GET /v3.3/me')

    expect(received(then)).toMatchObject({Ada: 'Hi Ada!', '': 'Hi!', Grace: 'Hi Grace!'})
  })

  test('goes to the people that nested labels mean', async ({start}) => {
    const then = await startThen(start)
    const [newsletter, testers] = [labelOf(then, 'Newsletter'), labelOf(then, 'Beta testers')]
    const labels = {operator: 'AND', values: [newsletter, {operator: 'NOT', values: [testers]}]}
    const either = {operator: 'OR', values: [testers, {operator: 'AND', values: [newsletter, testers]}]}
    const reach = async (body: unknown) => {
      const {body: begun} = await then.ask('POST /v3.3/me/broadcast_reach_estimations', {body})
      return (await then.ask(`GET /v3.3/${begun.reach_estimation_id}`)).body.reach_estimation
    }

    await then.broadcast({targeting: {labels}})
    then.advance(60_000)
    await then.ask('GET /v3.3/me')

    expect(Object.keys(received(then))).toEqual(['Ada', 'Ben', 'Grace', 'Hiro', 'Kavita'])
    expect(await reach({targeting: {labels}})).toBe('5')
    expect(await reach({targeting: {labels: either}})).toBe('2')
    expect(await reach({custom_label_id: newsletter})).toBe('6')
    expect(await reach({})).toBe('11')
  })

  test('that is scheduled waits for its time, and until then can be canceled', async ({start}) => {
    const then = await startThen(start)
    const kept = (await then.broadcast({schedule_time: '2019-06-02T09:00:00Z'})).body.broadcast_id
    const dropped = (await then.broadcast({schedule_time: Date.parse('2019-06-02') / 1000})).body.broadcast_id

    const canceled = await then.ask(`POST /v3.3/${dropped}`, {body: {operation: 'cancel'}})
    const before = await then.ask('GET /v3.3/me/broadcast_messages?fields=scheduled_time,status')
    then.advance(24 * 3_600_000)
    const after = await then.ask(`GET /v3.3/${kept}?fields=status`)
    const tooLate = await then.ask(`POST /v3.3/${kept}`, {body: {operation: 'cancel'}})

    expect(canceled.body).toEqual({success: true})
    expect(before.body.data).toEqual([
      {id: dropped, scheduled_time: '2019-06-02T00:00:00+00:00', status: 'CANCELED'},
      {id: kept, scheduled_time: '2019-06-02T09:00:00+00:00', status: 'SCHEDULED'},
    ])
    expect(after.body.status).toBe('FINISHED')
    expect(tooLate.body.error.code).toBe(100)
  })

  test.for<[string, Readonly<Record<string, unknown>>, string]>([
    ['without a creative', {message_creative_id: undefined}, 'message_creative_id is required'],
    ['with a creative nobody made', {message_creative_id: 7}, 'Invalid message_creative_id'],
    ['with a label nobody has', {custom_label_id: '7'}, 'Invalid custom label id: 7'],
    ['with an unknown operator', {targeting: {labels: {operator: 'XOR', values: ['1']}}}, 'AND, OR, NOT'],
    ['under two kinds of targeting', {custom_label_id: '1', targeting: {}}, 'in the same request'],
    ['in the past', {schedule_time: '2019-05-01T00:00:00Z'}, 'in the future'],
    ['under a tag without a name', {messaging_type: 'MESSAGE_TAG'}, 'tag is required'],
    ['with another notification', {notification_type: 'LOUD'}, 'REGULAR, SILENT_PUSH, NO_PUSH'],
  ])('is refused %s', async ([_how, body, message], {start}) => {
    const then = await startThen(start)

    const answer = await then.broadcast(body)

    expect(answer.body.error).toMatchObject({code: 100, message: expect.stringContaining(message)})
  })

  test('needs the permission for subscription messages', async ({start}) => {
    const then = await startThen(start)
    for (const token of tokensOf(then.emulator)) token.scopes = ['pages_messaging']

    expect((await then.broadcast({})).body.error.code).toBe(200)
  })
})

test('a Messenger Code is a picture of the size that was asked for, another one for each ref', async ({
  start,
}) => {
  const {ask} = await startThen(start)
  const draw = async (body: Readonly<Record<string, unknown>>) => {
    const {body: code} = await ask('POST /v3.3/me/messenger_codes', {body: {type: 'standard', ...body}})
    return Buffer.from(await (await fetch(code.uri)).arrayBuffer())
  }

  const [one, again, other] = [
    await draw({data: {ref: 'billboard'}, image_size: 200}),
    await draw({data: {ref: 'billboard'}, image_size: 200}),
    await draw({data: {ref: 'poster'}, image_size: 200}),
  ]

  expect(one.subarray(1, 4).toString()).toBe('PNG')
  expect(one.readUInt32BE(16)).toBe(200)
  expect(one.equals(again)).toBe(true)
  expect(one.equals(other)).toBe(false)
})

test.for([
  [{type: 'fancy'}],
  [{type: 'standard', image_size: 99}],
  [{type: 'standard', image_size: 2001}],
  [{type: 'standard', data: {ref: 'a b'}}],
  [{type: 'standard', data: {ref: 'x'.repeat(251)}}],
])('a Messenger Code of %j is refused', async ([body], {start}) => {
  const {ask} = await startThen(start)

  expect((await ask('POST /v3.3/me/messenger_codes', {body})).body.error.code).toBe(100)
})

test('a sponsored message goes to the countries that are targeted, and a creative is good for one', async ({
  start,
}) => {
  const then = await startThen(start)
  const body = {
    message_creative_id: String(await then.creative(text)),
    daily_budget: 100,
    bid_amount: 400,
    targeting: {geo_locations: {countries: ['SE', 'DE']}},
  }

  const first = await then.ask('POST /v3.3/act_123/sponsored_message_ads', {body})
  const second = await then.ask('POST /v3.3/act_123/sponsored_message_ads', {body})
  then.advance(60_000)
  const {body: broadcast} = await then.ask(`GET /v3.3/${first.body.broadcast_id}`)

  expect(first.body).toEqual({
    ad_group_id: expect.any(String),
    broadcast_id: expect.any(String),
    success: true,
  })
  expect(second.body.error.message).toContain('only once')
  expect(broadcast.status).toBe('FINISHED')
  expect(Object.keys(received(then))).toEqual(['Ada', 'Jonas'])
})

test('after their end all of these calls are refused, also those about what was made before', async ({
  start,
}) => {
  const then = await startThen(start)
  const {broadcast_id: id} = (await then.broadcast({})).body
  then.advance(Date.parse('2020-03-04') - Date.parse(asOf))

  for (const call of [
    'POST /v4.0/me/message_creatives',
    'POST /v4.0/me/broadcast_messages',
    'GET /v4.0/me/broadcast_messages',
    `GET /v4.0/${id}`,
    `POST /v4.0/${id}`,
    `GET /v4.0/${id}/insights/messages_sent`,
    'POST /v4.0/me/broadcast_reach_estimations',
    'POST /v4.0/me/messenger_codes',
    'POST /v4.0/act_123/sponsored_message_ads',
  ]) {
    const {body} = await then.ask(call, call.startsWith('POST') ? {body: {}} : {})
    expect(body.error, call).toMatchObject({code: 12, message: expect.stringMatching(/ended on 20(19|20)-/)})
  }
})
