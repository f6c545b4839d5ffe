import {mkdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {PassThrough} from 'node:stream'
import {describe, expect} from 'vitest'
import {tokenOf, userTokenOf} from '../helpers/probe.ts'
import {startRules} from '../helpers/rules-server.ts'
import {type EmulatedWorld, test, type World} from '../helpers/world.ts'

const SHOP = '109876543210987'
const SUPPORT = '109876543210988'

/** The platform, as far as the client can tell. */
const platform = ({emulator}: EmulatedWorld) => ({MSGR_EMULATOR: '', MSGR_GRAPH_URL: emulator.url})

const loginBoth = (world: EmulatedWorld) =>
  world.msgr('login --with-token --all-pages', {stdin: userTokenOf(world.emulator), env: platform(world)})

const userFile = ({home}: World) => join(home, 'config', 'config.yaml')

async function writeUser(world: World, text: string): Promise<void> {
  await mkdir(join(world.home, 'config'), {recursive: true})
  await writeFile(userFile(world), text)
}

describe('after the login of several Pages', () => {
  test('the next command is printed, and one without a Page says which there are and how to choose', async ({
    world,
  }) => {
    const env = platform(world)

    const login = await loginBoth(world)
    const listed = await world.msgr('label list', {env})
    const chosen = await world.msgr('use acme-support', {env})
    const whoami = await world.msgr('whoami --json', {env})

    expect(login.out).toContain('or choose a default: msgr use acme-shop\n')
    expect(listed).toMatchObject({
      code: 2,
      err: '✖ Several Pages are known: acme-shop, acme-support\n  Choose one with --page NAME, MSGR_PAGE or defaultPage: msgr use NAME\n',
    })
    expect(chosen).toMatchObject({
      code: 0,
      out: `✔ The default Page is acme-support (${SUPPORT}), from ${userFile(world)}: defaultPage\n`,
    })
    expect(JSON.parse(whoami.out).pageId).toBe(SUPPORT)
  })

  test('a person at a terminal is asked for the default', async ({world}) => {
    const stdin = new PassThrough()
    const running = world.start('login --with-token --all-pages', {
      stdin,
      env: platform(world),
      terminals: {stdin: true, stderr: true},
    })

    await running.err.holds('Access token of a Page or of a person')
    stdin.write(`${userTokenOf(world.emulator)}\n`)
    await running.err.holds('Which Page is the default?')
    stdin.write('\u001b[B')
    await running.err.holds('❯ acme-support')
    stdin.write('\n')
    const {code, out, err} = await running.ended

    expect(code).toBe(0)
    expect(out).toContain('Next: msgr whoami --page acme-shop\n')
    expect(err).not.toContain(userTokenOf(world.emulator))
    expect(await readFile(userFile(world), 'utf8')).toContain('defaultPage: acme-support\n')
  })

  test('one Page alone is meant without a question', async ({world}) => {
    const {pageToken: stdin} = await world.emulator.connection()

    const {out} = await world.msgr('login --with-token --json', {stdin, env: platform(world)})

    expect(JSON.parse(out)).toMatchObject({defaultPage: 'acme-shop', next: 'msgr whoami'})
  })
})

describe('msgr use', () => {
  test('alone shows the Page in force and where that comes from', async ({bareWorld: world}) => {
    await writeUser(world, 'pages: {a: {pageId: "1"}, b: {pageId: "2"}}\n')

    const none = await world.msgr('use')
    const byVariable = await world.msgr('use --json', {env: {MSGR_PAGE: '2'}})
    await writeUser(world, 'defaultPage: a\npages: {a: {pageId: "1"}, b: {pageId: "2"}}\n')
    const byFile = await world.msgr('use')

    expect(none).toMatchObject({code: 0, out: 'No default Page. Known: a, b. Choose one: msgr use NAME\n'})
    expect(JSON.parse(byVariable.out)).toEqual({
      page: 'b',
      pageId: '2',
      origin: 'MSGR_PAGE',
      choices: ['a', 'b'],
      file: null,
    })
    expect(byFile.out).toBe(`a (1), from ${userFile(world)}: defaultPage\n`)
  })

  test('keeps comments, takes an id, and writes nothing in a dry run', async ({bareWorld: world}) => {
    const text = '# mine\npages: {a: {pageId: "1"}, b: {pageId: "2"}}\n'
    await writeUser(world, text)

    await world.msgr('use 2 --dry-run')
    expect(await readFile(userFile(world), 'utf8')).toBe(text)
    await world.msgr('use 2')
    expect(await readFile(userFile(world), 'utf8')).toMatch(/^# mine\n[\s\S]*defaultPage: b\n/)
  })

  test('refuses a Page that nobody knows, and says which is meant', async ({bareWorld: world}) => {
    await writeUser(world, 'pages: {shop: {pageId: "1"}, staging: {pageId: "2"}}\n')

    const typo = await world.msgr('use shpo')
    const flag = await world.msgr('use --page shop')

    expect(typo).toMatchObject({code: 2, err: expect.stringContaining('Did you mean shop?')})
    expect(flag).toMatchObject({code: 2, err: expect.stringContaining('msgr use shop')})
    expect(await readFile(userFile(world), 'utf8')).not.toContain('defaultPage')
  })

  test('says what goes before it', async ({bareWorld: world}) => {
    const project = await world.write(
      '.msgrrc.yaml',
      'defaultPage: a\npages: {a: {pageId: "1"}, b: {pageId: "2"}}\n',
    )

    const {code, err} = await world.msgr('use b')

    expect(code).toBe(0)
    expect(err).toBe(`! ${project}: defaultPage overrides it: here commands use a\n`)
  })
})

describe('in a project', () => {
  const pages = `pages:\n  shop: {pageId: "${SHOP}", token: "env:SHOP_TOKEN"}\n`

  test('--all-pages takes its Pages, and those of the user file only outside of one', async ({world}) => {
    const {pageToken} = await world.emulator.connection()
    const env = {...platform(world), SHOP_TOKEN: pageToken}
    await loginBoth(world)
    await world.write('page.yaml', 'labels: [VIP]\n')
    const planned = async () => {
      const {code, out} = await world.msgr('page plan --all-pages --json', {env})
      return {code, pages: JSON.parse(out).pages.map(({page}: {page: string}) => page)}
    }

    expect(await planned()).toEqual({code: 0, pages: ['acme-shop', 'acme-support']})
    await world.write('.msgrrc.yaml', pages)
    expect(await planned()).toEqual({code: 0, pages: ['shop']})
    await world.write('.msgrrc.yaml', 'apiVersion: v26.0\n')
    const {code, err} = await world.msgr('page plan --all-pages', {env})
    expect({code, err}).toEqual({code: 2, err: expect.stringContaining('.msgrrc.yaml names no Page')})
  })

  test('its only Page is meant, and no default of the user file is', async ({world}) => {
    const {pageToken} = await world.emulator.connection()
    await loginBoth(world)
    await world.msgr('use acme-support', {env: platform(world)})
    await world.write('.msgrrc.yaml', pages)

    const {out} = await world.msgr('use', {env: {...platform(world), SHOP_TOKEN: pageToken}})

    expect(out).toBe(`shop (${SHOP}), from the only Page in the settings\n`)
  })
})

describe('without a token', () => {
  test('the hint is what to type: with no Page, with one, with several', async ({bareWorld: world}) => {
    const none = await world.msgr('label list')
    await world.write('.msgrrc.yaml', 'pages: {shop: {pageId: "1"}}\n')
    const one = await world.msgr('label list')
    await world.write('.msgrrc.yaml', 'pages: {shop: {pageId: "1"}, staging: {pageId: "2"}}\n')
    const several = await world.msgr('label list')
    const given = await startRules([{path: 'custom_labels', answer: {data: []}}])
    const byVariable = await world.msgr('label list', {env: {...given.env, MSGR_PAGE_ID: ''}})

    expect(none).toMatchObject({
      code: 4,
      err: expect.stringMatching(/There is no Page token\n {2}msgr login .*msgr init/),
    })
    expect(one).toMatchObject({code: 4, err: expect.stringContaining('There is no token for the Page shop')})
    expect(one.err).toContain('msgr login --page shop')
    expect(several).toMatchObject({
      code: 2,
      err: expect.stringContaining('Several Pages are known: shop, staging'),
    })
    expect(byVariable.code).toBe(0)
  })

  test('a Page that nobody knows, where none is known, says how to begin', async ({bareWorld: world}) => {
    const {code, err} = await world.msgr('label list --page shop')

    expect(code).toBe(2)
    expect(err).toContain('msgr login')
    expect(err).toContain('msgr init')
  })
})

describe('a dead token', () => {
  const dead = (subcode: number) => [
    {
      path: '',
      status: 400,
      answer: {
        error: {message: 'Session has expired', type: 'OAuthException', code: 190, error_subcode: subcode},
      },
    },
  ]

  test('is named with where it is, and how to try the next one', async ({bareWorld: world}) => {
    const {env} = await startRules(dead(463))
    const settings = {...env, MSGR_PAGE_TOKEN: '', MSGR_PAGE_ID: ''}
    await world.write(
      '.msgrrc.yaml',
      `pages: {page17: {token: "env:TOKEN_17"}, shop: {pageId: "${SHOP}", token: store}}\n`,
    )
    await mkdir(join(world.home, 'config'), {recursive: true})
    await writeFile(
      join(world.home, 'config', 'credentials.yaml'),
      `shop: {pageId: "${SHOP}", token: EAABstored12345}\n`,
      {
        mode: 0o600,
      },
    )
    await world.write('people.csv', 'psid\n6411223344556677\n')

    const variable = await world.msgr('label list --page page17', {
      env: {...settings, TOKEN_17: 'EAABdead123456'},
    })
    const store = await world.msgr('label list --page shop', {env: settings})
    const label = await world.msgr('label create VIP --page page17 --json', {
      env: {...settings, TOKEN_17: 'EAABdead123456'},
    })

    expect(variable.code).toBe(4)
    expect(variable.err).toContain(
      'TOKEN_17 holds it: put a new token there, then try it: msgr whoami --page page17',
    )
    expect(store.err).toContain('msgr login --page shop\n')
    expect(store.err).not.toContain('--with-token')
    expect(JSON.parse(label.err).error.hint).toContain('TOKEN_17 holds it')
  })

  test('keeps the advice that comes first, and adds where it is', async ({bareWorld: world}) => {
    const {env} = await startRules(dead(459))

    const {err} = await world.msgr('label list', {env})

    expect(err).toContain('log in at https://www.facebook.com first')
    expect(err).toContain('(MSGR_PAGE_TOKEN holds it)')
  })

  test('is shown by whoami with what mends it', async ({world}) => {
    const {pageToken, appId, appSecret} = await world.emulator.connection()
    const token = tokenOf(world.emulator, pageToken)
    if (token === undefined) throw new Error('there is no token')
    token.expiresMs = 1

    const {code, out} = await world.msgr('whoami', {
      env: {...platform(world), MSGR_PAGE_TOKEN: pageToken, MSGR_APP_ID: appId, MSGR_APP_SECRET: appSecret},
    })

    expect(code).toBe(4)
    expect(out).toContain('to fix it\tMSGR_PAGE_TOKEN holds it: put a new token there')
  })
})

test('login --page with the token of another Page names both, and what to do', async ({world}) => {
  await world.write('.msgrrc.yaml', `pages: {shop: {pageId: "${SHOP}", token: store}}\n`)
  const {pageToken: stdin} = await world.emulator.connection('Acme Support')

  const {code, err} = await world.msgr('login --with-token --page shop', {stdin, env: platform(world)})

  expect(code).toBe(2)
  expect(err).toBe(
    `✖ The token belongs to Acme Support (${SUPPORT}), but shop is the Page ${SHOP} (${world.folder}/.msgrrc.yaml: pages.shop.pageId)\n` +
      `  Use the token of ${SHOP}, store this one under another name (msgr login --page acme-support), or correct the id\n`,
  )
})

test('login --with-token on a terminal where nothing can be asked says that it waits', async ({world}) => {
  const stdin = new PassThrough()
  const running = world.start('login --with-token --no-input', {
    stdin,
    env: platform(world),
    terminals: {stdin: true, stderr: true},
  })

  await running.err.holds('Waiting for the token on standard input')
  stdin.end((await world.emulator.connection()).pageToken)

  expect((await running.ended).code).toBe(0)
})
