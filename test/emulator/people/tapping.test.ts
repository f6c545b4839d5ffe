import {describe, expect} from 'vitest'
import {verifySignedRequest} from '../../../src/platform/signature.ts'
import {timeOf} from '../../helpers/probe.ts'
import {test} from '../asking.ts'
import {ada, documented, openActing, shapeOf} from './acting.ts'

const profile = {
  get_started: {payload: 'GET_STARTED'},
  ice_breakers: [{locale: 'default', call_to_actions: [{question: 'Open today?', payload: 'HOURS'}]}],
}

describe('a tap', () => {
  test.for(['tap', 'menu'])('of a button or in the menu is a postback: %s', async (act, {start}) => {
    const stage = await openActing(await start())
    const {mid} = await stage.act(act, {payload: 'HOURS', title: 'Hours'})
    const event = await stage.next()
    expect(shapeOf(event)).toEqual(await documented('messaging_postbacks'))
    expect(event.postback).toEqual({mid, title: 'Hours', payload: 'HOURS'})
  })

  test('on Get Started sends its payload; the link by which somebody new came is in it', async ({start}) => {
    const asking = await start()
    const {act, next, pending} = await openActing(asking)
    await expect(act('start')).rejects.toThrow('The Page has no Get Started button')
    await asking.ask('POST /v26.0/me/messenger_profile', {body: profile})
    await act('start')
    expect(shapeOf(await next())).toEqual(await documented('messaging_postbacks.get_started'))

    const {psid} = (await asking.emulator.admin('POST', 'people', {firstName: 'Zoe'})) as {psid: string}
    await act('refer', {ref: 'table-12'}, psid)
    expect(await pending()).toBe(0)
    await act('start', {}, psid)
    const event = await next()
    expect(shapeOf(event)).toEqual(await documented('messaging_postbacks.referral.shortlink'))
    expect(event).toMatchObject({sender: {id: psid}, postback: {referral: {ref: 'table-12'}}})
    await act('start', {}, psid)
    expect((await next()).postback.referral).toBeUndefined()
  })

  test('on an ice breaker carries the referral of an ad', async ({start}) => {
    const asking = await start()
    const {act, next} = await openActing(asking)
    await asking.ask('POST /v26.0/me/messenger_profile', {body: profile})
    const {psid} = (await asking.emulator.admin('POST', 'people')) as {psid: string}
    await act('refer', {source: 'ads', ref: 'spring', ad_id: '77', ad_title: 'Lamps'}, psid)
    await act('ice-breaker', {payload: 'HOURS', title: 'Open today?'}, psid)
    expect((await next()).postback).toEqual({
      mid: expect.any(String),
      title: 'Open today?',
      payload: 'HOURS',
      referral: {
        ref: 'spring',
        ad_id: '77',
        source: 'ADS',
        type: 'OPEN_THREAD',
        ads_context_data: {ad_title: 'Lamps'},
      },
    })
  })

  test('on a coupon tells its code', async ({start}) => {
    const {act, send, next} = await openActing(await start())
    await expect(act('coupon')).rejects.toThrow('The Page has not sent a coupon')
    const payload = {
      template_type: 'coupon',
      title: '20% off',
      coupon_code: 'WINTER20',
      payload: 'COUPON_WINTER',
    }
    await send({attachment: {type: 'template', payload}})
    await act('coupon')
    const event = await next()
    expect(shapeOf(event)).toEqual(await documented('messages.coupon'))
    expect(event.template).toEqual({type: 'coupon', payload: 'COUPON_WINTER', coupon_code: 'WINTER20'})
  })
})

describe('a web page', () => {
  const url = 'https://shop.example.test/cart'
  const buttons = (more: object) => ({
    attachment: {
      type: 'template',
      payload: {
        template_type: 'button',
        text: 'See',
        buttons: [{type: 'web_url', title: 'Cart', url, ...more}],
      },
    },
  })

  test('is opened with a context that the app secret proves, where the button asks for it', async ({
    start,
  }) => {
    const asking = await start()
    const {act, send, pending} = await openActing(asking)
    await asking.ask('POST /v26.0/me/messenger_profile', {
      body: {whitelisted_domains: ['https://shop.example.test']},
    })
    const mid = await send(buttons({messenger_extensions: true}))
    const {signed_request: signed} = await act('open', {url, mid})
    const {appSecret, pageId} = await asking.emulator.connection()
    expect(verifySignedRequest(signed, appSecret, {nowMs: timeOf(asking.emulator)})).toMatchObject({
      isValid: true,
      payload: {psid: ada, thread_type: 'USER_TO_PAGE', page_id: Number(pageId), metadata: null},
    })
    expect(await pending()).toBe(0)
  })

  test('is opened without one otherwise', async ({start}) => {
    const {act, send} = await openActing(await start())
    const mid = await send(buttons({}))
    expect(await act('open', {url, mid})).toEqual({ok: true, url})
  })
})
