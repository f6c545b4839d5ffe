import {describe, expect} from 'vitest'
import {personOf} from '../../helpers/probe.ts'
import {test} from '../asking.ts'
import {ada, documented, openActing, shapeOf} from './acting.ts'

describe('a reaction', () => {
  test('arrives with its name and emoji, and is taken back', async ({start}) => {
    const {act, send, next} = await openActing(await start())
    const mid = await send({text: 'Shipped'})
    await act('react')
    const love = await next()
    expect(shapeOf(love)).toEqual(await documented('message_reactions.react'))
    expect(love.reaction).toEqual({mid, action: 'react', reaction: 'love', emoji: '❤️'})
    await act('react', {emoji: '🎉', mid})
    expect((await next()).reaction).toEqual({mid, action: 'react', reaction: 'other', emoji: '🎉'})
    await act('react', {emoji: '👍'})
    expect((await next()).reaction.reaction).toBe('like')
    await act('unreact')
    expect(shapeOf(await next())).toEqual(await documented('message_reactions.unreact'))
    await expect(act('unreact')).rejects.toThrow('There is no reaction to remove')
    await expect(act('react', {emoji: 'nice'})).rejects.toThrow('nice is not an emoji')
  })
})

describe('reading', () => {
  test('tells the time until which everything was read', async ({start}) => {
    const asking = await start()
    const {act, send, next} = await openActing(asking)
    const mid = await send({text: 'One'})
    await act('read')
    const event = await next()
    expect(shapeOf(event)).toEqual(await documented('message_reads'))
    const view = await asking.emulator.admin('GET', `chat/${ada}`)
    expect(view.messages.find(message => message.mid === mid)?.readMs).toBe(event.read.watermark)
  })

  test('and typing open no window, and typing tells nobody', async ({start}) => {
    const asking = await start()
    const {act, pending} = await openActing(asking)
    const before = personOf(asking.emulator, ada)?.lastActionMs
    await act('typing')
    await act('read')
    expect(personOf(asking.emulator, ada)?.lastActionMs).toBe(before)
    expect(await pending()).toBe(1)
  })
})

describe('a link or an ad', () => {
  test.for([
    ['SHORTLINK', {ref: 'table-12'}, 'messaging_referrals.SHORTLINK'],
    ['CUSTOMER_CHAT_PLUGIN', {ref: 'x', source: 'CUSTOMER_CHAT_PLUGIN'}, undefined],
    ['MESSENGER_CODE', {ref: 'code_7', source: 'MESSENGER_CODE'}, undefined],
  ] as const)('leads back into a conversation: %s', async ([, words, sample], {start}) => {
    const {act, next} = await openActing(await start())
    if (sample === undefined)
      return expect(act('refer', words)).rejects.toThrow(/Referrals from .* ended on 20/)
    await act('refer', words)
    return expect(shapeOf(await next())).toEqual(await documented(sample))
  })

  test('of an older day is known on that day', async ({start}) => {
    const {act, next} = await openActing(await start({asOf: '2019-06-01'}))
    await act('refer', {ref: 'code_7', source: 'MESSENGER_CODE'})
    expect(shapeOf(await next())).toEqual(await documented('messaging_referrals.MESSENGER_CODE'))
  })

  test('may not be anything', async ({start}) => {
    const {act} = await openActing(await start())
    await expect(act('refer', {ref: 'x', source: 'TV'})).rejects.toThrow(
      'source must be one of SHORTLINK, ADS',
    )
    await expect(act('refer', {ref: 'x'.repeat(2084)})).rejects.toThrow('2084 characters, at most 2083')
  })
})

describe('an opt-in', () => {
  test('to notification messages gives a token that the platform lists; it is stopped and resumed', async ({
    start,
  }) => {
    const asking = await start()
    const {act, next} = await openActing(asking)
    const words = {title: 'Get our weekly offers', payload: 'OFFERS', timezone: 'Europe/Vienna'}
    const {notification_messages_token: token} = await act('opt-in', words)
    expect(shapeOf(await next())).toEqual(await documented('messaging_optins.notification_messages'))
    const {body} = await asking.ask('GET /v26.0/me/notification_message_tokens')
    expect(body.data).toContainEqual(
      expect.objectContaining({notification_messages_token: token, recipient_id: ada}),
    )
    await act('opt-in', {status: 'stop', ...words})
    const stop = await next()
    expect(shapeOf(stop)).toEqual(await documented('messaging_optins.notification_messages.stop'))
    expect(stop.optin).toMatchObject({
      notification_messages_token: token,
      notification_messages_status: 'STOP_NOTIFICATIONS',
    })
    await act('opt-in', {status: 'resume', ...words})
    expect((await next()).optin.notification_messages_status).toBe('RESUME_NOTIFICATIONS')
  })

  test.for([
    [{topic: 'Weekly offers', ref: 'newsletter'}, 'messaging_optins.notification_messages.m_me'],
    [{type: 'one_time_notif_req', payload: 'BACK:1042'}, 'messaging_optins.one_time_notif_req'],
    [{type: 'plugin', ref: 'signup-form-3'}, 'messaging_optins.send_to_messenger'],
  ] as const)('comes in other forms: %o', async ([words, sample], {start}) => {
    const {act, next} = await openActing(await start())
    await act('opt-in', words)
    expect(shapeOf(await next())).toEqual(await documented(sample))
  })

  test('by a checkbox names no person', async ({start}) => {
    const {act, next} = await openActing(await start())
    await act('tick', {user_ref: 'cart-5521-ab'})
    expect(shapeOf(await next())).toEqual(await documented('messaging_optins.checkbox'))
  })
})

describe('an account', () => {
  test('is linked with the code of the business, and unlinked', async ({start}) => {
    const {act, next} = await openActing(await start())
    await act('link', {authorization_code: 'ac_9f31c2'})
    const linked = await next()
    expect(shapeOf(linked)).toEqual(await documented('messaging_account_linking.linked'))
    expect(linked.account_linking.authorization_code).toBe('ac_9f31c2')
    await act('unlink')
    expect(shapeOf(await next())).toEqual(await documented('messaging_account_linking.unlinked'))
    await expect(act('link')).rejects.toThrow('authorization_code is required')
  })
})

describe('feedback', () => {
  const question = {
    id: 'q_service',
    type: 'csat',
    title: 'How was our answer to your question?',
    follow_up: {type: 'free_form'},
  }
  const template = {
    template_type: 'customer_feedback',
    title: 'Rate us',
    subtitle: 'It takes a minute',
    button_title: 'Rate',
    feedback_screens: [{questions: [question]}],
    business_privacy: {url: 'https://shop.example.test/privacy'},
  }

  test('answers the questions of the template', async ({start}) => {
    const {act, send, next} = await openActing(await start())
    await expect(act('feedback', {answers: {q_service: 5}})).rejects.toThrow(
      'The Page has not sent a customer_feedback template',
    )
    await send({attachment: {type: 'template', payload: template}})
    await expect(act('feedback', {answers: {q_other: 5}})).rejects.toThrow(
      'has no question q_other; it has q_service',
    )
    await act('feedback', {answers: {q_service: {payload: 5, follow_up: 'Quick answer, thanks!'}}})
    expect((await next()).messaging_feedback).toEqual({
      feedback_screens: [
        {
          screen_id: 0,
          questions: {
            q_service: {
              type: 'csat',
              payload: '5',
              follow_up: {type: 'free_form', payload: 'Quick answer, thanks!'},
            },
          },
        },
      ],
    })
  })

  test.for(['good', 'bad'])('is a thumb below a message: %s', async (rating, {start}) => {
    const {act, send, next} = await openActing(await start())
    const mid = await send({text: 'We open at nine'})
    await act('rate', {rating})
    const event = await next()
    expect(shapeOf(event)).toEqual(await documented(`response_feedback.${rating}`))
    expect(event.response_feedback.mid).toBe(mid)
  })
})

describe('who is blocked', () => {
  test('by the Page or blocks it reaches nobody until that ends', async ({start}) => {
    const asking = await start()
    const {act, next} = await openActing(asking)
    await act('block')
    await expect(act('say', {text: 'hi'})).rejects.toThrow('Ada has blocked the Page')
    const {body} = await asking.ask('POST /v26.0/me/messages', {
      body: {recipient: {id: ada}, messaging_type: 'RESPONSE', message: {text: 'hi'}},
    })
    expect(body.error).toMatchObject({code: 551})
    await act('unblock')
    await act('say', {text: 'Here again'})
    expect((await next()).message.text).toBe('Here again')
    await asking.ask('POST /v26.0/me/moderate_conversations', {
      body: {user_ids: [{id: ada}], actions: ['block_user']},
    })
    await expect(act('say', {text: 'hi'})).rejects.toThrow('Ada is blocked by the Page')
  })
})

describe('events', () => {
  test('of fields that the app did not subscribe reach nobody', async ({start}) => {
    const {act, next, pending} = await openActing(await start(), ['messages'])
    for (const [name, words] of [
      ['tap', {payload: 'A'}],
      ['read', {}],
      ['refer', {ref: 'a'}],
      ['link', {authorization_code: 'a'}],
      ['opt-in', {}],
    ] as const)
      await act(name, words)
    await act('say', {text: 'heard'})
    expect((await next()).message.text).toBe('heard')
    expect(await pending()).toBe(0)
  })
})
