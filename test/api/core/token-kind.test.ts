import {expect, test} from 'vitest'
import type {CallOptions} from '../../../src/api/core/options.ts'
import {collect} from '../../../src/api/core/paging.ts'
import {createApi} from '../../../src/api/index.ts'
import {GraphError, UnauthorisedError} from '../../../src/errors.ts'
import type {AdAccountId, CampaignId, CustomAudienceId} from '../../../src/platform/ids.ts'
import type {Params, Route} from '../../../src/platform/route.ts'
import {appSecretProof} from '../../../src/platform/signature.ts'
import {clientOf, failureOf, handClock, startServer} from '../platform-double.ts'

const tokens = {pageToken: 'PAGE-TOKEN', adToken: 'AD-TOKEN', appToken: '555|SECRET'}

/** Calls as programs write them, and whose token they take: `undefined` where the call is not made. */
const calls: readonly (readonly [route: Route, token: string, params?: Params, options?: CallOptions])[] = [
  ['GET /act_1', 'AD-TOKEN'],
  ['GET /act_1/ads', 'AD-TOKEN'],
  ['POST /act_1/messages', 'AD-TOKEN'],
  ['GET /ACT_1/insights', 'AD-TOKEN'],
  ['GET /{ad_account_id}/customaudiences', 'AD-TOKEN', {ad_account_id: 'act_1'}],
  ['GET /{campaign_id}', 'AD-TOKEN', {campaign_id: '120200000000001'}],
  ['POST /{custom_audience_id}/users', 'AD-TOKEN', {custom_audience_id: '61'}],
  ['GET /120200000000001', 'AD-TOKEN', {}, {token: 'ad'}],
  ['GET /120200000000001/insights', 'AD-TOKEN', {}, {token: 'ad'}],
  ['GET /me/adaccounts', 'AD-TOKEN', {}, {token: 'ad'}],
  ['GET /', 'AD-TOKEN', {ids: 'act_1,act_2'}],
  ['POST /', 'AD-TOKEN', {batch: [{method: 'GET', relative_url: 'act_1/ads?limit=2'}]}],
  ['POST /', 'AD-TOKEN', {batch: [{method: 'GET', relative_url: '/v26.0/act_1'}]}],
  [
    'POST /',
    'AD-TOKEN',
    {batch: [{method: 'GET', relative_url: 'https://graph.facebook.com/v26.0/act%5F1'}]},
  ],
  ['POST /', 'PAGE-TOKEN', {batch: [{method: 'GET', relative_url: 'me?fields=act_1'}]}],
  ['POST /', 'PAGE-TOKEN', {batch: [null, {method: 'GET'}]}],
  ['GET /me', 'PAGE-TOKEN'],
  ['POST /{ad_account_id}/sponsored_message_ads', 'PAGE-TOKEN', {ad_account_id: 'act_1'}],
  ['POST /act_1/sponsored_message_ads', 'PAGE-TOKEN'],
  ['POST /me/messages', 'PAGE-TOKEN', {message: {text: 'act_1'}}],
  ['GET /120200000000001', 'PAGE-TOKEN'],
  ['GET /109876543210987/notification_message_tokens', 'PAGE-TOKEN'],
  ['POST /{page}/messaging_customer_base/unsubscribe', 'PAGE-TOKEN'],
  ['GET /act_1', '555|SECRET', {}, {token: 'app'}],
  ['GET /act_1', 'GIVEN', {}, {accessToken: 'GIVEN'}],
]

test('the path decides whose token a call takes', async () => {
  const {url, arrived} = await startServer(() => ({body: []}))
  const graph = clientOf(url, tokens)
  for (const [route, token, params = {}, options = {}] of calls) {
    await graph.request(route, params, options)
    const {headers, query, json} = arrived.at(-1) ?? {}
    expect(headers?.authorization, `${route} ${JSON.stringify(params)}`).toBe(`Bearer ${token}`)
    const others = Object.values(tokens).filter(each => each !== token)
    const rest = JSON.stringify([query, json])
    expect(
      others.filter(other => rest.includes(other)),
      route,
    ).toEqual([])
  }
})

test('a token that a call is not for never leaves', async () => {
  const {url, arrived} = await startServer(() => ({body: []}))
  const graph = clientOf(url, tokens)
  const mixed = [
    {method: 'GET', relative_url: 'me'},
    {method: 'GET', relative_url: 'act_1'},
  ]
  const refused: readonly (readonly [reason: string, route: Route, params: Params, options: CallOptions])[] =
    [
      ['pageTokenOnAdCall', 'GET /act_1', {}, {token: 'page'}],
      ['pageTokenOnAdCall', 'GET /{campaign_id}', {campaign_id: '12'}, {token: 'page'}],
      ['adTokenOnPageCall', 'POST /me/messages', {}, {token: 'ad'}],
      ['adTokenOnPageCall', 'GET /109876543210987/conversations', {}, {token: 'ad'}],
      ['adTokenOnPageCall', 'GET /7001/custom_labels', {}, {token: 'ad'}],
      ['adTokenOnPageCall', 'POST /7001/label', {user: '6411'}, {token: 'ad'}],
      [
        'adTokenOnPageCall',
        'POST /',
        {batch: [{method: 'POST', relative_url: 'me/messages'}]},
        {token: 'ad'},
      ],
      ['batchOfTwoTokens', 'POST /', {batch: mixed}, {}],
      ['batchOfTwoTokens', 'GET /', {ids: 'me,act_1'}, {}],
    ]
  for (const [reason, route, params, options] of refused)
    expect(await failureOf(graph.request(route, params, options)), `${route} ${reason}`).toMatchObject({
      code: 'USAGE',
      reason,
    })
  expect(await failureOf(graph.request('POST /', {batch: mixed}))).toMatchObject({
    message: 'One call holds operations of the Page and of the ad account, which take different tokens',
    hint: 'Split it into two calls',
  })
  expect(arrived).toEqual([])
})

test('operations of a batch that take different tokens go apart, and their results come in order', async () => {
  const {url, arrived} = await startServer(({json}) => ({
    body: json.batch.map(({relative_url}: {relative_url: string}) => ({
      code: 200,
      body: JSON.stringify({is: relative_url}),
    })),
  }))

  const results = await clientOf(url, tokens).batch([
    {route: 'GET /{page}'},
    {route: 'GET /{campaign_id}', params: {campaign_id: '12'}},
    {route: 'GET /7001'},
    {route: 'GET /act_1/ads'},
  ])

  expect(results).toEqual(['me', '12', '7001', 'act_1/ads'].map(is => ({kind: 'done', answer: {is}})))
  const sent = arrived.map(({headers, json}) => [headers.authorization, json.batch.length])
  expect(sent).toEqual([
    ['Bearer PAGE-TOKEN', 2],
    ['Bearer AD-TOKEN', 2],
  ])
})

test('without a token of the ad account its calls are not made, and those of the Page are', async () => {
  const {url, arrived} = await startServer(() => ({body: {data: []}}))
  const api = createApi({graphUrl: url, pageToken: 'PAGE-TOKEN', adAccount: 'act_1' as AdAccountId})

  expect(await failureOf(collect(api.campaigns.list()))).toMatchObject({
    code: 'UNAUTHORISED',
    reason: 'noAdToken',
    message: 'This call needs the token of the ad account, and none is set',
  })
  await collect(api.subscribers.list())
  expect(arrived.map(({path}) => path)).toEqual(['/v26.0/me/notification_message_tokens'])

  const withoutAccount = createApi({graphUrl: url, ...tokens})
  expect(await failureOf(withoutAccount.adAccount.get())).toMatchObject({reason: 'noAdAccount'})
  expect(arrived).toHaveLength(1)
})

test('each token has its own proof', async () => {
  const {url, arrived} = await startServer(() => ({body: {}}))
  const clock = handClock()
  const seconds = Math.floor(clock.now() / 1000)
  const graph = clientOf(url, {...tokens, appSecret: 'app-secret', clock})

  for (const route of ['GET /act_1', 'GET /me', 'GET /act_1'] as const) await graph.request(route)

  const proofOf = (token: string) => appSecretProof(token, 'app-secret', seconds)
  expect(arrived.map(({query}) => query['appsecret_proof'])).toEqual(
    ['AD-TOKEN', 'PAGE-TOKEN', 'AD-TOKEN'].map(proofOf),
  )
})

test('neither token is in an error, a trace, a dry run or a text that is sent', async () => {
  const said: string[] = []
  const [adToken, subscription] = ['EMUADabcdefgh', '6851236241593468129']
  const {url} = await startServer(({path}) => ({
    status: 400,
    body: {error: {message: `Bad ${adToken} at ${path}`, type: 'OAuthException', code: 190}},
  }))
  const options = {...tokens, adToken, debug: (text: string) => said.push(text)}
  const graph = clientOf(url, options)
  const send = {
    ad_account_id: 'act_1',
    message_id: '12',
    messenger_delivery_data: {subscription_token: subscription},
    message: {text: 'Sale'},
  }

  const errors = [
    await failureOf(graph.request('POST /{ad_account_id}/messages', send)),
    await failureOf(
      graph.request('GET /{subscription_node}', {subscription_node: `notification_messages_${subscription}`}),
    ),
  ]
  await clientOf(url, {
    ...options,
    dryRun: true,
    onDryRun: request => said.push(JSON.stringify(request)),
  }).request('POST /{ad_account_id}/messages', send)
  const stolen = await failureOf(graph.request('POST /me/messages', {message: {text: `see ${adToken}`}}))

  expect(said.length).toBe(3)
  const texts = [...said, ...errors.map(error => JSON.stringify({error, message: String(error)}))].join('\n')
  for (const secret of [adToken, subscription, 'PAGE-TOKEN']) expect(texts).not.toContain(secret)
  expect(texts).toContain('act_1/messages')
  expect(stolen).toMatchObject({reason: 'secretInRequest'})
})

test('whoever gave the ad token says more about a refusal of it, and not about one of the Page token', async () => {
  const error = {message: 'no', type: 'OAuthException', code: 190}
  const {url} = await startServer(({json}) =>
    json?.batch === undefined
      ? {status: 400, body: {error}}
      : {body: json.batch.map(() => ({code: 400, body: JSON.stringify({error})}))},
  )
  const adKeeper = {
    missing: () => new UnauthorisedError('none, says the keeper'),
    explain: (refused: GraphError) =>
      new GraphError(refused.message, refused.refusal, {hint: 'says the keeper'}),
  }
  const graph = clientOf(url, {...tokens, adKeeper})

  expect(await failureOf(graph.request('GET /act_1'))).toMatchObject({hint: 'says the keeper'})
  expect(await failureOf(graph.request('GET /me'))).not.toMatchObject({hint: 'says the keeper'})
  const [ofAds, ofPage] = await graph.batch([{route: 'GET /act_1'}, {route: 'GET /me'}])
  expect(ofAds).toMatchObject({error: {hint: 'says the keeper'}})
  expect(ofPage).not.toMatchObject({error: {hint: 'says the keeper'}})
  expect(await failureOf(clientOf(url, {adKeeper}).request('GET /act_1'))).toMatchObject({
    message: 'none, says the keeper',
  })
})

test('a campaign and a custom audience are reached with the ad token alone, by every method', async () => {
  const {url, arrived} = await startServer(() => ({
    body: {
      ...{id: '1', success: true, num_received: 0, num_invalid_entries: 0},
      data: [{id: '61', currency: 'USD', min_daily_budget_imp: 100}],
    },
  }))
  const api = createApi({graphUrl: url, ...tokens, adAccount: 'act_1' as AdAccountId})
  const [campaign, audience] = ['12' as CampaignId, '61' as CustomAudienceId]
  const {campaigns, customAudiences} = api
  await campaigns.get(campaign)
  await campaigns.pause(campaign)
  await campaigns.activate(campaign)
  await campaigns.end(campaign)
  await collect(campaigns.insights({campaign}))
  await collect(campaigns.insights())
  await collect(campaigns.minimumBudgets())
  await collect(customAudiences.list())
  await customAudiences.addUsers(audience, {schema: ['EMAIL'], data: []})
  await customAudiences.removeUsers(audience, {schema: ['EMAIL'], data: []})

  expect(new Set(arrived.map(({headers}) => headers.authorization))).toEqual(new Set(['Bearer AD-TOKEN']))
})
