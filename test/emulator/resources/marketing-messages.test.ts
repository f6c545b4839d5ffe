import {describe, expect} from 'vitest'
import {type Answer, account, autumn, withAds} from '../ads.ts'
import {test} from '../asking.ts'
import {subscribeReceiver} from '../receiver.ts'

const ada = '6411223344556677'

describe('marketing messages', () => {
  test('a campaign is made, listed, read and ended as the guide shows it', async ({start}) => {
    const {ad} = await withAds(await start())

    const created = await ad(`POST ${account}/message_campaign`, {
      name: 'Winter',
      page_id: '109876543210987',
      daily_budget: '5000',
    })
    expect(created).toEqual({id: expect.stringMatching(/^60\d{14}$/)})
    const fields =
      'id,effective_status,adset{name,daily_budget,lifetime_budget,start_time,end_time},campaign{name,is_direct_send_campaign,is_message_campaign}'
    const {data} = await ad(`GET ${account}/ads`, {fields})
    expect(data.map((each: Answer) => [each.campaign.name, each.campaign.is_message_campaign])).toEqual([
      ['Autumn offers', true],
      ['Summer sale', true],
      ['Shop banner', false],
      ['Winter', true],
    ])
    expect(data.at(-1)).toMatchObject({
      id: created.id,
      effective_status: 'IN_PROCESS',
      adset: {daily_budget: '5000', lifetime_budget: '0', id: expect.stringMatching(/^61/)},
    })
    expect(await ad(`GET ${created.id}?fields=creative{actor_id},adset{end_time}`)).toMatchObject({
      creative: {actor_id: '109876543210987'},
    })
    expect(await ad(`DELETE ${created.id}`)).toEqual({success: true})
    expect((await ad(`GET ${account}/ads`)).data).toHaveLength(3)
    expect((await ad(`GET ${created.id}?fields=effective_status`)).effective_status).toBe('DELETED')
  })

  test('a message is accepted, echoed and delivered, then read and clicked when the person does so', async ({
    start,
  }) => {
    const ads = await withAds(await start())
    const events = ['echoes', 'deliveries', 'reads', 'clicks'].map(each => `marketing_message_${each}`)
    const receiver = await subscribeReceiver(ads, events)

    const sent = await ads.send({
      message: {
        attachment: {
          type: 'template',
          payload: {
            template_type: 'generic',
            text: 'Hello {{first_name}}',
            elements: [
              {title: 'Sale', buttons: [{type: 'web_url', title: 'Shop', url: 'https://shop.example'}]},
            ],
          },
        },
      },
    })
    expect(sent).toEqual({
      success: true,
      marketing_message_tracking_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    const [person] = await ads.tokens()
    expect(person.recipient_id).toBe(ada)
    const act = (name: string, words: object) =>
      ads.emulator.admin('POST', `people/${ada}/${name}`, words as never)
    await act('read', {})
    await act('open', {url: 'https://shop.example'})

    const got = (await receiver.received(4)) as readonly {value: Record<string, unknown>}[]
    const value = (at: number) => got[at]?.value
    expect(got.map(each => each.value['field'])).toEqual(events)
    expect(value(0)).toEqual({
      field: 'marketing_message_echoes',
      recipient_id: Number(ada),
      page_id: 109876543210987,
      app_id: 1234567890123456,
      mid: expect.stringMatching(/^m_/),
      marketing_message_tracking_id: sent.marketing_message_tracking_id,
      timestamp: expect.any(Number),
      messenger_subscription_token: person.notification_messages_token,
      message_id: Number(autumn),
    })
    const {entries} = await ads.emulator.admin('GET', `activity?psid=${ada}`)
    expect(entries.map(({name}) => name)).toEqual(
      expect.arrayContaining([`POST /${account}/messages`, ...events]),
    )
    const call = entries.find(({name}) => name === `POST /${account}/messages`)
    const {curl} = await ads.emulator.admin('GET', `activity/${call?.id ?? ''}`)
    expect(curl).toContain('$MSGR_AD_TOKEN')
    expect(curl).not.toContain(ads.adToken)
    expect(value(2)).not.toHaveProperty('mid')
    expect(value(3)).not.toHaveProperty('marketing_message_tracking_id')
  })

  test('are kept with what became of them, as the clock and budgets go on', async ({start}) => {
    const first = await withAds(await start({isEphemeral: false}))
    expect(await first.send()).toMatchObject({success: true})
    await first.emulator.close()
    const second = await withAds(await start({isEphemeral: false}))
    expect((await second.send()).error.code).toBe(2300035)
    const exported = await second.emulator.admin('GET', 'export')
    await second.emulator.admin('POST', 'reset')
    expect(await second.send()).toMatchObject({success: true})
    await second.emulator.admin('POST', 'import', exported)
    expect((await second.ad(`GET ${autumn}/insights`)).data[0].marketing_messages_delivered).toBe('1')

    const campaign = exported.state.campaigns?.[autumn]
    const damaged = [
      {...campaign, days: undefined},
      {...campaign, accountId: 'act_9'},
      {...campaign, createdMs: 'yesterday'},
    ]
    for (const each of damaged) {
      const state = {...exported.state, campaigns: {[autumn]: each}}
      await expect(second.emulator.admin('POST', 'import', {...exported, state} as never)).rejects.toThrow(
        'is damaged',
      )
    }
  })

  test('are understood as JSON, with names in brackets, as multipart and in a batch', async ({start}) => {
    const ads = await withAds(await start())
    const people = await ads.tokens()
    const tokenAt = (place: number): string => people[place].notification_messages_token
    const url = `${ads.emulator.url}/v26.0/${account}/messages`
    const headers = {authorization: `Bearer ${ads.adToken}`}
    const json = {...headers, 'content-type': 'application/json'}
    const form = new FormData()
    form.set('message_id', autumn)
    form.set('messenger_delivery_data', `{'subscription_token':'${tokenAt(1)}'}`)
    form.set('message', '{"text":"Sale"}')
    const data = {subscription_token: tokenAt(0)}
    const bodies = [
      {
        headers: json,
        body: `{"message_id":${autumn},"messenger_delivery_data":${JSON.stringify(data)},"message":{"text":"Sale"}}`,
      },
      {headers, body: form},
      {
        headers,
        body: new URLSearchParams({
          message_id: autumn,
          'messenger_delivery_data[subscription_token]': tokenAt(2),
          'message[text]': 'Sale',
        }),
      },
    ]
    for (const each of bodies) {
      const answer = await fetch(url, {method: 'POST', ...each})
      expect(await answer.json(), String(each.body)).toMatchObject({success: true})
    }
    const operation = (place: number) => ({
      method: 'POST',
      relative_url: `${account}/messages`,
      body: new URLSearchParams({
        message_id: autumn,
        messenger_delivery_data: JSON.stringify({subscription_token: tokenAt(place)}),
        message: '{"text":"Sale"}',
      }).toString(),
    })
    const results = await ads.ad('POST ', {batch: [operation(3), operation(3)]})
    expect(results.map((each: Answer) => each.code)).toEqual([200, 400])
  })
})
