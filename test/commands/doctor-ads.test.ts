import {expect} from 'vitest'
import type {Finding} from '../../src/commands/doctor/finding.ts'
import type {Diagnosis} from '../../src/commands/doctor.ts'
import {words} from '../helpers/words.ts'
import {type EmulatedWorld, type RunOptions, test} from '../helpers/world.ts'

const account = 'act_1111000000000001'
const autumn = '6011110000000001'
const adEvents = ['clicks', 'deliveries', 'delivery_failed', 'echoes', 'reads'].map(
  name => `marketing_message_${name}`,
)
const adChecks: readonly string[] = [
  ...['ad token', 'ad account', 'ad payment', 'ad terms', 'ad region', 'campaigns', 'ad events'],
]

async function examine(world: EmulatedWorld, options: RunOptions = {}) {
  const {code, json, out} = await world.msgr('doctor --json', options)
  const {checks} = json() as Diagnosis
  const found = checks.filter(({check, state}) => adChecks.includes(check) && state !== 'ok')
  return {code, out, found}
}

/** The settings of somebody for whom the emulator is the platform. */
async function asPlatform({emulator}: EmulatedWorld) {
  const {pageId, pageToken, appId, appSecret, adToken} = await emulator.connection()
  return {
    MSGR_EMULATOR: undefined,
    MSGR_GRAPH_URL: emulator.url,
    MSGR_PAGE_ID: pageId,
    MSGR_PAGE_TOKEN: pageToken,
    MSGR_APP_ID: appId,
    MSGR_APP_SECRET: appSecret,
    MSGR_AD_ACCOUNT: account,
    MSGR_AD_TOKEN: adToken,
  }
}

interface Case {
  readonly name: string
  readonly seed: readonly string[]
  readonly check: Finding['check']
  readonly says: RegExp
}

/** Each is mended by typing what is printed. */
const mendable: readonly Case[] = [
  {
    name: 'a dead token',
    seed: ['emulator token change --ad --dead 460'],
    check: 'ad token',
    says: /no token for the ad account/,
  },
  {
    name: 'a token without ads_management',
    seed: ['emulator token change --ad --take ads_management'],
    check: 'ad token',
    says: /it lacks: ads_management/,
  },
  {
    name: 'a token without paid_marketing_messages',
    seed: ['emulator token change --ad --take paid_marketing_messages'],
    check: 'ad token',
    says: /it lacks: paid_marketing_messages or marketing_messages_messenger/,
  },
  {
    name: 'no payment method',
    seed: ['emulator ad-account --payment-method no'],
    check: 'ad payment',
    says: /no payment method/,
  },
  {
    name: 'a balance that is used up',
    seed: ['emulator ad-account --prepaid 0'],
    check: 'ad payment',
    says: /the balance is used up/,
  },
  {
    name: 'a spending limit that is reached',
    seed: ['emulator ad-account --spending-limit 1'],
    check: 'ad account',
    says: /spending limit is reached/,
  },
  ...['page', 'account', 'business', 'app'].map(
    (party): Case => ({
      name: `terms that the ${party} has not accepted`,
      seed: [`emulator ad-account --open-terms ${party}`],
      check: 'ad terms',
      says: /not accepted/,
    }),
  ),
  {
    name: 'no campaign that is active',
    seed: [`campaign pause ${autumn}`],
    check: 'campaigns',
    says: /none is active/,
  },
  {
    name: 'a field that the Page is not subscribed to',
    seed: ['webhook unsubscribe marketing_message_clicks --yes'],
    check: 'ad events',
    says: /not subscribed to: marketing_message_clicks/,
  },
]

test('what marketing messages lack is found, and mended by what is printed', async ({world}) => {
  await world.msgr(`webhook subscribe ${adEvents.join(' ')}`)
  expect((await examine(world)).found).toEqual([])

  for (const {name, seed, check, says} of mendable) {
    for (const line of seed) expect((await world.msgr(line)).code, line).toBe(0)
    const {found, code} = await examine(world)
    const [fault] = found.filter(each => each.check === check)
    expect(fault?.text, name).toMatch(says)
    expect(code, name).toBe(check === 'ad token' ? 4 : 1)
    const [, line = ''] = /^msgr (.*)$/.exec(fault?.mend ?? '') ?? []
    expect((await world.msgr([...words(line), '--yes'])).code, `${name}: ${fault?.mend}`).toBe(0)
    expect((await examine(world)).found, name).toEqual([])
  }
})

test('what msgr cannot mend is named, with whom to ask', async ({world}) => {
  await world.msgr(`webhook subscribe ${adEvents.join(' ')}`)
  const env = await asPlatform(world)
  const {pageToken} = await world.emulator.connection()
  const cases: readonly (readonly [
    string,
    Record<string, string | undefined>,
    Finding['check'],
    RegExp,
    RegExp,
  ])[] = [
    ['no token', {...env, MSGR_AD_TOKEN: undefined}, 'ad token', /no token/, /login --ad-account/],
    [
      'the token of the Page',
      {...env, MSGR_AD_TOKEN: pageToken},
      'ad token',
      /token of the Page/,
      /new token/,
    ],
    ['no account', {...env, MSGR_AD_ACCOUNT: undefined}, 'ad account', /no ad account/, /MSGR_AD_ACCOUNT/],
    [
      'an account of others',
      {...env, MSGR_AD_ACCOUNT: 'act_999'},
      'ad account',
      /no access to act_999/,
      /Business settings/,
    ],
  ]
  for (const [name, given, check, says, mend] of cases) {
    const {found, out} = await examine(world, {env: given})
    const [fault] = found.filter(each => each.check === check)
    expect(fault?.state, name).toBe('fault')
    expect(fault?.text, name).toMatch(says)
    expect(fault?.mend, name).toMatch(mend)
    expect(out.includes(String(env.MSGR_AD_TOKEN)), name).toBe(false)
  }

  await world.msgr('emulator token change --ad --dead 460')
  expect((await examine(world, {env})).found).toMatchObject([
    {
      check: 'ad token',
      text: expect.stringMatching(/^it is dead: /),
      mend: expect.stringContaining('MSGR_AD_TOKEN'),
    },
    {check: 'ad account', state: 'skipped'},
  ])
  await world.msgr('emulator token change --ad --restore')

  for (const [flag, says] of [
    ['--country DE', /the ad account is in a country without marketing messages/],
    ['--country US --page-country DE', /the Page is in a country without marketing messages/],
  ] as const) {
    await world.msgr(`emulator ad-account ${flag}`)
    expect((await examine(world)).found, flag).toMatchObject([
      {check: 'ad region', text: expect.stringMatching(says)},
    ])
  }
})

test('a campaign that is not ready yet is no fault, and nothing is checked without an ad account', async ({
  world,
}) => {
  await world.msgr(`campaign end ${autumn} --yes`)
  expect((await examine(world)).found).toMatchObject([
    {check: 'ad terms', state: 'skipped'},
    {
      check: 'campaigns',
      text: expect.stringMatching(/^there is none; the smallest daily budget is 1\.00 USD$/),
    },
    {check: 'ad events'},
  ])
  await world.msgr('campaign create Winter --daily 20 --yes')
  expect((await examine(world)).found).toMatchObject([
    {check: 'campaigns', state: 'warning', text: expect.stringMatching(/from about 20\d\d-/)},
    {check: 'ad events'},
  ])

  const env = {...(await asPlatform(world)), MSGR_AD_ACCOUNT: undefined, MSGR_AD_TOKEN: undefined}
  const {json} = await world.msgr('doctor --json', {env})
  expect((json() as Diagnosis).checks.filter(({check}) => adChecks.includes(check))).toEqual([])
})
