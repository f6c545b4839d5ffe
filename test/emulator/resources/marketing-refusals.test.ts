import {expect} from 'vitest'
import type {AdAccountChange} from '../../../src/emulator/control/protocol.ts'
import {type Ads, type Answer, account, autumn, withAds} from '../ads.ts'
import {test} from '../asking.ts'

const HOUR_MS = 3_600_000
const page = '109876543210987'
const otherPage = '109876543210988'

interface Case {
  readonly code: number
  readonly when: string
  /** What one does before; what it returns is sent in place of the usual fields. */
  readonly does: (ads: Ads) => Promise<unknown>
}

const create = async ({ad}: Ads, fields: object = {}): Promise<Answer> =>
  ad(`POST ${account}/message_campaign`, {name: 'New', page_id: page, daily_budget: '5000', ...fields})
const advance = async ({emulator}: Ads, advanceMs: number) => {
  await emulator.admin('POST', 'clock', {advanceMs})
}
const set = async ({emulator}: Ads, change: AdAccountChange) => {
  await emulator.admin('POST', 'ad-accounts', change)
}
/** A fresh campaign after its warm-up. */
const ready = async (ads: Ads, fields: object = {}): Promise<string> => {
  const {id} = await create(ads, fields)
  await advance(ads, HOUR_MS)
  return id
}
const subscriber = async ({tokens}: Ads, place = 0): Promise<Answer> => (await tokens())[place]
const act = async ({emulator}: Ads, psid: string, what: string, words: object = {}) => {
  await emulator.admin('POST', `people/${psid}/${what}`, words as never)
}
const card = (element: object, more: object = {}) => ({
  message: {
    attachment: {type: 'template', payload: {template_type: 'generic', elements: [element], ...more}},
  },
})
const button = (...buttons: readonly object[]) => ({
  message: {attachment: {type: 'template', payload: {template_type: 'button', text: 'Hi', buttons}}},
})
const coupon = (more: object) => ({
  message: {
    attachment: {
      type: 'template',
      payload: {
        template_type: 'coupon',
        title: 'Sale',
        coupon_code: 'TEN',
        coupon_url: 'https://shop.example',
        ...more,
      },
    },
  },
})
const link = {type: 'web_url', title: 'Shop', url: 'https://shop.example'}
const picture = {url: 'https://shop.example/a.png'}

/** The campaign. */
const ofCampaigns: readonly Case[] = [
  {
    code: 2300012,
    when: 'it was created a minute ago',
    does: async ads => ({message_id: (await create(ads)).id}),
  },
  {
    code: 2300028,
    when: 'it was created 40 minutes ago',
    does: async ads => {
      const {id} = await create(ads)
      await advance(ads, 40 * 60_000)
      return {message_id: id}
    },
  },
  {
    code: 2300041,
    when: 'it was created 50 minutes ago',
    does: async ads => {
      const {id} = await create(ads)
      await advance(ads, 50 * 60_000)
      return {message_id: id}
    },
  },
  {
    code: 2300033,
    when: 'it starts next week',
    does: async ads => {
      const {now} = await ads.emulator.admin('GET', 'clock')
      const start = new Date(Date.parse(now) + 7 * 24 * HOUR_MS).toISOString()
      return {message_id: await ready(ads, {start_time: start})}
    },
  },
  {code: 2300001, when: 'there is none', does: async () => ({message_id: '6099999999999999'})},
  {code: 2300002, when: 'it has ended', does: async () => ({message_id: '6011110000000002'})},
  {code: 2300006, when: 'it is an ordinary ad', does: async () => ({message_id: '6011110000000003'})},
  {
    code: 2300000,
    when: 'its campaign is paused',
    does: async ({ad}) => {
      await ad('POST 6211110000000001', {status: 'PAUSED'})
    },
  },
  {
    code: 2300002,
    when: 'its ad set is paused',
    does: async ({ad}) => {
      await ad('POST 6111110000000001', {status: 'PAUSED'})
    },
  },
  {
    code: 2300003,
    when: 'it is paused',
    does: async ({ad}) => {
      await ad(`POST ${autumn}`, {status: 'PAUSED'})
    },
  },
  {
    code: 2300003,
    when: 'it is deleted',
    does: async ({ad}) => {
      await ad(`DELETE ${autumn}`)
    },
  },
]

/** The ad account and what it pays. */
const ofAccounts: readonly Case[] = [
  {code: 2300011, when: 'it has no payment method', does: ads => set(ads, {paymentMethod: false})},
  {code: 2300066, when: 'the Page has not accepted the terms', does: ads => set(ads, {openTerms: ['page']})},
  {code: 2300067, when: 'it has not accepted them', does: ads => set(ads, {openTerms: ['account']})},
  {code: 2300013, when: 'the business has not', does: ads => set(ads, {openTerms: ['business']})},
  {code: 2300019, when: 'the app has not', does: ads => set(ads, {openTerms: ['app']})},
  {code: 2300030, when: 'it is in Germany', does: ads => set(ads, {country: 'DE'})},
  {code: 2300031, when: 'the Page is in Germany', does: ads => set(ads, {pageCountry: 'DE'})},
  {code: 2300056, when: 'its limit is reached', does: ads => set(ads, {spendingLimit: 2})},
  {code: 2300058, when: 'nothing is prepaid', does: ads => set(ads, {prepaidBalance: 0})},
  {code: 2300059, when: 'nothing is stored', does: ads => set(ads, {storedBalance: 2})},
  {
    code: 2300039,
    when: 'its token may not write for the Page',
    does: async ({emulator}) => {
      await emulator.admin('POST', 'tokens', {ad: true, take: ['pages_messaging']})
    },
  },
  {
    code: 2300053,
    when: 'the lifetime budget is used up',
    does: async ads => {
      const id = await ready(ads, {daily_budget: undefined, lifetime_budget: '3000'})
      await set(ads, {price: 2000})
      expect(await ads.send({message_id: id})).toMatchObject({success: true})
      return {message_id: id, ...(await to(ads, 1))}
    },
  },
  {
    code: 2300054,
    when: 'one day has cost 1.75 times the daily budget',
    does: async ads => {
      const id = await ready(ads, {daily_budget: '100'})
      await set(ads, {price: 60})
      for (const place of [0, 1])
        expect(await ads.send({message_id: id, ...(await to(ads, place))})).toMatchObject({success: true})
      return {message_id: id, ...(await to(ads, 2))}
    },
  },
]

/** So much of a week's budget that nothing is left on Thursday. */
const ofWeeks: readonly Case[] = [
  {
    code: 2300054,
    when: 'a week since Sunday has cost seven times the daily budget',
    does: async ads => {
      const id = await ready(ads, {daily_budget: '100'})
      const {now} = await ads.emulator.admin('GET', 'clock')
      const day = new Date(Date.parse(now) + 7 * 24 * HOUR_MS)
      day.setUTCDate(day.getUTCDate() + ((7 - day.getUTCDay()) % 7))
      day.setUTCHours(1)
      await ads.emulator.admin('POST', 'clock', {now: day.toISOString()})
      await set(ads, {price: 175, caps: false})
      for (let weekday = 0; weekday < 4; weekday += 1) {
        expect(await ads.send({message_id: id}), String(weekday)).toMatchObject({success: true})
        await advance(ads, 24 * HOUR_MS)
      }
      return {message_id: id}
    },
  },
]

const to = async (ads: Ads, place: number) => ({
  messenger_delivery_data: {
    subscription_token: (await subscriber(ads, place)).notification_messages_token,
  },
})

/** The subscriber. */
const ofPeople: readonly Case[] = [
  {
    code: 2300035,
    when: 'the person got one 11 hours ago',
    does: async ads => {
      await ads.send()
      await advance(ads, 11 * HOUR_MS)
    },
  },
  {
    code: 2300034,
    when: 'the person stopped',
    does: async ads => {
      const fields = await to(ads, 0)
      await act(ads, (await subscriber(ads)).recipient_id, 'opt-in', {status: 'stop'})
      return fields
    },
  },
  {
    code: 2300037,
    when: 'the subscription began more than a year ago',
    does: async ads => {
      const fields = await to(ads, 0)
      await advance(ads, 366 * 24 * HOUR_MS)
      return fields
    },
  },
  {
    code: 2300004,
    when: 'there is no such token',
    does: async () => ({messenger_delivery_data: {subscription_token: 'none'}}),
  },
  {
    code: 2300005,
    when: 'the person subscribed to another Page',
    does: async ads => {
      const people = await ads.emulator.admin('GET', `people?page=${otherPage}`)
      const psid = people[0]?.psid ?? ''
      const {notification_messages_token: token} = await ads.emulator.admin(
        'POST',
        `people/${psid}/opt-in`,
        {},
      )
      return {messenger_delivery_data: {subscription_token: token}}
    },
  },
  {
    code: 2300032,
    when: 'the person lives in Japan',
    does: async ads => {
      const {recipient_id: psid} = await subscriber(ads)
      await ads.emulator.admin('PATCH', `people/${psid}`, {country: 'jp'})
    },
  },
  {
    code: 2300052,
    when: 'the conversation moved within the gap',
    does: async ads => {
      await act(ads, (await subscriber(ads)).recipient_id, 'say', {text: 'Hi'})
      return {min_conversation_gap_seconds: 86_400}
    },
  },
  {
    code: 2300042,
    when: 'the person got one every 12 hours, seven times',
    does: async ads => {
      for (let count = 0; count < 7; count += 1) {
        expect(await ads.send(), String(count)).toMatchObject({success: true})
        await advance(ads, 12 * HOUR_MS)
      }
    },
  },
  {
    code: 2300043,
    when: 'the person has few other conversations, and got one today',
    does: async ads => {
      const {recipient_id: psid} = await subscriber(ads)
      await ads.emulator.admin('PATCH', `people/${psid}`, {threadsPerDay: 4})
      await ads.send()
      await advance(ads, 12 * HOUR_MS)
    },
  },
  {
    code: 2300044,
    when: 'the person got one of another topic a moment ago',
    does: async ads => {
      await ads.send()
      const {recipient_id: psid} = await subscriber(ads)
      const {notification_messages_token: token} = await ads.emulator.admin('POST', `people/${psid}/opt-in`, {
        topic: 'News',
      })
      return {messenger_delivery_data: {subscription_token: token}}
    },
  },
]

/** The message. */
const ofMessages: readonly (readonly [
  code: number,
  when: string,
  fields: Readonly<Record<string, unknown>>,
])[] = [
  [
    2300018,
    'its file was never saved',
    {message: {attachment: {type: 'image', payload: {attachment_id: '1'}}}},
  ],
  [2300021, 'its video has no id', card({title: 'Sale', media_type: 'video', buttons: [link]})],
  [2300022, 'its picture is not at a URL', card({title: 'Sale', image_url: 'a.png'})],
  [2300023, 'its button makes a call', button({type: 'phone_number', title: 'Call', payload: '+431'})],
  [2300024, 'its button leads nowhere', button({...link, url: ''})],
  [2300025, 'its card has no title', card({title: '', buttons: [link]})],
  [2300026, 'it has four buttons', button(link, link, link, link)],
  [2300038, 'its placeholder is unknown', card({title: 'Hi {{nick}}', buttons: [link]})],
  [2300046, 'it has seven pictures', card({title: 'Sale', image_urls: Array(7).fill(picture)})],
  [
    2300047,
    'two pictures are the large one',
    card({title: 'Sale', image_urls: Array(2).fill({...picture, is_hero_image: true})}),
  ],
  [
    2300048,
    'it has one picture and several',
    card({title: 'Sale', image_url: picture.url, image_urls: [picture]}),
  ],
  [2300072, 'its offer ends at no time', coupon({expire_time: 'tomorrow'})],
  [2300073, 'its button has two lines', button({...link, title: 'Shop\nnow'})],
  [2300074, 'it has no button', button()],
  [2300076, 'its coupon has no code', coupon({coupon_code: undefined})],
  [2300077, 'its button leads to no web page', button({...link, url: 'shop'})],
  [100, 'its text is too long', {message: {text: 'x'.repeat(641)}}],
]

test('each class of refusal is met by what one does', async ({start}) => {
  const asking = await start()
  const cases = [
    ...ofCampaigns,
    ...ofAccounts,
    ...ofWeeks,
    ...ofPeople,
    ...ofMessages.map(([code, when, fields]) => ({code, when, does: async () => fields})),
  ]
  for (const {code, when, does} of cases) {
    await asking.emulator.admin('POST', 'reset')
    const ads = await withAds(asking)
    const fields = await does(ads)
    const {error} = await ads.send({...(fields as object)})
    expect([error?.code, error?.type], `${code} when ${when}`).toEqual([code, 'OAuthException'])
  }
})

test('campaigns that cannot be made are refused', async ({start}) => {
  const ads = await withAds(await start())
  const cases: readonly (readonly [code: number, fields: object])[] = [
    [2300065, {page_id: ''}],
    [2300039, {page_id: '1'}],
    [2300007, {daily_budget: '99'}],
    [2300007, {daily_budget: undefined, lifetime_budget: '2999'}],
    [100, {daily_budget: '-1'}],
    [100, {name: ''}],
    [100, {start_time: '2100-01-01'}],
    [100, {end_time: '2020-01-01'}],
  ]
  for (const [code, fields] of cases)
    expect((await create(ads, fields)).error?.code, JSON.stringify(fields)).toBe(code)
})

test('what holds messages back says for how long', async ({start}) => {
  const ads = await withAds(await start())
  const {id} = await create(ads)
  const {error} = await ads.send({message_id: id})
  expect(error.error_data.remaining_seconds).toBeGreaterThan(3500)
  expect(error.error_data.remaining_seconds).toBeLessThanOrEqual(3600)
})

test('an ad account takes the token of a system user that may use it, and no Page token unless it is told to', async ({
  start,
}) => {
  const asking = await start()
  const ads = await withAds(asking)
  const {pageToken} = await asking.emulator.connection()
  expect((await ads.ad(`GET ${account}/ads`, {}, pageToken)).error).toMatchObject({code: 200})
  expect((await ads.ad('GET act_222/ads')).error).toMatchObject({code: 100, error_subcode: 33})
  await set(ads, {pageTokens: true})
  expect((await ads.ad(`GET ${account}/ads`, {}, pageToken)).data).toHaveLength(3)
  await asking.emulator.admin('POST', 'tokens', {ad: true, take: ['ads_management']})
  expect((await ads.ad(`GET ${account}/ads`)).error).toMatchObject({code: 200})
})

test('before 2025-07-01 there are no marketing messages', async ({start}) => {
  const asking = await start({asOf: '2025-06-30'})
  const {pageToken, adToken} = await asking.emulator.connection()
  expect(adToken).toBeUndefined()
  for (const call of [`POST ${account}/messages`, `POST ${account}/message_campaign`, `GET ${account}/ads`]) {
    const [method = '', path = ''] = call.split(' ')
    const {status, body} = await asking.ask(`${method} /v23.0/${path}`, {token: pageToken})
    expect([status, body.error.code], call).toEqual([400, 2500])
  }
})

test('rules begin on their days', async ({start}) => {
  const early = await withAds(await start({asOf: '2025-08-01'}))
  const {id} = await create(early)
  expect(await early.send({message_id: id})).toMatchObject({success: true})
  await advance(early, 13 * HOUR_MS)
  expect((await early.send({message_id: id})).error.code).toBe(2300035)
  expect((await create(early, {daily_budget: undefined})).error.code).toBe(2300007)
  expect((await early.send({message_id: id, ...coupon({})})).error.code).toBe(100)
})

test('what no act causes comes as a fault, before or after the call is carried out', async ({start}) => {
  const ads = await withAds(await start())
  const faults = (effect: object) =>
    ads.emulator.admin('POST', 'faults', {
      method: 'POST',
      path: '/act_*/messages',
      effect,
      times: 1,
    } as never)
  await faults({kind: 'error', code: 2300057, minutes: 30})
  expect((await ads.send()).error).toMatchObject({code: 2300057, error_data: {remaining_seconds: 1800}})
  await faults({kind: 'reset', accept: true})
  await expect(ads.send()).rejects.toThrow()
  expect((await ads.send()).error.code, 'it was accepted').toBe(2300035)
})

test('an allowance of campaigns is used up', async ({start}) => {
  const ads = await withAds(await start({hasRateLimits: true}))
  const codes = new Set<number | undefined>()
  for (let count = 0; count <= 100; count += 1) codes.add((await create(ads)).error?.code)
  expect([...codes]).toEqual([undefined, 2300079])
})
