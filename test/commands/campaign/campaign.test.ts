import {describe, expect} from 'vitest'
import {startRules} from '../../helpers/rules-server.ts'
import {type EmulatedWorld, test} from '../../helpers/world.ts'

const account = 'act_1111000000000001'
const adEnv = {MSGR_AD_ACCOUNT: account, MSGR_AD_TOKEN: 'EAABadsadsads'}

/** An ad account with a currency and a smallest daily budget, and what a campaign is created and read with. */
const rulesOf = (currency: string, minimum: number) => [
  {path: `${account}\\?`, answer: {id: account, name: 'Acme ads', currency}},
  {path: 'minimum_budgets', answer: {data: [{currency, min_daily_budget_imp: minimum}]}},
  {path: 'message_delivery_estimate', answer: {data: []}},
  {method: 'POST', path: 'message_campaign', answer: {id: '601', warning: 'Below the reference'}},
  {path: '601\\?', answer: {id: '601', effective_status: 'IN_PROCESS', campaign: {name: 'Sale'}}},
]

const written = async ({emulator}: EmulatedWorld) =>
  (await emulator.admin('GET', 'calls')).calls.filter(({call}) => !call.startsWith('GET'))

describe('campaign create', () => {
  test('takes money as people write it, in the currency of the account', async ({bareWorld: world}) => {
    const cases: readonly (readonly [string, number, string, Readonly<Record<string, number>>])[] = [
      ['EUR', 100, '--daily 20', {daily_budget: 2000}],
      ['EUR', 100, '--daily 20.5', {daily_budget: 2050}],
      ['EUR', 100, '--daily 20.50', {daily_budget: 2050}],
      ['EUR', 100, '--daily "20 EUR"', {daily_budget: 2000}],
      ['EUR', 100, '--lifetime 30.01', {lifetime_budget: 3001}],
      ['USD', 1, '--daily 0.29', {daily_budget: 29}],
      ['JPY', 100, '--daily 2000', {daily_budget: 2000}],
      ['KRW', 100, '--daily 5000.00', {daily_budget: 5000}],
      ['HUF', 100, '--daily 2000', {daily_budget: 2000}],
    ]
    for (const [currency, minimum, flags, budget] of cases) {
      const {env, calls} = await startRules(rulesOf(currency, minimum))
      const {code, err} = await world.msgr(`campaign create Sale ${flags} --yes`, {env: {...env, ...adEnv}})
      const sent = calls.find(call => call.startsWith('POST')) ?? ''
      expect({code, body: JSON.parse(sent.slice(sent.indexOf('{')))}, `${currency} ${flags}\n${err}`).toEqual(
        {
          code: 0,
          body: {name: 'Sale', page_id: '109876543210987', ...budget},
        },
      )
      expect(err).toContain('Below the reference')
      expect(calls.join()).not.toContain('EAABadsadsads')
    }
  })

  test('refuses what is no budget, too small a one, and none at all, before anything is created', async ({
    bareWorld: world,
  }) => {
    const cases: readonly (readonly [string, string, string])[] = [
      ['EUR', '', 'The campaign has no budget'],
      ['EUR', '--yes', 'The campaign has no budget'],
      ['EUR', '--daily 20 --lifetime 600 --yes', 'has a daily or a lifetime budget'],
      ['EUR', '--daily 20 --let-meta-set-budget --yes', 'exclude each other'],
      ['EUR', '--daily 20,50 --yes', '--daily 20,50 is not a sum of money'],
      ['EUR', '--daily -5 --yes', '-5'],
      ['EUR', '--daily 0 --yes', 'nothing to spend'],
      ['EUR', '--daily 20.505 --yes', 'more than two decimals'],
      ['EUR', '--daily "20 USD" --yes', 'is not in EUR'],
      ['JPY', '--daily 20.50 --yes', 'JPY has none'],
      ['EUR', '--daily 0.99 --yes', 'below the smallest one of the ad account, 1.00 EUR'],
      ['EUR', '--lifetime 29.99 --yes', 'below the smallest one of the ad account, 30.00 EUR'],
      ['EUR', '--daily 20', 'Answer with --yes'],
      ['EUR', '--daily 20 --start 31d --yes', 'more than 30 days ahead'],
      ['EUR', '--daily 20 --start 2d --end 1d --yes', 'is not after the start'],
      ['EUR', '--daily 20 --end 2020-01-01 --yes', 'has passed'],
      ['EUR', '--daily 20 --pixel abc --yes', 'not the id of a pixel'],
    ]
    for (const [currency, flags, says] of cases) {
      const {env, calls} = await startRules(rulesOf(currency, 100))
      const {code, err} = await world.msgr(`campaign create Sale ${flags}`, {env: {...env, ...adEnv}})
      expect({code, says: err.includes(says)}, `${flags}\n${err}`).toEqual({code: 2, says: true})
      expect(
        calls.filter(call => call.startsWith('POST')),
        flags,
      ).toEqual([])
    }
  })

  test('says what it may cost and asks; Meta sets a budget only where that is allowed', async ({world}) => {
    const asked = await world.msgr('campaign create Winter --daily 20')
    expect(asked.code).toBe(2)
    for (const text of [
      'billed to Acme ads (act_1111000000000001)',
      'Daily budget 20.00 USD: one day may cost up to 35.00 USD, a week from Sunday on up to 140.00 USD',
      'It has no end',
      'messages delivered, for',
      'Creating it costs and sends nothing',
    ])
      expect(asked.err).toContain(text)
    expect(await written(world)).toEqual([])

    const {code, json, err} = await world.msgr('campaign create Winter --let-meta-set-budget --yes --json')
    expect({code, ...json()}).toMatchObject({
      code: 0,
      dailyBudget: null,
      info: expect.stringContaining('cap'),
    })
    expect(err).toContain('what it may cost is not known')
    const spend = await world.msgr(`send marketing 6411223344556677 --text Hi --campaign Winter --yes`)
    expect(spend.code).toBe(5)
    await world.msgr('emulator clock advance 3h')
    const refused = await world.msgr(`send marketing 6411223344556677 --text Hi --campaign Winter --yes`)
    expect(refused).toMatchObject({code: 2, err: expect.stringContaining('has no budget: Meta sets one')})
    const agreed = await world.msgr(
      'send marketing 6411223344556677 --text Hi --campaign Winter --yes --let-meta-set-budget',
    )
    expect(agreed.code, agreed.err).toBe(0)
  })
})

describe('campaign list, get, pause, activate and end', () => {
  test('say how a campaign stands, in words', async ({world}) => {
    await world.msgr('campaign create Winter --lifetime 600 --start 2d --yes')
    const states = async () =>
      (await world.msgr('campaign list --json'))
        .json()
        .map(({name, state}: Record<string, string>) => [name, state])
    expect(await states()).toEqual([
      ['Autumn offers', 'active'],
      ['Summer sale', 'ended'],
      ['Winter', 'scheduled'],
    ])
    await world.msgr('campaign create Spring --daily 20 --yes')
    const spring = (await world.msgr('campaign get Spring --json')).json()
    expect(spring).toMatchObject({state: 'populating', dailyBudget: 20, currency: 'USD', endAt: null})
    expect(Date.parse(spring.readyAt) - Date.parse(spring.createdAt)).toBe(3_600_000)
    expect((await world.msgr('campaign get Spring')).out).toContain('populating, ready from about 20')
    await world.msgr('emulator clock advance 3h')
    expect((await world.msgr('campaign get Spring --json')).json()).toMatchObject({
      state: 'active',
      readyAt: null,
    })

    expect((await world.msgr('campaign pause Spring')).out).toContain('Paused')
    expect((await world.msgr('campaign get Spring --json')).json().state).toBe('paused')
    const asked = await world.msgr('campaign activate Spring')
    expect(asked).toMatchObject({code: 2, err: expect.stringContaining('budget 20.00 USD a day')})
    expect((await world.msgr('campaign activate Spring --yes')).code).toBe(0)
    expect((await world.msgr('campaign end Spring')).err).toContain('permanently?')
    expect((await world.msgr('campaign get Spring --json')).json().state).toBe('active')
    expect((await world.msgr('campaign end Spring --yes')).code).toBe(0)
    expect(await world.msgr('campaign activate 6011110000000002 --yes')).toMatchObject({
      ...{code: 2, err: expect.stringContaining('has ended, permanently')},
    })
    expect(await world.msgr('campaign get "Autum offers"')).toMatchObject({
      ...{code: 1, err: expect.stringContaining('Did you mean Autumn offers?')},
    })
    for (const line of [
      'pause Autumn',
      'activate Autumn',
      'end Autumn',
      'get Autumn',
      'list',
      'estimate',
      'insights get',
    ])
      expect((await world.msgr(`campaign ${line} --dry-run`)).code, line).toBe(0)
  })

  test('name campaigns of one name by their ids, and say when there is no ad account', async ({
    world,
    bareWorld,
  }) => {
    await world.msgr('campaign create Twin --daily 20 --yes')
    await world.msgr('campaign create Twin --daily 20 --yes')
    expect(await world.msgr('campaign pause Twin')).toMatchObject({
      ...{
        code: 2,
        err: expect.stringMatching(/2 campaigns are named Twin[\s\S]*Use the id of one of them: \d+, \d+/),
      },
    })
    const {env} = await startRules([])
    expect(await bareWorld.msgr('campaign list', {env})).toMatchObject({
      ...{code: 4, err: expect.stringContaining('MSGR_AD_ACCOUNT')},
    })
    expect(await bareWorld.msgr('campaign list', {env: {...env, MSGR_AD_ACCOUNT: account}})).toMatchObject({
      ...{code: 4, err: expect.stringContaining('MSGR_AD_TOKEN')},
    })
  })
})

describe('campaign estimate, preview and insights', () => {
  test('estimate with and without a budget', async ({world}) => {
    const whole = (await world.msgr('campaign estimate --json')).json()
    const small = (await world.msgr('campaign estimate --daily 0.30 --json')).json()
    expect(whole).toMatchObject({kind: 'none', budget: null, currency: 'USD'})
    expect(small).toMatchObject({kind: 'daily', budget: 0.3})
    expect(small.deliveredAtMost).toBeLessThan(whole.deliveredAtMost)
    expect((await world.msgr('campaign estimate --days 3')).code).toBe(2)
  })

  test('a preview is checked with file and line, drawn, and has the address of the frame', async ({
    world,
  }) => {
    await world.write(
      'offer.yaml',
      'template_type: coupon\ntitle: Hats\nsubtitle: Half the price\ncoupon_code: HAT50\ncoupon_url: https://shop.example.com/\nexpire_time: "2030-01-01 00:00:00"\n',
    )
    const {code, out} = await world.msgr('campaign preview offer.yaml')
    expect(code).toBe(0)
    for (const text of [
      '│ Hats',
      '│ [ Copy code: HAT50 ]',
      'ends 2030-01-01',
      `${world.emulator.url}/_msgr/previews/`,
    ])
      expect(out).toContain(text)
    await world.write('long.yaml', `text: ${'x'.repeat(641)}\n`)
    expect(await world.msgr('campaign preview long.yaml')).toMatchObject({
      ...{code: 2, err: expect.stringMatching(/long\.yaml:1: .*641 characters, at most 640/)},
    })
    await world.write(
      'bad.yaml',
      'template_type: generic\nelements:\n  - title: A\n    subtitle: "{{city}}"\n',
    )
    expect(await world.msgr('campaign preview bad.yaml')).toMatchObject({
      ...{code: 2, err: expect.stringMatching(/bad\.yaml:4: .*\{\{city\}\} is not filled in/)},
    })
    expect((await world.msgr('campaign preview')).code).toBe(2)
  })

  test('insights are read day by day with the totals of the platform, exported and drawn', async ({
    bareWorld: world,
  }) => {
    const values = (delivered: number, spend: string) => ({
      marketing_messages_delivered: String(delivered),
      marketing_messages_read_rate: '40.5',
      marketing_messages_spend: spend,
    })
    const row = (since: string, until: string, delivered: number, spend: string) => ({
      path: `601/insights.*"since":"${since}","until":"${until}"`,
      answer: {
        data: delivered === 0 ? [] : [{...values(delivered, spend), date_start: since, date_stop: until}],
      },
    })
    // In Tokyo the 22nd has begun.
    world.clock.set('2026-11-21T20:00:00Z')
    const {env, calls} = await startRules([
      {path: `${account}\\?`, answer: {id: account, timezone_name: 'Asia/Tokyo'}},
      row('2026-11-20', '2026-11-22', 30, '1.20'),
      row('2026-11-20', '2026-11-20', 10, '0.40'),
      row('2026-11-21', '2026-11-21', 0, ''),
      row('2026-11-22', '2026-11-22', 20, '0.80'),
    ])
    const options = {env: {...env, ...adEnv}}
    const {code, json, err} = await world.msgr('campaign insights get 601 --since 2d --json', options)
    expect(code, `${err}${calls.join('\n')}`).toBe(0)
    expect(json()).toMatchObject({campaignId: '601', since: '2026-11-20', until: '2026-11-22'})
    expect(json().series.map(({metric, total}: {metric: string; total: number}) => [metric, total])).toEqual([
      ['delivered', 30],
      ['readRate', 40.5],
      ['spend', 1.2],
    ])
    const csv = await world.msgr('campaign insights export 601 --since 2d', options)
    expect(csv.out.split('\n').slice(0, 3)).toEqual([
      'day,metric,value',
      '2026-11-20,delivered,10',
      '2026-11-20,readRate,40.5',
    ])
    const chart = await world.msgr('campaign insights chart 601 --since 2d --out chart.svg', options)
    expect(chart.code, chart.err).toBe(0)
    expect(await world.read('chart.svg')).toContain('days of the ad account')
    for (const [flags, says] of [
      ['--since 2020-01-01 --until 2020-02-01', 'There are no insights before 2026-03-01'],
      ['--metrics deliverd', 'Did you mean delivered?'],
    ] as const)
      expect(await world.msgr(`campaign insights chart 601 ${flags}`, options), flags).toMatchObject({
        ...{code: 2, err: expect.stringContaining(says)},
      })
  })
})
