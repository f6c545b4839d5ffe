import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {PassThrough} from 'node:stream'
import {expect} from 'vitest'
import {parse} from 'yaml'
import {shortLivedUserToken, tokenOf, tokensOf, userTokenOf} from '../../helpers/probe.ts'
import {type EmulatedWorld, test} from '../../helpers/world.ts'

const SHOP = '109876543210987'
const SUPPORT = '109876543210988'

/** The platform, as far as the client can tell. */
const platform = ({emulator}: EmulatedWorld) => ({MSGR_EMULATOR: '', MSGR_GRAPH_URL: emulator.url})

/** The same, with the app known. */
async function withApp(world: EmulatedWorld) {
  const {appId, appSecret} = await world.emulator.connection()
  return {...platform(world), MSGR_APP_ID: appId, MSGR_APP_SECRET: appSecret}
}

const kept = async ({home}: EmulatedWorld): Promise<Record<string, {token: string}>> =>
  parse(await readFile(join(home, 'config/credentials.yaml'), 'utf8'))

const nothingKept = (world: EmulatedWorld) => expect(kept(world)).rejects.toThrow('ENOENT')

test('the token of a person is exchanged; those of the chosen Pages have no end, and it is kept nowhere', async ({
  world,
}) => {
  const token = shortLivedUserToken(world.emulator)
  const env = await withApp(world)

  const {code, out, err} = await world.msgr('login --with-token --page "Acme Support" --json', {
    stdin: `${token}\n`,
    env,
  })

  expect({code, err}).toEqual({code: 0, err: ''})
  expect(JSON.parse(out)).toMatchObject({
    pages: [{page: 'acme-support', pageId: SUPPORT, pageName: 'Acme Support', expires: false}],
    kept: true,
  })
  expect(Object.keys(await kept(world))).toEqual(['acme-support'])
  expect(JSON.stringify(await kept(world))).not.toContain(token)
  world.clock.advance(400 * 86_400_000)
  expect((await world.msgr('whoami --page acme-support', {env})).code).toBe(0)
})

test('neither the token nor the app secret travels in a URL or is shown when it is exchanged', async ({
  world,
}) => {
  const token = shortLivedUserToken(world.emulator)
  const env = await withApp(world)

  const {err} = await world.msgr('login --with-token --all-pages --debug', {stdin: token, env})

  expect(err).toMatch(/POST \S+\/oauth\/access_token \{.*"fb_exchange_token":"\*\*\*"/)
  expect(err).not.toContain(token)
  expect(err).not.toContain(env.MSGR_APP_SECRET)
})

test('where the app is not known, it is told that the tokens end, and how to get better ones', async ({
  world,
}) => {
  const {code, err} = await world.msgr('login --with-token --all-pages', {
    stdin: shortLivedUserToken(world.emulator),
    env: platform(world),
  })

  expect(code).toBe(0)
  expect(err).toMatch(/The token of acme-shop, acme-support expires with the user token, .*MSGR_APP_SECRET/)
  expect(Object.keys(await kept(world))).toEqual(['acme-shop', 'acme-support'])
})

test('where nobody can choose, one error names the Pages and the flags', async ({world}) => {
  const stdin = userTokenOf(world.emulator)

  const none = await world.msgr('login --with-token', {stdin, env: platform(world)})
  const wrong = await world.msgr('login --with-token --page shop', {stdin, env: platform(world)})

  expect(none).toMatchObject({
    code: 2,
    err: `✖ This token has access to 2 Pages: Acme Shop (${SHOP}), Acme Support (${SUPPORT})\n  Choose: --page NAME or its id, several as --page a,b, or --all-pages\n`,
  })
  expect(wrong.code).toBe(2)
  expect(wrong.err).toContain(
    `has no access to a Page shop, only to Acme Shop (${SHOP}), Acme Support (${SUPPORT})`,
  )
  await nothingKept(world)
})

test('Pages are named by their id, their name, and what the settings call them', async ({world}) => {
  await world.write('.msgrrc.yaml', `pages: {shop: {pageId: "${SHOP}", token: store}}\n`)
  const stdin = userTokenOf(world.emulator)

  const {code, out} = await world.msgr(`login --with-token --page shop,${SUPPORT} --json`, {
    stdin,
    env: platform(world),
  })

  expect(code).toBe(0)
  expect(JSON.parse(out).pages).toMatchObject([{page: 'shop'}, {page: 'acme-support'}])
  expect((await world.msgr('whoami --page shop --json', {env: platform(world)})).out).toContain(SHOP)
})

test('a person at a terminal chooses the Pages; what is no living token is asked for again with the reason', async ({
  world,
}) => {
  const stdin = new PassThrough()
  const running = world.start('login', {
    stdin,
    env: platform(world),
    terminals: {stdin: true, stderr: true},
  })
  const answer = async (question: string, keys: string) => {
    await running.err.holds(question)
    stdin.write(keys)
  }

  await answer('Access token of a Page or of a person', '\n')
  await answer('The token is empty', 'EMU with a blank\n')
  await answer('What was typed does not contain a valid token: it contains a space', 'EMUnobodyknowsthis\n')
  await answer('Cannot parse access token', `${userTokenOf(world.emulator)}\n`)
  await answer('Which Pages?', '\n')
  await answer('Choose with the space bar', '\u001b[B \n')
  const {code, out} = await running.ended

  expect(code).toBe(0)
  expect(out).toContain('Logged in to Acme Support')
  expect(Object.keys(await kept(world))).toEqual(['acme-support'])
})

test('a dry run says what would be kept, and makes no new token', async ({world}) => {
  const before = tokensOf(world.emulator).length

  const {code, out} = await world.msgr('login --with-token --page acme-shop --dry-run', {
    stdin: userTokenOf(world.emulator),
    env: await withApp(world),
  })

  expect(code).toBe(0)
  expect(out).toContain(`The token works: Acme Shop (${SHOP}) as acme-shop would be stored`)
  expect(tokensOf(world.emulator)).toHaveLength(before)
  await nothingKept(world)
})

test('an app that is known tells missing permissions, an end, and that a token is that of another app', async ({
  world,
}) => {
  const {pageToken} = await world.emulator.connection()
  const token = tokenOf(world.emulator, pageToken)
  if (token === undefined) throw new Error('there is no token')
  token.scopes = token.scopes.filter(scope => scope !== 'pages_messaging')
  token.expiresMs = world.clock.now() + 86_400_000
  const env = await withApp(world)
  const other = {MSGR_APP_ID: '998877665544332', MSGR_APP_SECRET: 'fedcba9876543210fedcba9876543210'}

  const lacking = await world.msgr('login --with-token', {stdin: pageToken, env})
  const foreign = await world.msgr('login --with-token --page other', {
    stdin: pageToken,
    env: {...env, ...other},
  })
  token.expiresMs = 1
  const dead = await world.msgr('login --with-token --page dead', {stdin: pageToken, env})

  expect(lacking.code).toBe(0)
  expect(lacking.err).toContain('lacks the permission pages_messaging')
  expect(lacking.err).toMatch(/The token of acme-shop expires on \d{4}-\d\d-\d\dT\d\d:\d\dZ/)
  expect(foreign).toMatchObject({code: 4, err: expect.stringContaining('an app other than 998877665544332')})
  expect(dead).toMatchObject({code: 4, err: expect.stringContaining('the access token has expired')})
  expect(Object.keys(await kept(world))).toEqual(['acme-shop'])
})

test('a token is not kept under the name of another Page, nor in silence where it is not used', async ({
  world,
}) => {
  await world.write(
    '.msgrrc.yaml',
    `pages: {shop: {pageId: "${SHOP}", token: "env:SHOP_TOKEN"}, help: {pageId: "${SUPPORT}"}}\n`,
  )
  const {pageToken: stdin} = await world.emulator.connection('Acme Shop')

  const taken = await world.msgr('login --with-token --page help', {stdin, env: platform(world)})
  const unused = await world.msgr('login --with-token', {stdin, env: platform(world)})

  expect(taken).toMatchObject({code: 2, err: expect.stringContaining(`help is the Page ${SUPPORT}`)})
  expect(unused.code).toBe(0)
  expect(unused.err).toMatch(/stored but not used: .* shop from elsewhere \(.*env:SHOP_TOKEN\)/)
  expect(Object.keys(await kept(world))).toEqual(['shop'])
})

test('the token of a Page that is named by its id is kept under the name that the settings give it', async ({
  world,
}) => {
  await world.write('.msgrrc.yaml', `pages: {shop: {pageId: "${SHOP}", token: store}}\n`)
  const {pageToken: stdin} = await world.emulator.connection('Acme Shop')

  expect((await world.msgr(`login --with-token --page ${SHOP}`, {stdin, env: platform(world)})).code).toBe(0)

  expect(Object.keys(await kept(world))).toEqual(['shop'])
})
