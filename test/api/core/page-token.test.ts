import {describe, expect, test} from 'vitest'
import {GraphError, UnauthorisedError} from '../../../src/errors.ts'
import type {PageTokenKeeper, TokenUse} from '../../../src/platform/page-token.ts'
import {clientOf, failureOf, startServer} from '../platform-double.ts'

/** Lets everything through, and remembers what it was asked. */
function watching(changes: Partial<PageTokenKeeper> = {}) {
  const uses: TokenUse[] = []
  const keeper: PageTokenKeeper = {
    missing: () => new UnauthorisedError('no token, says the keeper'),
    admit: async use => {
      uses.push(use)
    },
    explain: error => new GraphError(error.message, error.refusal, {hint: 'says the keeper'}),
    ...changes,
  }
  return {keeper, writes: () => uses.map(({isWrite}) => isWrite), uses}
}

const refused = {error: {message: 'no', type: 'OAuthException', code: 190}}

describe('whoever gave the Page token', () => {
  test('is told of each call with it, and whether it may change something', async () => {
    const {url} = await startServer(() => ({body: []}))
    const {keeper, writes} = watching()
    const graph = clientOf(url, {keeper, appToken: '1|app'})

    await graph.request('GET /{page}/custom_labels')
    await graph.request('POST /{page}/custom_labels')
    await graph.request('DELETE /{page}/messenger_profile')
    await graph.request('GET /{page}/custom_labels', {method: 'delete'})
    await graph.batch([{route: 'GET /{page}/custom_labels'}, {route: 'GET /{page}'}])
    await graph.batch([{route: 'GET /{page}'}, {route: 'POST /{page}/custom_labels'}])
    await graph.request('GET /{page}/custom_labels', {batch: [{method: 'POST'}]})
    await graph.request('POST /', {batch: 'none'})
    await graph.request('POST /1/subscriptions', {}, {token: 'app'})
    await graph.request('POST /{page}/messages', {}, {accessToken: 'EAABanother'})

    expect(writes()).toEqual([false, true, true, true, false, true, false, true])
  })

  test('can refuse a call, which is not made then', async () => {
    const {url, arrived} = await startServer(() => ({}))
    const {keeper} = watching({admit: () => Promise.reject(new UnauthorisedError('another Page'))})

    const error = await failureOf(clientOf(url, {keeper}).request('POST /{page}/messages'))

    expect(error).toMatchObject({message: 'another Page'})
    expect(arrived).toEqual([])
  })

  test('can ask whose it is over the same connection, without being asked itself', async () => {
    const {url, arrived} = await startServer(() => ({body: {id: '42', name: 'Acme'}}))
    const asked: unknown[] = []
    const {keeper} = watching({
      admit: async ({me}) => {
        asked.push(await me(['id', 'name']))
      },
    })

    await clientOf(url, {keeper}).request('POST /{page}/messages')

    expect(asked).toEqual([{id: '42', name: 'Acme'}])
    expect(arrived[0]?.query).toEqual({fields: 'id,name'})
    expect(arrived.map(({method, path}) => `${method} ${path}`)).toEqual([
      'GET /v26.0/me',
      'POST /v26.0/me/messages',
    ])
  })

  test('says more about a refusal of it, alone and in a batch, and not about that of another token', async () => {
    const {url} = await startServer(({json}) =>
      json?.batch === undefined
        ? {status: 400, body: refused}
        : {body: [{code: 400, body: JSON.stringify(refused)}]},
    )
    const graph = clientOf(url, {keeper: watching().keeper, appToken: '1|app'})

    const alone = await failureOf(graph.request('GET /{page}'))
    const [item] = await graph.batch([{route: 'POST /{page}/custom_labels'}])
    const app = await failureOf(graph.request('GET /1/subscriptions', {}, {token: 'app'}))

    expect(alone).toMatchObject({hint: 'says the keeper'})
    expect(item).toMatchObject({kind: 'failed', error: {hint: 'says the keeper'}})
    expect(app).not.toMatchObject({hint: 'says the keeper'})
  })

  test('says why there is none', async () => {
    const {url} = await startServer(() => ({}))

    const error = await failureOf(
      clientOf(url, {keeper: watching().keeper, pageToken: undefined}).request('GET /{page}'),
    )

    expect(error).toMatchObject({message: 'no token, says the keeper'})
  })

  test('is not asked where there is no token, nor in a dry run', async () => {
    const {url, arrived} = await startServer(() => ({}))
    const {keeper, writes} = watching()

    await failureOf(clientOf(url, {keeper, pageToken: undefined}).request('GET /{page}'))
    await clientOf(url, {keeper, dryRun: true}).request('POST /{page}/custom_labels')

    expect(writes()).toEqual([])
    expect(arrived).toEqual([])
  })

  test('has nothing to say about what was done', async () => {
    const {url} = await startServer(() => ({body: [{code: 200, body: '{"id":"1"}'}, null]}))
    const graph = clientOf(url, {keeper: watching().keeper})

    expect(await graph.batch([{route: 'GET /1'}, {route: 'GET /2'}])).toEqual([
      {kind: 'done', answer: {id: '1'}},
      {kind: 'unfinished'},
    ])
  })
})

test('a token with a line end in it is not sent, and no failure of the network', async () => {
  const {url, arrived} = await startServer(() => ({}))

  const error = await failureOf(clientOf(url, {pageToken: 'EAAB\r'}).request('GET /{page}'))

  expect(error).toMatchObject({code: 'UNAUTHORISED', reason: 'tokenMalformed'})
  expect(arrived).toEqual([])
})
