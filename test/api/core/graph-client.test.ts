import {expect, test} from 'vitest'
import {leadsToEmulator} from '../../../src/api/core/auth.ts'
import {createGraph} from '../../../src/api/core/graph-client.ts'
import type {DryRunRequest} from '../../../src/api/core/options.ts'
import {collect} from '../../../src/api/core/paging.ts'
import {UnauthorisedError} from '../../../src/errors.ts'
import {appSecretProof} from '../../../src/platform/signature.ts'
import {clientOf, failureOf, handClock, inTurn, refusal, startServer} from '../platform-double.ts'

test('a read travels as a query under the version, with the token in the header alone', async () => {
  const {url, arrived} = await startServer(() => ({body: {id: '1001'}}))

  const answer = await clientOf(url).request('GET /{page}', {fields: 'id,name', limit: undefined})

  expect(answer).toEqual({id: '1001'})
  expect(arrived).toHaveLength(1)
  expect(arrived[0]).toMatchObject({method: 'GET', path: '/v26.0/me', query: {fields: 'id,name'}})
  expect(arrived[0]?.headers.authorization).toBe('Bearer PAGE-TOKEN')
})

test('a write travels as JSON, and its placeholders are taken out of the body', async () => {
  const {url, arrived} = await startServer(() => ({body: {success: true}}))

  await clientOf(url, {apiVersion: 'v25.0'}).request('POST /{label_id}/label', {
    label_id: '1712',
    user: '101',
  })

  expect(arrived[0]).toMatchObject({
    method: 'POST',
    path: '/v25.0/1712/label',
    query: {},
    json: {user: '101'},
  })
})

test('how far the platform’s clock is ahead is what its last answer says', async () => {
  const dates = [
    'Sun, 22 Nov 2026 12:00:10 GMT',
    'Sun, 22 Nov 2026 12:00:10 GMT',
    'Sun, 22 Nov 2026 14:00:00 GMT',
  ]
  const {url} = await startServer(inTurn(...dates.map(date => ({headers: {date}, body: {id: '1001'}}))))
  const client = clientOf(url)
  const ahead: (number | undefined)[] = [client.aheadMs()]

  for (const _ of dates) {
    await client.request('GET /{page}')
    ahead.push(client.aheadMs())
  }

  // Whole seconds: the middle of one is taken.
  expect(ahead).toEqual([undefined, 10_500, 10_500, 7_200_500])
})

test('objects in a query travel as JSON', async () => {
  const {url, arrived} = await startServer(() => ({body: {success: true}}))

  await clientOf(url).request('DELETE /{node}', {node: 'm_a=', params: ['persistent_menu']})

  expect(arrived[0]?.path).toBe('/v26.0/m_a%3D')
  expect(arrived[0]?.query).toEqual({params: '["persistent_menu"]'})
})

test.each(['1/../2?x', '..', '1 ', '1\u00a0', '1#x', '1%2e'])(
  'an id that would leave its place in the path makes no call: %j',
  async node => {
    const {url, arrived} = await startServer(() => ({body: {success: true}}))
    const client = clientOf(url)

    await expect(client.request('DELETE /{node}', {node})).rejects.toThrow('cannot be in a path')
    await expect(client.request(`DELETE /${node}/label`)).rejects.toThrow('cannot be in a path')
    await expect(client.batch([{route: 'DELETE /{node}', params: {node}}])).rejects.toThrow(
      'cannot be in a path',
    )

    expect(arrived).toEqual([])
  },
)

test('with an app secret every call is proved, freshly and bound to the time', async () => {
  const {url, arrived} = await startServer(() => ({}))
  const clock = handClock(Date.parse('2026-11-22T12:00:00Z'))
  const graph = clientOf(url, {appSecret: 'SECRET', appToken: '555|SECRET', clock})
  const proof = {
    appsecret_proof: appSecretProof('PAGE-TOKEN', 'SECRET', 1795348800),
    appsecret_time: 1795348800,
  }

  await graph.request('POST /{page}/messages', {message: {text: 'hi'}})
  await graph.request('GET /{page}')
  await graph.request('GET /me/accounts', {}, {accessToken: 'USER-TOKEN'})
  await graph.request('GET /debug_token', {}, {token: 'app'})

  expect(arrived[0]?.json).toEqual({message: {text: 'hi'}, ...proof})
  expect(arrived[1]?.query).toEqual({appsecret_proof: proof.appsecret_proof, appsecret_time: '1795348800'})
  expect(arrived[2]?.query['appsecret_proof']).toBe(appSecretProof('USER-TOKEN', 'SECRET', 1795348800))
  expect(arrived[2]?.headers.authorization).toBe('Bearer USER-TOKEN')
  expect(arrived[3]?.query).toEqual({})
  expect(arrived[3]?.headers.authorization).toBe('Bearer 555|SECRET')
})

test('a call without a token says where to put one, and calls nobody', async () => {
  const {url, arrived} = await startServer(() => ({}))
  const graph = createGraph({graphUrl: url})

  const page = await failureOf(graph.request('GET /{page}'))
  const app = await failureOf(graph.request('GET /debug_token', {}, {token: 'app'}))

  expect(page).toBeInstanceOf(UnauthorisedError)
  expect(page).toMatchObject({message: 'There is no Page token', reason: 'noPageToken', hint: undefined})
  expect(app).toMatchObject({
    message: 'This call needs an app token, and none is set',
    reason: 'noAppToken',
    hint: undefined,
  })
  const empty = await failureOf(createGraph({graphUrl: url, pageToken: ''}).request('GET /{page}'))
  expect(empty).toMatchObject({message: 'There is no Page token'})
  expect(arrived).toEqual([])
})

test.each([
  ['https://graph.facebook.com', 'EMUabc123'],
  ['https://127.0.0.1.example.com', 'EMUabc123'],
  ['https://graph.facebook.com', '555|EMUsecret'],
])('a token of the emulator does not leave this machine for %s', async (graphUrl, pageToken) => {
  const calls: string[] = []
  const transport = async ({url}: {url: string}) => {
    calls.push(url)
    return {status: 200, headers: {}, body: '{}'}
  }

  const error = await failureOf(createGraph({graphUrl, pageToken, transport}).request('GET /{page}'))

  expect(error).toBeInstanceOf(UnauthorisedError)
  expect(error).toMatchObject({
    message: `A token of the emulator is not sent to ${new URL(graphUrl).hostname}`,
    reason: 'emulatorTokenAbroad',
    data: {host: new URL(graphUrl).hostname},
    hint: undefined,
  })
  expect(calls).toEqual([])
})

test('a token does not leave this machine unencrypted', async () => {
  const calls: string[] = []
  const transport = async ({url}: {url: string}) => {
    calls.push(url)
    return {status: 200, headers: {}, body: '{}'}
  }
  const graph = createGraph({graphUrl: 'http://graph.example.com', pageToken: 'EAAabc', transport})

  const error = await failureOf(graph.request('GET /{page}'))

  expect(error).toMatchObject({
    code: 'CONFIG',
    message: 'A token is not sent to graph.example.com without encryption',
    reason: 'tokenUnencrypted',
    data: {host: 'graph.example.com'},
  })
  expect(calls).toEqual([])
})

test('another version than asked for is reported once', async () => {
  const warnings: string[] = []
  const {url} = await startServer(() => ({headers: {'facebook-api-version': 'v21.0'}}))
  const graph = clientOf(url, {apiVersion: 'v18.0', warn: text => warnings.push(text)})

  await graph.request('GET /{page}')
  await graph.request('GET /{page}')

  expect(warnings).toEqual(['The platform answers with v21.0 instead of v18.0'])
})

test('how much of the allowance is used is passed on with each answer', async () => {
  const told: unknown[] = []
  const business = {
    1001: [{type: 'messenger', call_count: 81, total_time: 3, estimated_time_to_regain_access: 2}],
  }
  const {url} = await startServer(
    inTurn({headers: {'x-business-use-case-usage': JSON.stringify(business)}}, {}),
  )
  const client = clientOf(url, {onUsage: usage => told.push(usage)})

  const {usage} = await client.call('GET /{page}')
  const silent = await client.call('GET /{page}')

  expect([usage, silent.usage]).toEqual([{percent: 81, waitMs: 120_000}, undefined])
  expect(told).toEqual([usage])
})

test('a dry run makes no call, needs no token and shows each request without secrets', async () => {
  const {url, arrived} = await startServer(() => ({}))
  const requests: DryRunRequest[] = []
  const graph = createGraph({graphUrl: url, dryRun: true, onDryRun: request => requests.push(request)})

  const created = await graph.request('POST /{page}/custom_labels', {page_label_name: 'VIP'})
  const labels = await collect(graph.pages('GET /{page}/custom_labels', {fields: 'id'}))
  const batch = await graph.batch([{route: 'DELETE /{label_id}', params: {label_id: '1'}}])
  await graph.request('POST /{app_id}/subscriptions', {app_id: '5', verify_token: 'hush'}, {token: 'app'})

  expect(arrived).toEqual([])
  expect(created).toMatchObject({id: '<id>', success: true})
  expect(labels).toEqual([])
  expect(batch).toEqual([{kind: 'done', answer: expect.objectContaining({success: true})}])
  expect(requests).toEqual([
    {
      method: 'POST',
      url: `${url}/v26.0/me/custom_labels`,
      headers: {authorization: 'Bearer ***', 'content-type': 'application/json'},
      body: {page_label_name: 'VIP'},
    },
    {method: 'GET', url: `${url}/v26.0/me/custom_labels?fields=id`, headers: {authorization: 'Bearer ***'}},
    expect.objectContaining({
      url: `${url}/v26.0/`,
      body: {batch: [{method: 'DELETE', relative_url: '1'}], include_headers: false},
    }),
    expect.objectContaining({body: {verify_token: '***'}}),
  ])
})

test('a token given for one call is masked in its error, like the client’s own', async () => {
  const {url} = await startServer(() => ({
    status: 400,
    body: {error: {message: 'PAGE-TOKEN is not USER-TOKEN', code: 190}},
  }))
  const graph = clientOf(url)

  const other = await failureOf(graph.request('GET /me/accounts', {}, {accessToken: 'USER-TOKEN'}))
  const own = await failureOf(graph.request('GET /me/accounts'))

  expect(String(other)).toContain('*** is not ***')
  expect(String(own)).toContain('*** is not USER-TOKEN')
})

test('what a call names as secret is masked in its error', async () => {
  const {url} = await startServer(() => ({
    status: 400,
    body: {error: {message: 'USER-TOKEN is old', code: 190}},
  }))

  const error = await failureOf(clientOf(url).request('GET /me', {}, {secrets: ['USER-TOKEN']}))

  expect(String(error)).toContain('*** is old')
})

test('an app token that is not made of id and secret is sent without a proof', async () => {
  const {url, arrived} = await startServer(() => ({}))

  await clientOf(url, {appSecret: 'SECRET', appToken: 'opaque'}).request('GET /app', {}, {token: 'app'})

  expect(arrived[0]).toMatchObject({query: {}, headers: {authorization: 'Bearer opaque'}})
})

test.each([
  ['EMUabc', 'http://127.0.0.1:4000', true],
  ['555|EMUabc', 'http://localhost:4000', true],
  ['EMUabc', 'https://graph.facebook.com', false],
  ['EAABabc', 'http://127.0.0.1:4000', false],
  [undefined, 'http://127.0.0.1:4000', false],
])('whether %s for %s leads to an emulator', (token, url, leads) => {
  expect(leadsToEmulator(token, url)).toBe(leads)
})

test('an id that cannot be in a path says which part of the route it is for', async () => {
  const graph = createGraph({graphUrl: 'http://127.0.0.1:1', pageToken: 'T'})

  expect(await failureOf(graph.request('DELETE /{label_id}', {label_id: '..'}))).toMatchObject({
    reason: 'pathInvalid',
    data: {placeholder: 'label_id'},
  })
})

test('the clock of the platform is that of the first answer in a second', async () => {
  const {url} = await startServer(() => ({
    headers: {date: 'Sun, 22 Nov 2026 12:00:10 GMT', 'facebook-api-version': 'v26.0'},
  }))
  const clock = handClock()
  const warnings: string[] = []
  const client = clientOf(url, {clock, warn: text => warnings.push(text)})

  await client.request('GET /{page}')
  await clock.sleep(400)
  await client.request('GET /{page}')

  expect(client.aheadMs()).toBe(10_500)
  expect(warnings).toEqual([])
})

test('nobody has to listen to warnings, which say what they are about', async () => {
  const {url} = await startServer(() => ({headers: {'facebook-api-version': 'v21.0'}}))
  const warnings: unknown[] = []

  await clientOf(url).request('GET /{page}')
  await clientOf(url, {warn: (...about) => warnings.push(about[1])}).request('GET /{page}')

  expect(warnings).toEqual(['version'])
})

test('a wait by the clock of the machine ends with the signal, for its reason', async () => {
  const interrupt = new AbortController()
  const reason = new Error('Ctrl-C')
  const {url} = await startServer(() => ({status: 400, body: refusal(4)}))
  const warn = () => interrupt.abort(reason)

  const graph = createGraph({graphUrl: url, pageToken: 'T', signal: interrupt.signal, warn})

  expect(await failureOf(graph.request('GET /{page}'))).toBe(reason)
})
