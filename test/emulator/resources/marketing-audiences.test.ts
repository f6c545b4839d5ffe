import {createHash} from 'node:crypto'
import {describe, expect} from 'vitest'
import {type Ads, type Answer, account, autumn, withAds} from '../ads.ts'
import {test} from '../asking.ts'
import {subscribeReceiver} from '../receiver.ts'

const HOUR_MS = 3_600_000
const page = '109876543210987'
const hash = (text: string) => createHash('sha256').update(text).digest('hex')
const audience = {
  name: 'Buyers',
  subtype: 'CUSTOM',
  customer_file_source: 'USER_PROVIDED_ONLY',
  use_for_products: ['MARKETING_MESSAGES'],
  subscription_info: ['MESSENGER'],
  marketing_message_channels: {MESSENGER: page},
}
const make = async ({ad}: Ads): Promise<string> =>
  (await ad(`POST ${account}/customaudiences`, audience)).data[0].id
const rows = (count: number) =>
  Array.from({length: count}, (_, number) => [hash(`buyer${number}@example.com`), ''])
const advance = async ({emulator}: Ads, advanceMs: number) => {
  await emulator.admin('POST', 'clock', {advanceMs})
}
const idsIn = async ({tokens}: Ads, id: string) =>
  (await tokens()).filter(({custom_audience_ids: ids}: Answer) => ids?.includes(id))

describe('custom audiences', () => {
  test('are made, filled, matched by the clock, reported and written to', async ({start}) => {
    const ads = await withAds(await start())
    const receiver = await subscribeReceiver(ads, [
      'marketing_messages_subscriber_upload_status',
      'marketing_message_echoes',
    ])
    const id = await make(ads)
    const filtering = [{field: 'data_source.subtype', operator: 'IN', value: [1010]}]
    const fields = 'id,name,messenger_marketing_messages_page'
    const listed = (await ads.ad(`GET ${account}/customaudiences`, {fields, filtering})).data
    expect(listed.map((each: Answer) => [each.name, each.messenger_marketing_messages_page.id])).toEqual([
      ['Newsletter readers', page],
      ['Buyers', page],
    ])

    const payload = {schema: ['EMAIL', 'PHONE'], data: [...rows(300), ['a@example.com', ''], ['', ''], ['x']]}
    expect(await ads.ad(`POST ${id}/users`, {payload})).toMatchObject({
      audience_id: id,
      num_received: 303,
      num_invalid_entries: 3,
    })
    expect(await idsIn(ads, id)).toEqual([])
    await advance(ads, HOUR_MS)
    const matched = await idsIn(ads, id)
    expect(matched.length).toBeGreaterThan(100)
    expect(matched.length).toBeLessThan(210)
    expect(await ads.tokens(`custom_audience_ids=${id}&limit=1000`)).toHaveLength(matched.length)
    expect(await ads.tokens('custom_audience_ids=["6301110000000001"]')).toEqual([])

    const token = matched[0].notification_messages_token
    expect(await ads.send({messenger_delivery_data: {subscription_token: token}})).toMatchObject({
      success: true,
    })
    await ads.emulator.admin('POST', `subscribers/${token}/read`)
    await ads.emulator.admin('POST', `subscribers/${token}/click`)
    const figures = (await ads.ad(`GET ${autumn}/insights`)).data[0]
    expect([figures.marketing_messages_read_rate, figures.marketing_messages_link_btn_click]).toEqual([
      '100',
      '1',
    ])
    const [status, echo] = (await receiver.received(2)) as readonly {value: Record<string, unknown>}[]
    expect(status?.value).toMatchObject({
      custom_audience_id: Number(id),
      num_rows: 303,
      batch_uploading_status: 'SUCCESS',
    })
    expect(echo?.value).toMatchObject({messenger_subscription_token: token, message_id: Number(autumn)})
    expect(Object.keys(echo?.value ?? {})).not.toContain('recipient_id')
    expect(Object.keys(echo?.value ?? {})).not.toContain('mid')

    await ads.ad(`POST ${id}/users`, {payload})
    expect(await idsIn(ads, id), 'uploaded twice').toHaveLength(matched.length)
    expect(await ads.ad(`DELETE ${id}/users`, {payload})).toMatchObject({num_received: 303})
    expect(await idsIn(ads, id)).toEqual([])
    expect((await ads.tokens()).length, 'they keep their opt-in').toBe(40 + matched.length)
  })

  test('take at most 10,000 rows a call', async ({start}) => {
    const ads = await withAds(await start())
    const id = await make(ads)
    const data = Array.from({length: 10_001}, () => [hash('a')])
    expect((await ads.ad(`POST ${id}/users`, {payload: {schema: 'EMAIL', data}})).error.code).toBe(100)
    expect((await ads.ad(`POST ${id}/users`, {payload: {schema: 'SHOE', data: [['9']]}})).error.code).toBe(
      100,
    )
  })
})

describe('subscribers', () => {
  test('are filtered, read one by one, and rest 12 hours after a message', async ({start}) => {
    const ads = await withAds(await start())
    const sources = (await ads.tokens('opt_in_source=SUBSCRIBER_LIST&limit=100')).length
    expect(sources).toBe(30)
    expect((await ads.tokens('opt_in_source=CTM')).length).toBeGreaterThan(0)
    const [first] = await ads.tokens()
    await ads.send()
    expect(await ads.tokens('has_received_marketing_message=true')).toHaveLength(1)
    const node = `notification_messages_${first.notification_messages_token}`
    const {body} = await ads.ask(`GET /${node}`)
    expect(body.recipient_id).toBe(first.recipient_id)
    const {now} = await ads.emulator.admin('GET', 'clock')
    const restSeconds = body.next_eligible_time_for_paid_messaging - Date.parse(now) / 1000
    expect(restSeconds).toBeGreaterThan(12 * 3600 - 60)
    expect(restSeconds).toBeLessThanOrEqual(12 * 3600)
    expect((await ads.ask('GET /notification_messages_none')).body.error).toMatchObject({
      code: 100,
      error_subcode: 33,
    })
  })

  test('are unsubscribed by PSID, token, e-mail address and phone number, raw or hashed', async ({start}) => {
    const ads = await withAds(await start())
    const [first, second] = await ads.tokens()
    const data = [
      {psid: first.recipient_id},
      {subscriber_token: second.notification_messages_token},
      {email: ' Reader1@Example.com'},
      {email: hash('reader2@example.com'), phone: '+43 664 1234567'},
      {psid: '1', email: 'a@example.com'},
      {shoe: '42'},
      {email: 'nobody'},
    ]
    const call = () => ads.ask('POST /me/messaging_customer_base/unsubscribe', {body: {data}})
    expect((await call()).body).toEqual({invalid_rows_count: 3})
    expect(await ads.tokens()).toHaveLength(36)
    const refused = await ads.send({
      messenger_delivery_data: {subscription_token: first.notification_messages_token},
    })
    expect(refused.error.code).toBe(2300034)
  })
})

describe('figures', () => {
  test('a budget is estimated from the subscribers and the price', async ({start}) => {
    const ads = await withAds(await start())
    const estimate = async (budget: object) =>
      (
        await ads.ad(`GET ${account}/message_delivery_estimate`, {
          ...budget,
          pacing_type: 'no_pacing',
          is_direct_send_campaign: 'true',
          promoted_object: {page_id: page},
          targeting_spec: {publisher_platforms: ['messenger'], messenger_positions: ['marketing_messages']},
          fields: 'estimate_delivery_upper_bound,estimate_cost_upper_bound',
        })
      ).data
    expect(await estimate({})).toEqual([{estimate_delivery_upper_bound: 40, estimate_cost_upper_bound: 120}])
    expect(await estimate({daily_budget: '30'})).toEqual([
      {estimate_delivery_upper_bound: 10, estimate_cost_upper_bound: 30},
    ])
    expect((await ads.ad(`GET ${account}/minimum_budgets`)).data).toEqual([
      {currency: 'USD', min_daily_budget_imp: 100},
    ])
  })

  test('insights are made from what was sent, read and clicked, as texts', async ({start}) => {
    const ads = await withAds(await start())
    const insights = (query: Record<string, unknown> = {}) => ads.ad(`GET ${autumn}/insights`, query)
    expect(await insights()).toEqual({data: []})
    const people = await ads.tokens()
    const message = {
      attachment: {
        type: 'template',
        payload: {
          template_type: 'button',
          text: 'Sale',
          buttons: [{type: 'web_url', title: 'Shop', url: 'https://shop.example'}],
        },
      },
    }
    await ads.emulator.admin('POST', `people/${people[3].recipient_id}/block`, {})
    for (const {notification_messages_token: token} of people.slice(0, 4))
      await ads.send({messenger_delivery_data: {subscription_token: token}, message})
    const act = (place: number, name: string, words: object = {}) =>
      ads.emulator.admin('POST', `people/${people[place].recipient_id}/${name}`, words as never)
    await act(0, 'read')
    await act(1, 'open', {url: 'https://shop.example'})

    const {data, paging} = await insights()
    expect(data).toEqual([
      {
        marketing_messages_delivered: '3',
        marketing_messages_read_rate: '66.67',
        marketing_messages_link_btn_click: '1',
        marketing_messages_link_btn_click_rate: '33.33',
        marketing_messages_cost_per_delivered: '0.03',
        marketing_messages_cost_per_link_btn_click: '0.09',
        marketing_messages_spend: '0.09',
        date_start: expect.any(String),
        date_stop: expect.any(String),
      },
    ])
    expect(paging.cursors).toBeDefined()
    expect((await ads.ad(`GET ${account}/insights`, {fields: 'marketing_messages_spend'})).data).toHaveLength(
      1,
    )
    expect((await insights({time_range: {since: '2026-01-01', until: '2026-01-31'}})).data).toEqual([])
    expect((await insights({fields: 'shoes'})).error.code).toBe(100)
    expect(await ads.ad(`GET ${account}?fields=amount_spent,currency`)).toMatchObject({
      amount_spent: '9',
      currency: 'USD',
    })
  })

  test('a preview is a frame that shows the message', async ({start}) => {
    const ads = await withAds(await start())
    const {data} = await ads.ad(`GET ${account}/generatepreviews`, {
      ad_format: 'MESSENGER_MARKETING_MESSAGES_MEDIA',
      creative: {
        marketing_message_structured_spec: {},
        object_story_spec: {page_id: page, link_data: {}},
      },
      message: {text: '<b>Sale</b>'},
    })
    const address = /src="([^"]+)"/.exec(data[0].body)?.[1] ?? ''
    const answer = await fetch(address)
    expect(answer.headers.get('content-type')).toContain('text/html')
    expect(await answer.text()).toContain('&lt;b&gt;Sale&lt;/b&gt;')
  })
})
