import {createHmac} from 'node:crypto'
import {expect, test} from 'vitest'
import {collect} from '../../../src/api/core/paging.ts'
import {type Api, createApi} from '../../../src/api/index.ts'
import {UnauthorisedError} from '../../../src/errors.ts'
import type {AppId, Asid, PageId, Psid} from '../../../src/platform/ids.ts'
import {failureOf, handClock, inTurn, startServer} from '../platform-double.ts'

const [psid, asid] = [{psid: '7001' as Psid}, {asid: '1015' as Asid}]
const connection = {pageToken: 'PAGE', appToken: '555|SECRET', appSecret: 'SECRET', clock: handClock()}
const proofOf = (token: string) => createHmac('sha256', 'SECRET').update(token).digest('hex')

test.each<[string, (api: Api) => AsyncIterable<unknown>, string, string, Record<string, string>]>([
  ['Pages of a PSID', api => api.idMatching.idsForPages(psid), '7001/ids_for_pages', 'PAGE', {}],
  [
    'one app of a PSID',
    api => api.idMatching.idsForApps(psid, {app: '9' as AppId}),
    '7001/ids_for_apps',
    'PAGE',
    {app: '9'},
  ],
  [
    'one Page of an ASID',
    api => api.idMatching.idsForPages(asid, {page: '8' as PageId}),
    '1015/ids_for_pages',
    '555|SECRET',
    {page: '8'},
  ],
  ['apps of an ASID', api => api.idMatching.idsForApps(asid), '1015/ids_for_apps', '555|SECRET', {}],
])(
  '%s: asked with the token of the id, and the plain proof of that token',
  async (_, call, path, token, filter) => {
    const match = {id: '1', page: {id: '8'}, app: {id: '9'}}
    const {url, arrived} = await startServer(() => ({body: {data: [match]}}))

    await expect(collect(call(createApi({...connection, graphUrl: url})))).resolves.toEqual([match])

    const [request] = arrived
    expect(request?.path).toBe(`/v26.0/${path}`)
    expect(request?.headers.authorization).toBe(`Bearer ${token}`)
    expect(request?.query).toEqual({...filter, limit: '100', appsecret_proof: proofOf(token)})
  },
)

test.each([psid, asid])(
  'without the app secret nothing is sent for %j, and the message says what to set',
  async person => {
    const {url, arrived} = await startServer(() => ({body: {data: []}}))
    const {appSecret: _, ...withoutSecret} = connection
    const {idMatching} = createApi({...withoutSecret, graphUrl: url})

    const one = await failureOf(collect(idMatching.idsForPages(person)))
    const many = await failureOf(idMatching.idsForAppsOfAll([person]))

    expect(one).toBeInstanceOf(UnauthorisedError)
    expect(one).toMatchObject({reason: 'noAppSecret'})
    expect(many).toBeInstanceOf(UnauthorisedError)
    expect(arrived).toEqual([])
  },
)

test('many are asked for in one call that proves the secret, and a list that goes on is read to its end', async () => {
  const page = {id: '8'}
  const cut = {data: [{id: '1', page}], paging: {cursors: {after: 'c'}, next: 'https://x.example/'}}
  const ok = (body: object) => ({code: 200, body: JSON.stringify(body)})
  const unknown = {error: {message: 'gone', type: 'GraphMethodException', code: 100, error_subcode: 33}}
  const {url, arrived} = await startServer(
    inTurn(
      {body: [ok({data: []}), ok(cut), {code: 400, body: JSON.stringify(unknown)}]},
      {body: cut},
      {body: {data: [{id: '2', page}]}},
    ),
  )
  const people = ['1', '2', '3'].map(id => ({asid: id as Asid}))

  const results = await createApi({...connection, graphUrl: url}).idMatching.idsForPagesOfAll(people)

  expect(results).toEqual([
    {kind: 'done', answer: []},
    {
      kind: 'done',
      answer: [
        {id: '1', page},
        {id: '2', page},
      ],
    },
    {kind: 'failed', error: expect.objectContaining({message: expect.stringContaining('gone')})},
  ])
  expect(arrived[0]?.headers.authorization).toBe('Bearer 555|SECRET')
  expect(arrived[0]?.json).toMatchObject({
    appsecret_proof: proofOf('555|SECRET'),
    batch: [{relative_url: '1/ids_for_pages?limit=100'}, {}, {}],
  })
})
