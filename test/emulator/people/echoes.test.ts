import {describe, expect} from 'vitest'
import {type Asking, test} from '../asking.ts'
import {ada, documented, type Item, openActing, shapeOf} from './acting.ts'

const attachment = (type: string, payload: object) => ({attachment: {type, payload}})
const template = (payload: object) => attachment('template', payload)
const postback = {type: 'postback', title: 'Hours', payload: 'HOURS'}
const link = {type: 'web_url', title: 'Site', url: 'https://shop.example.test/'}
const picture = 'https://shop.example.test/lamp.jpg'

const sent: readonly (readonly [sample: string, message: object])[] = [
  ['message_echoes.text', {text: 'We open at 9:00 on Sundays.', metadata: 'order-7781'}],
  ['message_echoes.attachments.image', attachment('image', {url: picture})],
  ['message_echoes.sticker', {sticker_id: 369239263222822}],
  [
    'message_echoes.template.button',
    template({template_type: 'button', text: 'Pick one', buttons: [postback, link]}),
  ],
  [
    'message_echoes.template.generic',
    template({
      template_type: 'generic',
      elements: [{title: 'Walnut desk lamp', subtitle: '€79.00', image_url: picture, buttons: [postback]}],
    }),
  ],
]

const withKeysSorted = (shape: unknown): unknown =>
  Array.isArray(shape)
    ? shape
        .map(withKeysSorted)
        .toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1))
    : shape

describe('what the Page sends is echoed', () => {
  test.for(sent)('as %s', async ([sample, message], {start}) => {
    const {send, next} = await openActing(await start(), ['message_echoes'])
    const mid = await send(message)
    const echo = await next()
    expect(withKeysSorted(shapeOf(echo))).toEqual(withKeysSorted(await documented(sample)))
    expect(echo).toMatchObject({
      sender: {id: '109876543210987'},
      recipient: {id: ada},
      message: {mid, is_echo: true, app_id: 1234567890123456},
    })
  })

  test('with the saved attachment as a number, and the message it answers', async ({start}) => {
    const asking = await start()
    const {send, act, next} = await openActing(asking, ['message_echoes'])
    const saved = await asking.ask('POST /v26.0/me/message_attachments', {
      body: {message: attachment('image', {url: picture, is_reusable: true})},
    })
    const elements = [{media_type: 'image', attachment_id: saved.body.attachment_id, buttons: [link]}]
    await send(template({template_type: 'media', elements}))
    expect(withKeysSorted(shapeOf(await next()))).toEqual(
      withKeysSorted(await documented('message_echoes.template.media')),
    )
    const {mid} = await act('say', {text: 'Is it there?'})
    await send({text: 'This one is sold out'}, {reply_to: {mid}})
    const reply = await next()
    expect(shapeOf(reply)).toEqual(await documented('message_echoes.reply_to'))
    expect(reply.message.reply_to).toEqual({mid, is_self_reply: false})
  })

  test('and told as delivered, and nothing of it to an app that did not subscribe', async ({start}) => {
    const {send, act, next, pending} = await openActing(await start(), ['message_deliveries'])
    const mid = await send({text: 'hi'})
    const event = await next()
    expect(shapeOf(event)).toEqual(await documented('message_deliveries'))
    expect(event.delivery.mids).toEqual([mid])
    await act('read')
    expect(await pending()).toBe(0)
  })
})

describe('an app that does not control the conversation', () => {
  const kinds = ['messages', 'message_echoes', 'message_deliveries', 'message_reads', 'messaging_postbacks']

  /** The Inbox answers now. */
  const giveAway = ({ask}: Asking) =>
    ask('POST /v26.0/me/pass_thread_control', {
      body: {recipient: {id: ada}, target_app_id: '263902037430900'},
    })

  test('sees what goes on as standby, postbacks without their payload', async ({start}) => {
    const asking = await start()
    const {act, next} = await openActing(asking, [...kinds, 'standby', 'message_reactions'])
    await giveAway(asking)
    await act('say', {text: 'Is anybody there?'})
    await act('tap', {payload: 'HOURS', title: 'Hours'})
    await act('refer', {ref: 'unheard'})
    await act('read')
    const items: Item[] = [await next(), await next(), await next()]
    const samples = ['standby.message', 'standby.postback', 'standby.read']
    expect(items.map(shapeOf)).toEqual(await Promise.all(samples.map(documented)))
    const {entries} = await asking.emulator.admin('GET', 'activity?kind=event')
    expect(entries.map(({name, undelivered}) => [name, undelivered])).toEqual([
      ['messages (standby)', undefined],
      ['messaging_postbacks (standby)', undefined],
      ['messaging_referrals', {reason: 'not-in-control', owner: 'Page Inbox'}],
      ['message_reads (standby)', undefined],
    ])
  })

  test('sees nothing without the field standby', async ({start}) => {
    const asking = await start()
    const {act, pending} = await openActing(asking, kinds)
    await giveAway(asking)
    await act('say', {text: 'Is anybody there?'})
    expect(await pending()).toBe(0)
  })
})
