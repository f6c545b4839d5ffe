import {chmod, mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect} from 'vitest'
import {loadConfig} from '../../src/config/load.ts'
import type {ConfigFlags} from '../../src/config/sources.ts'
import {test, type World} from '../helpers/world.ts'

function load(world: World, env: Record<string, string> = {}, flags: ConfigFlags = {}, cwd = world.folder) {
  return loadConfig({env: {HOME: world.home, MSGR_HOME: world.home, ...env}, cwd, flags})
}

async function originOf(name: string, loading: ReturnType<typeof load>): Promise<string | undefined> {
  return (await loading).settings.find(setting => setting.name === name)?.origin
}

async function writeUser(world: World, name: string, text: string): Promise<string> {
  const file = join(world.home, 'config', name)
  await mkdir(join(world.home, 'config'), {recursive: true})
  await writeFile(file, text, {mode: 0o600})
  return file
}

const shop = 'defaultPage: shop\npages:\n  shop:\n    pageId: "109876543210987"\n    token: env:SHOP_TOKEN\n'

describe('a setting is taken from the highest place that holds it', () => {
  test('flag, environment, project file, user file, default', async ({bareWorld: world}) => {
    const origins: (string | undefined)[] = [await originOf('apiVersion', load(world))]
    const user = await writeUser(world, 'config.yaml', 'apiVersion: v22.0\n')
    origins.push(await originOf('apiVersion', load(world)))
    const project = await world.write('.msgrrc.yaml', 'apiVersion: v23.0\n')
    origins.push(await originOf('apiVersion', load(world)))
    origins.push(await originOf('apiVersion', load(world, {GRAPH_API_VERSION: '24.0'})))
    const env = {GRAPH_API_VERSION: '24.0', MSGR_API_VERSION: 'v25.0'}
    origins.push(await originOf('apiVersion', load(world, env)))
    origins.push(await originOf('apiVersion', load(world, env, {apiVersion: 'v26.0'})))

    expect(origins).toEqual([
      'default',
      `${user}: apiVersion`,
      `${project}: apiVersion`,
      'GRAPH_API_VERSION',
      'MSGR_API_VERSION',
      'flag --api-version',
    ])
    expect((await load(world, {GRAPH_API_VERSION: '24.0'})).connection.apiVersion).toBe('v24.0')
  })

  test('the keys of a Page come from project and user file together', async ({bareWorld: world}) => {
    await world.write('.msgrrc.yaml', 'pages:\n  shop: {pageId: "1"}\n')
    await writeUser(
      world,
      'config.yaml',
      'pages:\n  shop: {pageId: "2", appId: "3"}\n  other: {pageId: "4"}\n',
    )

    const {connection, pageNames} = await load(world, {MSGR_PAGE: 'shop'})

    expect(connection).toMatchObject({pageName: 'shop', pageId: '1', appId: '3'})
    expect(pageNames).toEqual(['shop', 'other'])
  })

  test('the variables of messenger-node are understood, after those of msgr', async ({bareWorld: world}) => {
    const theirs = {
      MESSENGER_VERIFY_TOKEN: 'theirs',
      MESSENGER_APP_SECRET: 'their-secret',
      MESSENGER_ENDPOINT: 'hook',
      MESSENGER_PORT: '8080',
    }

    const alone = await load(world, theirs)
    const beside = await load(world, {...theirs, MSGR_VERIFY_TOKEN: 'ours', MSGR_APP_SECRET: 'our-secret'})

    expect(alone.connection).toMatchObject({verifyToken: 'theirs', appSecret: 'their-secret'})
    expect(alone.webhook).toEqual({path: '/hook', port: 8080})
    expect(beside.connection).toMatchObject({verifyToken: 'ours', appSecret: 'our-secret'})
  })

  test('the app token is made of id and secret unless it is set', async ({bareWorld: world}) => {
    const env = {MSGR_APP_ID: '123', MSGR_APP_SECRET: 'secret'}

    expect((await load(world, env)).connection.appToken).toBe('123|secret')
    expect((await load(world, {...env, MSGR_APP_TOKEN: '123|other'})).connection.appToken).toBe('123|other')
  })

  test('an empty variable is not set', async ({bareWorld: world}) => {
    expect(await originOf('token', load(world, {MSGR_PAGE_TOKEN: ''}))).toBe('not set')
  })
})

describe('the Page', () => {
  const two = 'pages:\n  shop: {pageId: "11", token: "env:SHOP"}\n  staging: {pageId: "22"}\n'

  test('is named by flag, environment or file, or is the only one', async ({bareWorld: world}) => {
    await world.write('.msgrrc.yaml', two)
    expect((await load(world)).connection.pageName).toBeUndefined()
    expect((await load(world, {MSGR_PAGE: 'shop'})).connection.pageId).toBe('11')
    expect((await load(world, {MSGR_PAGE: 'shop'}, {page: 'staging'})).connection.pageId).toBe('22')
    expect((await load(world, {}, {page: '22'})).connection.pageName).toBe('staging')

    await world.write('.msgrrc.yaml', `defaultPage: staging\n${two}`)
    expect((await load(world)).connection.pageName).toBe('staging')

    await world.write('.msgrrc.yaml', 'pages:\n  shop: {pageId: "11"}\n')
    expect((await load(world)).connection.pageName).toBe('shop')
  })

  test('that nobody knows is a problem that lists the names', async ({bareWorld: world}) => {
    await world.write('.msgrrc.yaml', two)

    const {problems} = await load(world, {}, {page: 'shpo'})

    expect(problems).toMatchObject([
      {message: 'There is no Page shpo (flag --page); use one of: shop, staging', hint: 'Did you mean shop?'},
    ])
  })

  test('named by flag does not take the token of another from the environment', async ({
    bareWorld: world,
  }) => {
    await world.write('.msgrrc.yaml', two)
    const env = {SHOP: 'EAAB-shop', MSGR_PAGE_TOKEN: 'EAAB-left-over', MSGR_PAGE_ID: '33'}

    expect((await load(world, env, {page: 'shop'})).connection).toMatchObject({
      pageId: '11',
      pageToken: 'EAAB-shop',
    })
    expect((await load(world, env, {page: 'staging'})).connection).toMatchObject({
      pageId: '22',
      pageToken: undefined,
    })
  })

  test('named by flag takes from the environment what its entry leaves out', async ({bareWorld: world}) => {
    await world.write('.msgrrc.yaml', two)

    const {connection} = await load(world, {MSGR_PAGE_TOKEN: 'EAAB-ci'}, {page: 'staging'})

    expect(connection.pageToken).toBe('EAAB-ci')
  })
})

describe('a secret', () => {
  test('is in the environment, a file or the store', async ({bareWorld: world}) => {
    await world.write('secrets/app', 'file-secret\n')
    await chmod(join(world.folder, 'secrets/app'), 0o600)
    await writeUser(world, 'credentials.yaml', 'shop: {pageId: "11", token: stored-token}\n')
    const file = await world.write(
      '.msgrrc.yaml',
      'pages:\n  shop: {pageId: "11", token: store, appSecret: "file:secrets/app", verifyToken: "env:V"}\n',
    )

    const {connection, settings, problems} = await load(world, {V: 'verify'})

    expect(problems).toEqual([])
    expect(connection).toMatchObject({
      pageToken: 'stored-token',
      appSecret: 'file-secret',
      verifyToken: 'verify',
    })
    expect(settings).toContainEqual({
      name: 'appSecret',
      value: 'file-secret',
      origin: `${file}: pages.shop.appSecret (file:secrets/app)`,
      isSecret: true,
    })
  })

  test('may be in a file that the environment names', async ({bareWorld: world}) => {
    const file = await world.write('token.txt', 'EAAB-file\n')
    await chmod(file, 0o600)

    expect((await load(world, {MSGR_PAGE_TOKEN_FILE: 'token.txt'})).connection.pageToken).toBe('EAAB-file')
  })

  test('in a file that others can read is refused, with the command that mends it', async ({
    bareWorld: world,
  }) => {
    const file = await world.write('token.txt', 'EAAB-file\n')
    await chmod(file, 0o644)

    const {connection, problems} = await load(world, {MSGR_PAGE_TOKEN_FILE: 'token.txt'})

    expect(connection.pageToken).toBeUndefined()
    expect(problems).toMatchObject([
      {message: `${file} holds secrets, and others can read it`, hint: `chmod 600 ${file}`},
    ])
  })

  test('in a store that others can read is refused', async ({bareWorld: world}) => {
    await world.write('.msgrrc.yaml', 'pages:\n  shop: {token: store}\n')
    const file = await writeUser(world, 'credentials.yaml', 'shop: {token: stored-token}\n')
    await chmod(file, 0o640)

    await expect(load(world)).rejects.toMatchObject({code: 'CONFIG', hint: `chmod 600 ${file}`})
  })

  test('that is not there is told with its name and never stops looking at settings', async ({
    bareWorld: world,
  }) => {
    const file = await world.write(
      '.msgrrc.yaml',
      `${shop}    appSecret: file:nothing\n  other: {token: store}\n`,
    )

    const {problems} = await load(world)
    const other = await load(world, {}, {page: 'other'})

    expect(problems.map(({message}) => message)).toEqual([
      `The environment variable SHOP_TOKEN, named by ${file}: pages.shop.token, is not set`,
      `${join(world.folder, 'nothing')}, named by ${file}: pages.shop.appSecret, could not be read: there is no such file`,
    ])
    expect(other.problems).toMatchObject([{code: 'UNAUTHORISED', hint: 'msgr login --page other'}])
  })

  test('written out in a settings file is refused, and not repeated', async ({bareWorld: world}) => {
    const file = await world.write('.msgrrc.yaml', 'pages:\n  shop: {token: EAABsecret}\n')

    const failure = await load(world).catch(error => error)

    expect(failure.message).toBe(
      `${file}: pages.shop.token is a secret written out, and settings files end up in git: write env:NAME, file:PATH or store`,
    )
    expect(JSON.stringify(failure)).not.toContain('EAABsecret')
  })
})

describe('the project file', () => {
  const places = [
    ['.msgrrc', 'apiVersion: v25.0'],
    ['.msgrrc.json', '{"apiVersion": "v25.0"}'],
    ['.msgrrc.yaml', 'apiVersion: v25.0'],
    ['.msgrrc.yml', 'apiVersion: v25.0'],
    ['msgr.config.json', '{"apiVersion": "v25.0"}'],
    ['msgr.config.yaml', 'apiVersion: v25.0'],
    ['msgr.config.yml', 'apiVersion: v25.0'],
    ['package.json', '{"name": "bot", "msgr": {"apiVersion": "v25.0"}}'],
  ] as const
  for (const [name, text] of places) {
    test(`may be ${name}`, async ({bareWorld: world}) => {
      await world.write(name, text)
      expect((await load(world)).connection.apiVersion).toBe('v25.0')
    })
  }

  test('is found upward to the root of the repository, and no higher', async ({bareWorld: world}) => {
    await world.write('.msgrrc.yaml', 'apiVersion: v25.0\n')
    await mkdir(join(world.folder, 'repository/deep/er'), {recursive: true})
    const deep = join(world.folder, 'repository/deep/er')

    expect((await load(world, {}, {}, deep)).connection.apiVersion).toBe('v25.0')

    await mkdir(join(world.folder, 'repository/.git'))
    expect((await load(world, {}, {}, deep)).connection.apiVersion).toBe('v26.0')
    await world.write('repository/.msgrrc', 'apiVersion: v24.0\n')
    expect((await load(world, {}, {}, deep)).connection.apiVersion).toBe('v24.0')
  })

  test('is not looked for above the home folder', async ({bareWorld: world}) => {
    await world.write('.msgrrc.yaml', 'apiVersion: v25.0\n')
    await mkdir(join(world.folder, 'home/project'), {recursive: true})
    const env = {HOME: join(world.folder, 'home')}

    expect((await load(world, env, {}, join(world.folder, 'home/project'))).connection.apiVersion).toBe(
      'v26.0',
    )
  })

  test('that is code is not run because it lies there', async ({bareWorld: world}) => {
    const trap = "throw new Error('code was run')"
    for (const name of ['msgr.config.js', '.msgrrc.js', '.config/config.js', '.config/msgrrc.js'])
      await world.write(name, trap)
    await world.write('.msgrrc.yaml', 'apiVersion: v25.0\n')

    expect((await load(world)).connection.apiVersion).toBe('v25.0')
  })

  test('cannot import code', async ({bareWorld: world}) => {
    await world.write('trap.js', "throw new Error('code was run')")
    await world.write('.msgrrc.yaml', '$import: ./trap.js\n')

    await expect(load(world)).rejects.toMatchObject({code: 'CONFIG'})
  })

  test('that is code is run when it is named', async ({bareWorld: world}) => {
    await world.write('named.mjs', 'export default async () => ({apiVersion: "v25.0"})')
    await world.write('named.ts', 'const version: string = "v24.0"\nexport default {apiVersion: version}\n')
    await world.write('.msgrrc.yaml', 'apiVersion: v23.0\n')

    expect((await load(world, {}, {config: 'named.mjs'})).connection.apiVersion).toBe('v25.0')
    expect((await load(world, {}, {config: 'named.ts'})).connection.apiVersion).toBe('v24.0')
    await expect(load(world, {}, {config: 'missing.yaml'})).rejects.toThrow(
      `${join(world.folder, 'missing.yaml')} does not exist`,
    )
  })

  const faults = [
    ['apiVerson: v25.0', 'apiVerson is not a key; did you mean apiVersion?'],
    ['pages:\n  shop: {tokn: store}', 'pages.shop.tokn is not a key; did you mean token?'],
    [
      'pages:\n  shop: {pageId: 109876543210987}',
      'pages.shop.pageId is a number and must be a text (ids are longer than numbers are exact): put it in quotes',
    ],
    ['pages:\n  shop: {pageId: "12a"}', 'pages.shop.pageId is not an id: an id is made of digits'],
    ['pages: [shop]', 'pages must be a map of keys, not a list'],
    ['- a', 'the file must be a map of keys, not a list'],
  ] as const
  for (const [text, fault] of faults) {
    test(`with ${JSON.stringify(text)} is refused with the place of the fault`, async ({
      bareWorld: world,
    }) => {
      const file = await world.write('.msgrrc.yaml', text)
      await expect(load(world)).rejects.toMatchObject({message: `${file}: ${fault}`, code: 'CONFIG'})
    })
  }

  test('with several faults tells all of them', async ({bareWorld: world}) => {
    await world.write('.msgrrc.yaml', 'apiVerson: v25.0\npages:\n  shop: {tokn: store, pageId: 1}\n')

    await expect(load(world)).rejects.toThrow(/has 3 faults:\n {2}.*\n {2}.*\n {2}/)
  })

  test('that is no YAML is refused with the line, without its text', async ({bareWorld: world}) => {
    const file = await world.write('.msgrrc.yaml', 'apiVersion: v25.0\npages: [EAABsecret\n')

    await expect(load(world)).rejects.toThrow(`${file}, line 3: cannot be read as YAML or JSON`)
  })

  test('may name its schema, and may be empty', async ({bareWorld: world}) => {
    await world.write('.msgrrc.json', '{"$schema": "./settings.schema.json", "apiVersion": "v25.0"}')
    expect((await load(world)).connection.apiVersion).toBe('v25.0')

    await world.write('.msgrrc.json', '')
    expect((await load(world)).connection.apiVersion).toBe('v26.0')
  })
})

describe('where files are', () => {
  test('MSGR_HOME holds all of them', async ({bareWorld: world}) => {
    expect((await load(world)).paths).toMatchObject({
      userFile: join(world.home, 'config', 'config.yaml'),
      credentialsFile: join(world.home, 'config', 'credentials.yaml'),
      projectFile: undefined,
      stateFolder: join(world.home, 'state'),
    })
  })

  test('otherwise XDG says, and relative paths in it do not count', async ({bareWorld: world}) => {
    const env = {HOME: '/home/ann', XDG_CONFIG_HOME: '/etc/ann', XDG_STATE_HOME: 'relative'}

    const {paths} = await loadConfig({env, cwd: world.folder})

    expect(paths.userFile).toBe('/etc/ann/msgr/config.yaml')
    expect(paths.stateFolder).toBe('/home/ann/.local/state/msgr')
  })
})

describe('a value that is not valid names its place', () => {
  const values: readonly [Record<string, string>, string][] = [
    [{MSGR_API_VERSION: 'latest'}, 'MSGR_API_VERSION is latest, which is not a Graph API version'],
    [{MSGR_PAGE_ID: 'shop'}, 'MSGR_PAGE_ID is shop, which is not an id'],
    [{MSGR_GRAPH_URL: 'graph.facebook.com'}, 'MSGR_GRAPH_URL is not an http or https address'],
    [{MSGR_GRAPH_URL: 'https://me:pw@example.com'}, 'MSGR_GRAPH_URL holds a user name or password'],
    [{MESSENGER_PORT: '99999'}, 'MESSENGER_PORT is 99999, which is not a port'],
  ]
  for (const [env, message] of values) {
    test(JSON.stringify(env), async ({bareWorld: world}) => {
      await expect(load(world, env)).rejects.toMatchObject({message, code: 'CONFIG'})
    })
  }
})
