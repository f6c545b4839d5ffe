import {readFile, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {expect} from 'vitest'
import {startRules} from '../../helpers/rules-server.ts'
import {test, type World} from '../../helpers/world.ts'

const adToken = 'EAABadTokenOfTheSystemUser0123'
const page = '109876543210987'
const account = {
  id: 'act_7',
  name: 'Shop ads',
  account_status: 1,
  currency: 'EUR',
  funding_source: '61',
  business_country_code: 'US',
}
const scopes = ['ads_management', 'pages_messaging', 'paid_marketing_messages']
const inspected = {app_id: '555', type: 'SYSTEM_USER', is_valid: true, expires_at: 0, scopes}
const rules = (data: object = inspected, node: object = account) => [
  {path: '/debug_token', answer: {data}},
  {path: '/act_7(\\?|$)', answer: node},
]
const app = {MSGR_APP_ID: '555', MSGR_APP_SECRET: '0123456789abcdef0123456789abcdef'}
const line = 'login --ad-account act_7 --page shop --with-token'

async function namePage(world: World): Promise<void> {
  await world.write(join(world.home, 'config/config.yaml'), `# mine\npages: {shop: {pageId: "${page}"}}\n`)
}

test('login --ad-account stores the token for the Page, and its calls use it from then on', async ({
  bareWorld: world,
}) => {
  await namePage(world)
  const {env, calls} = await startRules([...rules(), {path: '/act_7/ads', answer: {data: []}}])

  const dry = await world.msgr(`${line} --dry-run`, {stdin: adToken, env: {...env, ...app}})
  expect(dry).toMatchObject({code: 0, out: expect.stringContaining('would be stored in')})
  const login = await world.msgr(line, {stdin: `${adToken}\n`, env: {...env, ...app}})
  const raw = await world.msgr('api GET act_7/ads --page shop', {env})

  expect(login).toMatchObject({code: 0, err: ''})
  expect(login.out).toContain('The token of Shop ads (act_7, EUR) for the Page shop is in ')
  expect(raw).toMatchObject({code: 0})
  expect(calls.filter(call => call.includes('/act_7/ads'))).toHaveLength(1)
  const file = join(world.home, 'config/credentials.yaml')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await readFile(file, 'utf8')).toBe(`shop:\n  adAccount: act_7\n  adToken: ${adToken}\n`)
  expect(await readFile(join(world.home, 'config/config.yaml'), 'utf8')).toBe(
    `# mine\npages: { shop: { pageId: "${page}", adAccount: act_7, adToken: store } }\n`,
  )
  expect(dry.out + dry.err + login.out + login.err + raw.out + raw.err).not.toContain(adToken)
})

test('what would refuse a campaign later is warned of', async ({bareWorld: world}) => {
  await namePage(world)
  const poor = {...account, account_status: 3, funding_source: undefined, business_country_code: 'AT'}
  const {env} = await startRules(rules({...inspected, scopes: ['pages_messaging']}, poor))

  const {code, err} = await world.msgr(line, {stdin: adToken, env: {...env, ...app}})

  expect(code).toBe(0)
  for (const part of [
    'The token lacks ads_management and paid_marketing_messages or marketing_messages_messenger',
    'The ad account is not active (status 3)',
    'The ad account has no payment method',
    'The ad account belongs to AT, where marketing messages are not available',
  ])
    expect(err).toContain(part)
})

test('a token that no ad account takes, or that does not work, is not stored', async ({bareWorld: world}) => {
  await namePage(world)
  const dead = {error: {message: 'Invalid OAuth access token', type: 'OAuthException', code: 190}}
  const cases = [
    [rules({...inspected, type: 'PAGE'}), 'This is the token of a Page, which no ad account takes'],
    [[{path: '/act_7', status: 400, answer: dead}, ...rules()], 'the access token is not valid'],
  ] as const
  for (const [given, message] of cases) {
    const {env} = await startRules([...given])
    const {code, err} = await world.msgr(line, {stdin: adToken, env: {...env, ...app}})
    expect({code, err}, message).toEqual({code: 4, err: expect.stringContaining(message)})
  }
  await expect(readFile(join(world.home, 'config/credentials.yaml'))).rejects.toThrow('ENOENT')
})

test('what was typed wrong is said before anything is asked', async ({bareWorld: world}) => {
  const {env, calls} = await startRules(rules())
  const lines = {
    'login --ad-account shop --with-token': 'is not an ad account',
    'login --ad-account act_7 --with-token': 'An ad account is stored for a Page, and none is chosen',
    'login --ad-account act_7 --all-pages --with-token': '--ad-account and --all-pages exclude each other',
  }
  for (const [typed, message] of Object.entries(lines))
    expect(await world.msgr(typed, {stdin: adToken, env}), typed).toMatchObject({
      code: 2,
      err: expect.stringContaining(message),
    })
  expect(calls).toEqual([])
})

test('a token that the settings do not use is warned of', async ({bareWorld: world}) => {
  await namePage(world)
  const {env} = await startRules(rules())
  const project = await world.write('.msgrrc.yaml', `pages: {shop: {pageId: "${page}", adAccount: act_9}}\n`)
  const {err} = await world.msgr(line, {stdin: adToken, env: {...env, ...app}})
  expect(err).toContain(
    'The token is stored but not used: the settings read the ad account or its token from',
  )
  expect(err).toContain(`${project}: pages.shop.adAccount`)
})
