import {expect, test} from 'vitest'
import {createGraph} from '../../../src/api/core/graph-client.ts'
import type {GraphOptions} from '../../../src/api/core/options.ts'
import {type Answer, type Arrived, clientOf, startServer} from '../platform-double.ts'

const issued = `EMUPAGE${'0'.repeat(64)}`
const issuedApp = `EMUAPP${'a'.repeat(64)}`

async function startEmulator(
  health: Answer | (() => Answer) = {body: {apiVersion: 'v12.0', today: '2021-10-01'}},
) {
  const answer = (request: Arrived) => {
    if (request.path !== '/_msgr/health') return {body: {id: '1'}}
    return typeof health === 'function' ? health() : health
  }
  const {url, arrived, server} = await startServer(answer)
  const paths = () => arrived.map(({path}) => path)
  return {url, paths, server}
}

test('an emulator is asked once for its version and its day', async () => {
  const {url, paths} = await startEmulator()
  const graph = clientOf(url, {pageToken: issued})

  await graph.request('GET /{page}')
  await graph.request('GET /{page}')

  expect([await graph.version(), await graph.today()]).toEqual(['v12.0', '2021-10-01'])
  expect(paths()).toEqual(['/_msgr/health', '/v12.0/me', '/v12.0/me'])
})

test.each<[string, GraphOptions, string, string]>([
  ['a token of the platform', {pageToken: 'EAAB'}, 'v26.0', '2026-11-22'],
  ['a token that only begins like one of the emulator', {pageToken: `${issued}0`}, 'v26.0', '2026-11-22'],
  ['one that only ends like it', {pageToken: `x${issued}`}, 'v26.0', '2026-11-22'],
  [
    'a version and a day that are named',
    {pageToken: issued, apiVersion: 'v25.0', today: '2026-01-02'},
    'v25.0',
    '2026-01-02',
  ],
  ['a dry run', {pageToken: issued, dryRun: true}, 'v26.0', '2026-11-22'],
])('nobody is asked with %s', async (_, options, version, today) => {
  const {url, paths} = await startEmulator()
  const graph = clientOf(url, options)

  expect([await graph.version(), await graph.today()]).toEqual([version, today])
  expect(paths()).toEqual([])
})

test('a client of the app alone, and a call with another token, ask the emulator that issued it', async () => {
  const {url, paths} = await startEmulator()

  expect(await clientOf(url, {pageToken: undefined, appToken: issuedApp}).version()).toBe('v12.0')
  await clientOf(url).request('GET /{page}', {}, {accessToken: issued})
  await clientOf(url, {pageToken: issued, appToken: '5|SECRET'}).request(
    'GET /debug_token',
    {},
    {token: 'app'},
  )

  const asked = '/_msgr/health'
  expect(paths()).toEqual([asked, asked, '/v12.0/me', asked, '/v12.0/debug_token'])
})

test('no host but this machine is asked', async () => {
  const urls: string[] = []
  const transport = async ({url}: {readonly url: string}) => {
    urls.push(url)
    return {status: 200, headers: {}, body: '{"apiVersion":"v12.0"}'}
  }

  const graph = createGraph({graphUrl: 'https://graph.example.com', pageToken: issued, transport})

  expect(await graph.version()).toBe('v26.0')
  expect(urls).toEqual([])
})

test.each<[string, Answer]>([
  ['an error', {status: 500, body: {apiVersion: 'v12.0', today: '2021-10-01'}}],
  ['something that is not JSON', {body: 'hello'}],
  ['no version and no day', {body: {apiVersion: 'newest', today: 20211001}}],
])(
  'an emulator that answers with %s leaves the newest version and the day of the clock',
  async (_, health) => {
    const {url} = await startEmulator(health)
    const graph = clientOf(url, {pageToken: issued})

    expect([await graph.version(), await graph.today()]).toEqual(['v26.0', '2026-11-22'])
  },
)

test('an emulator that could not be asked is asked again before the next call', async () => {
  const answers: Answer[] = [{body: 'not yet'}, {body: {apiVersion: 'v12.0', today: '2021-10-01'}}]
  const {url, paths} = await startEmulator(() => answers.shift() ?? {})
  const graph = clientOf(url, {pageToken: issued})

  await graph.request('GET /{page}')
  await graph.request('GET /{page}')

  expect(paths()).toEqual(['/_msgr/health', '/v26.0/me', '/_msgr/health', '/v12.0/me'])
})
