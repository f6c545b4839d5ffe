import {expect, test} from 'vitest'
import {appSecretProof} from '../../../src/platform/signature.ts'
import {clientOf, failureOf, handClock, refusal, startServer} from '../platform-double.ts'

const assign = (user: string) => ({route: 'POST /{label_id}/label', params: {label_id: '9', user}}) as const
const ok = {code: 200, body: '{"success":true}'}

test('many operations travel in one call, and come back as one result each, in order', async () => {
  const {url, arrived} = await startServer(() => ({
    body: [ok, {code: 400, body: JSON.stringify(refusal(100, {error_subcode: 2018001}))}, null],
  }))

  const results = await clientOf(url).batch([assign('1'), assign('2'), assign('3')])

  expect(results).toEqual([
    {kind: 'done', answer: {success: true}},
    {
      kind: 'failed',
      error: expect.objectContaining({name: 'GraphError', message: expect.stringContaining('POST /9/label')}),
    },
    {kind: 'unfinished'},
  ])
  expect(arrived).toHaveLength(1)
  expect(arrived[0]).toMatchObject({method: 'POST', path: '/v26.0/'})
  expect(arrived[0]?.json).toEqual({
    include_headers: false,
    batch: [
      {method: 'POST', relative_url: '9/label', body: 'user=1'},
      {method: 'POST', relative_url: '9/label', body: 'user=2'},
      {method: 'POST', relative_url: '9/label', body: 'user=3'},
    ],
  })
})

test('reads keep their query, objects travel as JSON, and the batch is proved once', async () => {
  const {url, arrived} = await startServer(() => ({body: [ok, ok]}))
  const clock = handClock(1_000_000)

  await clientOf(url, {appSecret: 'SECRET', clock}).batch([
    {route: 'GET /{psid}/custom_labels', params: {psid: '7', fields: 'id,page_label_name'}},
    {route: 'POST /{page}/messages', params: {recipient: {id: '7'}}},
  ])

  expect(arrived[0]?.json).toMatchObject({
    batch: [
      {method: 'GET', relative_url: '7/custom_labels?fields=id%2Cpage_label_name'},
      {method: 'POST', relative_url: 'me/messages', body: 'recipient=%7B%22id%22%3A%227%22%7D'},
    ],
    appsecret_proof: appSecretProof('PAGE-TOKEN', 'SECRET', 1000),
    appsecret_time: 1000,
  })
})

test('more than 50 operations travel in several calls', async () => {
  const {url, arrived} = await startServer(({json}) => ({body: json.batch.map(() => ok)}))
  const people = Array.from({length: 120}, (_, index) => String(index))

  const results = await clientOf(url).batch(people.map(assign))

  expect(arrived.map(({json}) => json.batch.length)).toEqual([50, 50, 20])
  expect(results).toHaveLength(120)
  expect(results.every(({kind}) => kind === 'done')).toBe(true)
})

test('a batch that fails as a whole throws', async () => {
  const {url} = await startServer(() => ({status: 400, body: refusal(190)}))

  await expect(failureOf(clientOf(url).batch([assign('1')]))).resolves.toMatchObject({reason: 'tokenInvalid'})
})

test('when a later call fails as a whole, what was done before is still told', async () => {
  const {url, arrived} = await startServer(({json}) =>
    arrived.length > 1 ? {status: 400, body: refusal(190)} : {body: json.batch.map(() => ok)},
  )
  const people = Array.from({length: 120}, (_, index) => String(index))

  const results = await clientOf(url).batch(people.map(assign))

  expect(results.map(({kind}) => kind)).toEqual([...Array(50).fill('done'), ...Array(70).fill('failed')])
  expect(arrived).toHaveLength(2)
})

const tooMuch = refusal(1, {message: 'Please reduce the amount of data you are asking for'})
const read = (id: string) => ({route: 'GET /{psid}', params: {psid: id}}) as const

test('reads that are too much for one call travel in smaller ones, in order', async () => {
  const {url, arrived} = await startServer(({json}) =>
    json.batch.length > 2
      ? {status: 500, body: tooMuch}
      : {
          body: json.batch.map(({relative_url: id}: {relative_url: string}) => ({
            code: 200,
            body: `{"id":"${id}"}`,
          })),
        },
  )

  const results = await clientOf(url, {retry: 'none'}).batch(['1', '2', '3', '4', '5'].map(read))

  expect(results).toEqual(['1', '2', '3', '4', '5'].map(id => ({kind: 'done', answer: {id}})))
  expect(arrived.map(({json}) => json.batch.length)).toEqual([5, 3, 2, 2, 1])
})

test.each([
  ['one read that is too much', [read('1')], tooMuch],
  ['reads that fail for another reason', [read('1'), read('2')], refusal(190)],
  ['writes that are too much', [assign('1'), assign('2')], tooMuch],
  ['reads and writes that are too much', [read('1'), assign('2')], tooMuch],
])('%s are not asked again in parts', async (_, operations, body) => {
  const {url, arrived} = await startServer(() => ({status: 400, body}))

  expect(await failureOf(clientOf(url, {retry: 'none'}).batch(operations))).toMatchObject({
    code: 'GRAPH_ERROR',
  })
  expect(arrived).toHaveLength(1)
})

test('an error that is not one of the network or the platform ends a batch, whatever was done before', async () => {
  const fault = new TypeError('no such thing')
  let calls = 0
  const transport = async () => {
    calls += 1
    if (calls > 1) throw fault
    return {status: 200, headers: {}, body: JSON.stringify(Array.from({length: 50}, () => ok))}
  }
  const many = Array.from({length: 60}, (_, index) => read(String(index)))

  expect(await failureOf(clientOf('http://127.0.0.1:1', {transport}).batch(many))).toBe(fault)
  expect(calls).toBe(2)
})

test('a secret is refused in what an operation writes, not in what one reads', async () => {
  const {url, arrived} = await startServer(({json}) => ({body: json.batch.map(() => ok)}))
  const params = {page_label_name: 'PAGE-TOKEN'}
  const graph = clientOf(url)

  expect(await graph.batch([{route: 'GET /{page}/custom_labels', params}])).toHaveLength(1)
  expect(await failureOf(graph.batch([{route: 'POST /{page}/custom_labels', params}]))).toMatchObject({
    reason: 'secretInRequest',
    data: {path: 'page_label_name'},
  })
  expect(arrived).toHaveLength(1)
})
