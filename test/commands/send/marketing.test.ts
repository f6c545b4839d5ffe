import {describe, expect} from 'vitest'
import {startRules} from '../../helpers/rules-server.ts'
import {test} from '../../helpers/world.ts'

const [ada, chloe] = ['6411223344556677', '6411223346556683'] as const
const account = 'act_1111000000000001'
const autumn = '6011110000000001'
const adEnv = {MSGR_AD_ACCOUNT: account, MSGR_AD_TOKEN: 'EAABadsadsads'}
const token = 'a-token-of-a-subscriber-1'

const subscribers = {
  path: 'notification_message_tokens',
  answer: {
    data: [
      {notification_messages_token: 'token-of-somebody-else', recipient_id: '1'},
      {notification_messages_token: token, recipient_id: ada, next_eligible_time_for_paid_messaging: 1},
    ],
  },
}
const campaign = {
  path: '601\\?',
  answer: {id: '601', effective_status: 'ACTIVE', adset: {daily_budget: '2000'}, campaign: {name: 'Sale'}},
}
const adAccount = {path: `${account}\\?`, answer: {id: account, name: 'Acme ads', currency: 'EUR'}}
const me = {path: 'me\\?', answer: {id: '109876543210987'}}

describe('send marketing', () => {
  test('sends one request with the ad token, as it is documented, and shows no token', async ({
    bareWorld: world,
  }) => {
    const {env, calls} = await startRules([
      ...[subscribers, campaign, adAccount, me],
      {
        method: 'POST',
        path: `${account}/messages`,
        answer: {success: true, marketing_message_tracking_id: 'uuid-1'},
      },
    ])
    await world.write(
      'offer.json',
      '{"template_type":"button","text":"Look","buttons":[{"type":"web_url","title":"Go","url":"https://a.example/"}]}',
    )
    const line = `send marketing ${ada} offer.json --campaign 601 --gap 24h`
    const asked = await world.msgr(line, {env: {...env, ...adEnv}})
    expect(asked).toMatchObject({
      code: 2,
      err: expect.stringContaining('budget 20.00 EUR a day, billed to Acme ads'),
    })
    expect(calls.filter(call => call.startsWith('POST'))).toEqual([])

    const {code, out, err, json} = await world.msgr(`${line} --yes --json --debug`, {env: {...env, ...adEnv}})
    expect({code, ...json()}).toEqual({
      code: 0,
      psid: ada,
      campaignId: '601',
      accepted: true,
      trackingId: 'uuid-1',
    })
    const sent = calls.filter(call => call.startsWith('POST'))
    expect(sent).toHaveLength(1)
    expect(JSON.parse(sent[0]?.slice(sent[0].indexOf('{')) ?? '')).toEqual({
      message_id: '601',
      messenger_delivery_data: {subscription_token: token},
      message: {
        attachment: {
          type: 'template',
          payload: {
            ...{template_type: 'button', text: 'Look'},
            buttons: [{type: 'web_url', title: 'Go', url: 'https://a.example/'}],
          },
        },
      },
      min_conversation_gap_seconds: 86_400,
    })
    for (const secret of [token, 'EAABadsadsads', 'EAABfake', 'token-of-somebody-else'])
      expect(`${out}${err}${calls.filter(call => call.startsWith('GET')).join()}`).not.toContain(secret)
    const shown = await world.msgr(`send marketing ${token} --text Hi --campaign 601 --dry-run --json`, {
      env: {...env, ...adEnv},
    })
    expect(shown.json().requests).toHaveLength(1)
    expect(shown.out + shown.err).not.toContain(token)
  })

  test('refuses whom and what cannot be sent to, before anything is sent', async ({world}) => {
    expect((await world.msgr(`send marketing ${ada} --text Hi --campaign ${autumn} --yes`)).code).toBe(0)
    await world.msgr('campaign create New --daily 20 --yes')
    await world.msgr(`subscriber unsubscribe ${chloe} --yes`)
    await world.write('long.yaml', `text: Hi\nquick_replies: nothing\n`)
    const {calls: before} = await world.emulator.admin('GET', 'calls')
    const cases: readonly (readonly [string, number, RegExp])[] = [
      [
        `${ada} --text Hi --campaign ${autumn}`,
        1,
        /got a marketing message a short time ago; the next one can be sent at 20/,
      ],
      [
        `${chloe} --text Hi --campaign ${autumn}`,
        1,
        /is not a subscriber of the Page\n.*msgr subscriber ask/,
      ],
      ['6411223347556686 --text Hi --campaign New', 5, /New is populating, ready from about 20\d\d-/],
      ['6411223347556686 --text Hi --campaign "Summer sale"', 1, /Summer sale is ended/],
      ['6411223347556686 --text Hi --campaign Nothing', 1, /no campaign named Nothing/],
      ['6411223347556686 --text Hi', 2, /The campaign that pays is missing/],
      [`--text Hi --campaign ${autumn}`, 2, /The recipient is missing/],
      [`6411223347556686 --campaign ${autumn}`, 2, /The message is missing/],
      [`6411223347556686 long.yaml --text Hi --campaign ${autumn}`, 2, /exclude each other/],
      [`6411223347556686 long.yaml --campaign ${autumn}`, 2, /long\.yaml:2: /],
      [`6411223347556686 --text ${'x'.repeat(641)} --campaign ${autumn}`, 2, /641 characters, at most 640/],
      [`"a b" --text Hi --campaign ${autumn}`, 2, /neither a PSID nor the token/],
    ]
    for (const [args, code, says] of cases) {
      const ran = await world.msgr(`send marketing ${args} --yes`)
      expect({code: ran.code, err: ran.err}, args).toEqual({code, err: expect.stringMatching(says)})
    }
    const {calls} = await world.emulator.admin('GET', 'calls')
    expect(calls.slice(before.length).filter(({call}) => call.startsWith('POST'))).toEqual([])
  })

  test('says what the platform refuses, and that an unanswered message is in doubt', async ({
    world,
    bareWorld,
  }) => {
    await world.msgr('emulator ad-account --payment-method no')
    const unpaid = await world.msgr(`send marketing ${ada} --text Hi --campaign ${autumn} --yes`)
    expect(unpaid).toMatchObject({code: 1, err: expect.stringMatching(/2300011[\s\S]*Billing & payments/)})

    const refuse = (code: number) => ({
      method: 'POST',
      path: `${account}/messages`,
      status: 400,
      answer: {error: {message: `(#${code}) No`, type: 'OAuthException', code}},
    })
    for (const [code, exitCode] of [
      [2_300_012, 5],
      [2_300_041, 5],
      [2_300_034, 1],
      [2_300_039, 4],
    ] as const) {
      const {env} = await startRules([subscribers, campaign, adAccount, me, refuse(code)])
      const ran = await bareWorld.msgr(`send marketing ${ada} --text Hi --campaign 601 --yes`, {
        env: {...env, ...adEnv},
      })
      expect(ran.code, `${code}\n${ran.err}`).toBe(exitCode)
    }
    const nothing = {method: 'POST', path: `${account}/messages`, answer: {}}
    const {env} = await startRules([subscribers, campaign, adAccount, me, nothing])
    const doubtful = await bareWorld.msgr(`send marketing ${ada} --text Hi --campaign 601 --yes`, {
      env: {...env, ...adEnv},
    })
    expect(doubtful).toMatchObject({code: 7, err: expect.stringContaining('listen --record')})
    expect(doubtful.err).not.toContain(token)
  })
})
