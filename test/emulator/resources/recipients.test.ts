import {describe, expect} from 'vitest'
import {type Asking, test} from '../asking.ts'
import {subscribeReceiver} from '../receiver.ts'

const ada = '6411223344556677'
/** Wrote weeks ago. */
const kavita = '6411223354556707'
const comments = {
  kavita: '208132419075509_378848061065186',
  tenDaysOld: '208132419075509_378848061065187',
}
const visitorPost = '109876543210987_208132419075601'
const send = ({ask}: Asking, recipient: unknown, path = 'me/messages') =>
  ask(`POST /${path}`, {body: {recipient, messaging_type: 'RESPONSE', message: {text: 'Hello'}}})

describe('a private reply', () => {
  test('goes to who commented, outside the window, once', async ({start}) => {
    const asking = await start()

    const {status, body} = await send(asking, {comment_id: comments.kavita})
    expect({status, body}).toEqual({
      status: 200,
      body: {recipient_id: kavita, message_id: expect.stringMatching(/^m_/)},
    })
    expect((await send(asking, {comment_id: comments.kavita})).body.error.code).toBe(10900)
    expect((await send(asking, {id: kavita})).body.error.error_subcode).toBe(2018278)
  })

  test('goes to who wrote on the Page', async ({start}) => {
    const {status} = await send(await start(), {post_id: visitorPost})

    expect(status).toBe(200)
  })

  test('is refused after seven days, to nothing known, and to a comment as a post', async ({start}) => {
    const asking = await start()
    const refusal = async (recipient: unknown) => (await send(asking, recipient)).body.error

    expect(await refusal({comment_id: comments.tenDaysOld})).toMatchObject({
      code: 10,
      error_subcode: 2018278,
    })
    expect(await refusal({comment_id: '1_2'})).toMatchObject({code: 100})
    expect(await refusal({post_id: comments.kavita})).toMatchObject({code: 100})
  })

  test('answers a comment that the feed tells of', async ({start}) => {
    const asking = await start()
    const receiver = await subscribeReceiver(asking, ['feed'])

    const told = await asking.emulator.admin('POST', `people/${kavita}/comment`, {text: 'How much?'})

    const {comment_id: id} = told as {comment_id: string}
    expect((await receiver.received(1))[0]).toMatchObject({
      field: 'feed',
      value: {
        from: {id: kavita, name: 'Kavita Rao'},
        item: 'comment',
        verb: 'add',
        comment_id: id,
        message: 'How much?',
      },
    })
    expect((await send(asking, {comment_id: id})).body.recipient_id).toBe(kavita)
  })
})

describe('a user_ref', () => {
  test('stands for who ticked the box: only the message id is told, and no echo comes', async ({start}) => {
    const asking = await start()
    const fields = ['messaging_optins', 'message_echoes', 'message_deliveries']
    const receiver = await subscribeReceiver(asking, fields)
    await asking.emulator.admin('POST', `people/${kavita}/tick`, {user_ref: 'cart-55'})

    const {status, body} = await send(asking, {user_ref: 'cart-55'})
    await send(asking, {id: ada})

    expect({status, body}).toEqual({status: 200, body: {message_id: expect.stringMatching(/^m_/)}})
    const [optin, echo] = await receiver.received(3)
    expect(optin).toMatchObject({optin: {ref: 'checkout', user_ref: 'cart-55'}})
    expect(optin).not.toHaveProperty('sender')
    expect(echo).toMatchObject({recipient: {id: ada}})
  })

  test('that nobody ticked is refused', async ({start}) => {
    expect((await send(await start(), {user_ref: 'none'})).body.error.error_subcode).toBe(2018001)
  })
})

describe('notification messages', () => {
  const tokens = async ({ask}: Asking, version: string) =>
    (await ask(`GET /${version}/me/notification_message_tokens`)).body.data as {
      notification_messages_token: string
      recipient_id: string
    }[]

  test('have tokens that are listed', async ({start}) => {
    const listed = await tokens(await start(), 'v26.0')

    expect(listed).toHaveLength(40)
    expect(listed.filter(each => each.recipient_id === undefined)).toHaveLength(30)
    expect(listed[0]).toMatchObject({
      notification_messages_token: expect.any(String),
      recipient_id: expect.stringMatching(/^\d+$/),
      creation_timestamp: expect.any(Number),
      topic_title: 'Updates and promotions',
      next_eligible_time_for_paid_messaging: expect.any(Number),
    })
    expect(Object.keys(listed.at(-1) ?? {}).toSorted()).toEqual([
      'custom_audience_ids',
      'notification_messages_reoptin',
      'notification_messages_token',
      'topic_title',
    ])
    expect(listed[0]).not.toHaveProperty('id')
  })

  test('were sent to a token until 2026-02-10, which then rested', async ({start}) => {
    const before = await start({asOf: '2025-06-01'})
    const [token] = await tokens(before, 'v23.0')
    const recipient = {notification_messages_token: token?.notification_messages_token}

    expect((await send(before, recipient, 'v23.0/me/messages')).body.recipient_id).toBe(token?.recipient_id)
    expect((await send(before, recipient, 'v23.0/me/messages')).body.error).toMatchObject({
      code: 4,
      error_subcode: 2018354,
    })
    await before.emulator.admin('POST', 'clock', {advanceMs: 25 * 3_600_000})
    expect((await send(before, recipient, 'v23.0/me/messages')).status).toBe(200)
    expect((await send(await start(), recipient)).body.error.code).toBe(100)
  })
})
