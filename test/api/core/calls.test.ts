import {expect, test} from 'vitest'
import {createGraph} from '../../../src/api/core/graph-client.ts'
import type {DryRunRequest} from '../../../src/api/core/options.ts'
import type {HttpRequest} from '../../../src/api/core/transport.ts'
import {UsageError} from '../../../src/errors.ts'
import {appSecretProof} from '../../../src/platform/signature.ts'
import {reported} from '../../helpers/reported.ts'
import {failureOf, handClock, refusal} from '../platform-double.ts'

/** Answers every call with the same, and remembers them. */
function standIn(body: unknown = {}, status = 200) {
  const calls: HttpRequest[] = []
  const transport = async (request: HttpRequest) => {
    calls.push(request)
    return {status, headers: {}, body: JSON.stringify(body)}
  }
  return {calls, transport, urls: () => calls.map(({url}) => url)}
}

test.each([
  ['https://graph.facebook.com'],
  ['http://localhost:1234'],
  ['http://127.0.0.1:1234'],
  ['http://127.255.255.254'],
  ['http://[::1]:1234'],
])('a token of the platform is sent to %s, with as many slashes at the end as one likes', async graphUrl => {
  const {transport, urls} = standIn()

  for (const end of ['', '/', '///'])
    await createGraph({graphUrl: `${graphUrl}${end}`, pageToken: '!EAAB~', transport}).request('GET /{page}')

  expect(urls()).toEqual(Array(3).fill(`${graphUrl}/v26.0/me`))
})

test('calls go to the platform unless told otherwise', async () => {
  const {transport, urls} = standIn()

  await createGraph({pageToken: 'EAAB', transport}).request('GET /{page}')

  expect(urls()).toEqual(['https://graph.facebook.com/v26.0/me'])
})

test.each(['a b', 'EAAB\n', 'EAAB\u007f', 'EAÄB', ' EAAB'])(
  'the token %j cannot be sent',
  async pageToken => {
    const {transport, urls} = standIn()

    expect(
      reported(await failureOf(createGraph({pageToken, transport}).request('GET /{page}'))),
    ).toMatchObject({
      code: 'UNAUTHORISED',
      message:
        'The token cannot be sent: it contains a space, a line break, or a character that is not ASCII',
      hint: 'Use the token alone, as one word',
    })
    expect(urls()).toEqual([])
  },
)

test.each([
  'http://127.0.0.1.example.com',
  'http://localhost.example.com',
  'http://1270.0.0.1.example.com',
  'http://my-localhost',
])('%s is not this machine, and gets no token without encryption', async graphUrl => {
  const {transport, urls} = standIn()

  const error = await failureOf(createGraph({graphUrl, pageToken: 'EAAB', transport}).request('GET /{page}'))

  expect(error).toMatchObject({code: 'CONFIG'})
  expect(urls()).toEqual([])
})

test('a token that only holds the letters of the emulator’s leaves this machine', async () => {
  const {transport, urls} = standIn()

  for (const pageToken of ['EAAEMUB', '5|EAAEMU', 'x|EMUa'])
    await createGraph({pageToken, transport}).request('GET /{page}')

  expect(urls()).toHaveLength(3)
})

test('a proof is made once a second for each token, where it is demanded without the time, and never for an app token', async () => {
  const {transport, calls} = standIn()
  const clock = handClock(1_000_999)
  const graph = createGraph({pageToken: 'PAGE', appToken: '5|SECRET', appSecret: 'SECRET', transport, clock})
  const proofs = () => calls.map(({url}) => Object.fromEntries(new URL(url).searchParams))
  const proofAt = (seconds: number, token = 'PAGE') => ({
    appsecret_proof: appSecretProof(token, 'SECRET', seconds),
    appsecret_time: String(seconds),
  })

  await graph.request('GET /{page}')
  await graph.request('GET /{page}')
  await clock.sleep(1)
  await graph.request('GET /{page}')
  await graph.request('GET /{page}', {}, {accessToken: 'OTHER'})
  await graph.request('GET /{page}', {}, {accessToken: '6|OTHER'})
  await graph.request('GET /{page}', {}, {token: 'app'})
  await graph.request('GET /{page}', {}, {token: 'app', proof: 'always'})

  expect(proofs()).toEqual([
    proofAt(1000),
    proofAt(1000),
    proofAt(1001),
    proofAt(1001, 'OTHER'),
    {},
    {},
    {appsecret_proof: appSecretProof('5|SECRET', 'SECRET')},
  ])
})

test('a proof that is demanded and cannot be made says what to set', async () => {
  const {transport, urls} = standIn()

  expect(
    reported(
      await failureOf(
        createGraph({pageToken: 'EAAB', transport}).request('GET /{page}', {}, {proof: 'always'}),
      ),
    ),
  ).toMatchObject({
    exitCode: 4,
    message: 'This call must prove that it knows the app secret, and no app secret is set',
    hint: 'Set MSGR_APP_SECRET, or appSecret of the Page in the project file: msgr help config',
  })
  expect(urls()).toEqual([])
})

test('a write whose texts hold a token is not sent, alone, in a batch or beside a file', async () => {
  const {transport, urls} = standIn()
  const graph = createGraph({pageToken: 'EAABtoken123', transport})
  const params = {message: {text: 'mine is EAABtoken123'}}
  const why = {
    code: 'USAGE',
    message: expect.stringMatching(/^POST \/\{page\}\/messages was not sent: message.text holds /),
    reason: 'secretInRequest',
  }

  expect(await failureOf(graph.request('POST /{page}/messages', params))).toMatchObject(why)
  expect(
    await failureOf(graph.batch([{route: 'GET /{page}'}, {route: 'POST /{page}/messages', params}])),
  ).toMatchObject(why)
  expect(
    await failureOf(graph.upload('POST /{page}/messages', params, {path: '/no/such/file'})),
  ).toMatchObject(why)
  await graph.request('GET /debug_token', {input_token: 'EAABtoken123'})
  await graph.request('POST /{page}/messages', params, {isOneOfMany: true})
  expect(urls()).toHaveLength(2)
})

test('answers are exact, unless secrets are to be taken out of them', async () => {
  const body = {name: 'EAABtoken123', next: ['x EAABtoken123'], other: 'EAABother4567', n: 1}
  const {transport} = standIn(body)
  const answer = (hidesSecrets?: boolean) =>
    createGraph({pageToken: 'EAABtoken123', transport, hidesSecrets}).request('GET /{page}')

  expect(await answer()).toEqual(body)
  expect(await answer(true)).toEqual({...body, name: '***', next: ['x ***']})
})

test('a call waits for its turn before it is made', async () => {
  const {transport, calls} = standIn()
  const counts: number[] = []

  await createGraph({pageToken: 'EAAB', transport}).request(
    'GET /{page}',
    {},
    {turn: async () => void counts.push(calls.length)},
  )

  expect([counts, calls.length]).toEqual([[0], 1])
})

test('parameters travel where the call says', async () => {
  const {transport, calls} = standIn()
  const graph = createGraph({pageToken: 'EAAB', transport, appSecret: 'S', clock: handClock(0)})
  const params = {a: 'ü &', list: [1], none: undefined, nothing: null}
  const proof = {appsecret_proof: appSecretProof('EAAB', 'S', 0), appsecret_time: 0}

  await graph.request('POST /{page}/x', params, {paramsIn: 'query'})
  await graph.request('DELETE /{page}/x', params)
  await graph.request('GET /{page}/x', params, {paramsIn: 'body'})
  await graph.request('POST /{page}/x', params, {paramsIn: 'form'})

  const asForm = {a: 'ü &', list: '[1]', nothing: 'null', ...proof, appsecret_time: '0'}
  const sent = calls.map(({method, url, headers: {authorization: _, ...headers}, body}) => {
    const {pathname, search} = new URL(url)
    const text = String(body)
    const asData = text.startsWith('{') ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text))
    return [
      method,
      pathname,
      Object.fromEntries(new URLSearchParams(search)),
      headers,
      body === undefined ? undefined : asData,
    ]
  })
  const path = '/v26.0/me/x'
  expect(sent).toEqual([
    ['POST', path, asForm, {}, undefined],
    ['DELETE', path, asForm, {}, undefined],
    ['GET', path, {}, {'content-type': 'application/json'}, {a: 'ü &', list: [1], nothing: null, ...proof}],
    ['POST', path, {}, {'content-type': 'application/x-www-form-urlencoded'}, asForm],
  ])
})

test.each([
  ['GET /{label_id}', {}, TypeError, 'GET /{label_id} was called without label_id'],
  ['GET /{label_id}', {label_id: ''}, TypeError, 'GET /{label_id} was called without label_id'],
  [
    'GET /{label_id}',
    {label_id: 'a b'},
    UsageError,
    'The label id "a b" contains a space, and cannot be in a path',
  ],
  ['GET /../me', {}, UsageError, 'The path ".." leads to another path, and cannot be in a path'],
] as const)('%s with %j makes no call', async (route, params, kind, message) => {
  const {transport, urls} = standIn()

  const error = await failureOf(
    (async () => createGraph({pageToken: 'EAAB', transport}).request(route, params))(),
  )

  expect(error).toBeInstanceOf(kind)
  expect(error).toMatchObject({message})
  expect(urls()).toEqual([])
})

test('a placeholder of the Page is `me` unless it is named', async () => {
  const {transport, urls} = standIn()
  const graph = createGraph({pageToken: 'EAAB', transport})

  await graph.request('GET /{page}/labels', {page: '42', limit: 1})
  await graph.request('GET /{page}/labels', {limit: undefined})

  const root = 'https://graph.facebook.com/v26.0'
  expect(urls()).toEqual([`${root}/42/labels?limit=1`, `${root}/me/labels`])
})

test('a dry run of an upload shows the parts of its form, and the length of nothing', async () => {
  const requests: DryRunRequest[] = []
  const graph = createGraph({
    dryRun: true,
    pageToken: 'EAABtoken123',
    onDryRun: request => requests.push(request),
  })

  await graph.upload('POST /{page}/messages', {message: {a: 1}, tag: 'x'}, {path: import.meta.filename})

  expect(requests).toEqual([
    {
      method: 'POST',
      url: 'https://graph.facebook.com/v26.0/me/messages',
      headers: {authorization: 'Bearer ***', 'content-type': expect.stringMatching(/^multipart/)},
      body: {message: '{"a":1}', tag: 'x', filedata: `@${import.meta.filename}`},
    },
  ])
})

test('a date that is none, or is sent twice, says nothing about the platform’s clock', async () => {
  for (const date of ['yesterday', ['Sun, 22 Nov 2026 12:00:10 GMT', 'x']]) {
    const transport = async () => ({status: 200, headers: {date}, body: '{}'})
    const graph = createGraph({pageToken: 'EAAB', transport})
    await graph.request('GET /{page}')
    expect(graph.aheadMs()).toBeUndefined()
  }
})

test('a client without a clock of its own waits in real time, and Ctrl-C ends the wait with its reason', async () => {
  const interrupt = new AbortController()
  const reason = new Error('Ctrl-C')
  const {transport, calls} = standIn(refusal(2), 500)
  const reading = failureOf(
    createGraph({pageToken: 'EAAB', transport, signal: interrupt.signal, random: () => 1}).request(
      'GET /{page}',
    ),
  )
  await expect.poll(() => calls.length).toBeGreaterThan(1)

  interrupt.abort(reason)

  expect(await reading).toBe(reason)
})
