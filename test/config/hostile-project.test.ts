import {once} from 'node:events'
import {chmod, chown, lchown, mkdir, mkdtemp, rename, rm, symlink, writeFile} from 'node:fs/promises'
import {type AddressInfo, createServer} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {geteuid, platform} from 'node:process'
import {describe, expect, onTestFinished} from 'vitest'
import {type Attacker, startAttacker} from '../helpers/attacker.ts'
import {type RunOptions, test, type World} from '../helpers/world.ts'

const page = '109876543210987'
const secret = 'EAABsecretOfTheUser0123456789'
const appSecret = '0123456789abcdef0123456789abcdef'

/** What a user has on the machine where a hostile repository is cloned. */
async function userFiles(world: World): Promise<void> {
  const files = {
    '../outside/token': secret,
    '../home/.ssh/id_ed25519': `-----BEGIN OPENSSH PRIVATE KEY-----\n${secret}\n-----END OPENSSH PRIVATE KEY-----\n`,
    '../home/.config/tool/token': secret,
    '../home/config/credentials.yaml': `shop: {pageId: "42", token: ${secret}, appSecret: ${appSecret}, adAccount: act_42, adToken: ${secret}}\n`,
  }
  for (const [name, text] of Object.entries(files)) await chmod(await world.write(name, text), 0o600)
}

async function clone(world: World, settings: string, name = '.msgrrc.yaml'): Promise<void> {
  await rm(world.folder, {recursive: true})
  await mkdir(world.folder)
  await world.write(name, settings)
}

const shop = (keys: string) => `pages: {shop: {pageId: "${page}", ${keys}}}\n`
const tab = ['__complete', 'bash', '--', 'label', 'delete', '']
const lines: readonly [line: string | readonly string[], options?: RunOptions][] = [
  ['whoami'],
  ['login --with-token', {stdin: secret}],
  ['doctor'],
  ['webhook set https://bot.example/webhook --yes'],
  ['label list'],
  ['conversation list'],
  [tab],
]

/** Types every command in the clone, and returns what they printed. */
async function typeAll(world: World, env: RunOptions['env'] = {}): Promise<string> {
  let printed = ''
  for (const [line, options] of lines) {
    const {code, out, err} = await world.msgr(line, {...options, env: {...options?.env, ...env}})
    expect(line === tab ? [0] : [1, 2, 4], `${String(line)}: ${err}`).toContain(code)
    printed += `${out}${err}`
  }
  return printed
}

const callsTo = ({heard}: Attacker) => heard.map(request => request.split('\n', 1)[0])

describe('a repository that was cloned', () => {
  test('has no call made to a host that it names', async ({bareWorld: world}) => {
    await userFiles(world)
    const attacker = await startAttacker()
    const {host} = new URL(attacker.url)
    const env = {SHOP_TOKEN: secret, MSGR_APP_ID: '1234567890123456', MSGR_APP_SECRET: appSecret}
    const hosts = [
      attacker.url,
      `${attacker.url}/graph.facebook.com`,
      `https://graph.facebook.com@${host}`,
      `https://graph.facebook.com.${host}`,
      'http://graph.facebook.com',
      'https://graph.facebook.com:8443',
      'https://graph.facebook.com/../v1.0?a=',
      'https://l.facebook.com/l.php?u=',
    ]
    for (const graphUrl of hosts) {
      await clone(world, `apiVersion: v26.0\ngraphUrl: ${graphUrl}\n${shop('token: "env:SHOP_TOKEN"')}`)
      const {code, err} = await world.msgr('whoami', {env})
      expect(code, graphUrl).toBe(2)
      if (!graphUrl.includes(host))
        expect(err).toContain(
          `${world.folder}/.msgrrc.yaml, line 2: graphUrl names a host that is not Meta’s`,
        )
      expect(err).not.toContain(host)
    }
    for (const [name, settings] of [
      ['.msgrrc.yaml', `graphUrl: ${attacker.url}\n${shop('token: "env:SHOP_TOKEN"')}`],
      ['package.json', JSON.stringify({msgr: {graphUrl: attacker.url}})],
      ['msgr.config.json', JSON.stringify({graphUrl: attacker.url, trust: [world.folder]})],
      ['.msgrrc.yaml', `${shop('token: "env:SHOP_TOKEN"')}trust: ["${world.folder}"]\n`],
    ] as const) {
      await clone(world, settings, name)
      expect(await typeAll(world, env)).not.toContain(secret)
    }

    expect(callsTo(attacker)).toEqual([])
  })

  // A store gets a password, and then the ids of people.
  test('decides on no store, with or without a password of its own', async ({bareWorld: world}) => {
    await userFiles(world)
    let connections = 0
    const server = createServer(socket => {
      connections += 1
      socket.destroy()
    }).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const {port} = server.address() as AddressInfo
    const store = `store: postgres://ann@127.0.0.1:${port}/msgr\n`
    const env = {PGPASSWORD: secret, SHOP_TOKEN: secret, MSGR_EMULATOR: '1'}
    await world.write('page.yaml', 'labels: [VIP]\n')
    for (const settings of [
      store,
      `${store}storePassword: env:SHOP_TOKEN\n`,
      'storePassword: env:SHOP_TOKEN\n',
    ]) {
      await clone(world, settings)
      await world.write('page.yaml', 'labels: [VIP]\n')
      for (const line of ['store status', 'store init', 'page apply --yes', 'optout list']) {
        const {code, err} = await world.msgr(line, {env})
        expect(code, `${line}: ${err}`).toBe(2)
        expect(err).toContain(`${world.folder}/.msgrrc.yaml, line 1: store`)
        expect(err).toContain('is not for a project file')
      }
    }
    // A password of the user is not for a host that only the project names, and the project's is not for the user's host.
    await clone(world, 'storePassword: env:SHOP_TOKEN\n')
    expect(
      await world.msgr('store status', {env: {...env, MSGR_STORE: store.slice('store: '.length).trim()}}),
    ).toMatchObject({code: 2})
    expect(connections).toBe(0)

    // Once the user trusts its folder it may, by the same way, so that silence means something.
    await clone(world, store)
    expect(await world.msgr('store status --trust .', {env})).toMatchObject({code: 8})
    expect(connections).toBe(1)
  })

  // The address that the user has chosen stands for Meta's: whatever arrives there would have been sent.
  test('gets no secret read that is not for it', async ({bareWorld: world}) => {
    await userFiles(world)
    const attacker = await startAttacker()
    const env = {
      MSGR_GRAPH_URL: attacker.url,
      GITHUB_TOKEN: `ghp_${secret}`,
      DEPLOY_KEY: `-----BEGIN OPENSSH PRIVATE KEY-----\n${secret}\n`,
      AWS_SECRET_ACCESS_KEY: `${secret}/bPxRfiCYEXAMPLEKEY`,
      OTHER_TOKEN: secret,
      SAME: 'another-form-of-token-0123456789',
      KUBECONFIG_TEXT: secret.repeat(40),
    }
    const ways: readonly (readonly [keys: string, says: string])[] = [
      ['token: "env:GITHUB_TOKEN"', 'it looks like a GitHub token'],
      ['token: "env:DEPLOY_KEY"', 'it looks like a private or public key'],
      ['token: "env:AWS_SECRET_ACCESS_KEY"', 'it contains /'],
      ['token: "env:KUBECONFIG_TEXT"', 'characters long'],
      ['token: "file:../outside/token"', 'it is outside the project'],
      [`token: "file:${world.folder}/../outside/token"`, 'it is outside the project'],
      ['token: "file:~/.config/tool/token"', 'it is outside the project'],
      ['token: "file:~/.ssh/id_ed25519"', 'it is outside the project'],
      ['token: "file:link"', 'it is outside the project'],
      ['token: "file:folder/token"', 'it is outside the project'],
      ['token: "file:/dev/zero"', 'it is outside the project'],
      ['token: "file:."', 'it is not a file'],
      ['token: store', 'is for the Page 42, and the settings name the Page 109876543210987'],
      ['appId: "1234567890123456", appSecret: store', 'is for the Page 42'],
      ['appId: "1234567890123456", appSecret: "file:../outside/token"', 'it is outside the project'],
      ['verifyToken: "file:~/.ssh/id_ed25519"', 'it is outside the project'],
      ['verifyToken: "env:GITHUB_TOKEN"', 'it looks like a GitHub token'],
      ['appToken: "file:../outside/token"', 'it is outside the project'],
      ['verifyToken: "env:OTHER_TOKEN"', 'it is a token of the platform'],
      ['token: "env:SAME", verifyToken: "env:SAME"', 'is the same as the token or the app secret'],
    ]
    // A Page works without an ad account, so that its token is refused where it would be sent.
    const waysOfAds: typeof ways = [
      ['adAccount: act_1, adToken: "env:GITHUB_TOKEN"', 'it looks like a GitHub token'],
      ['adAccount: act_1, adToken: "file:../outside/token"', 'it is outside the project'],
      ['adAccount: act_1, adToken: "file:link"', 'it is outside the project'],
      ['adAccount: act_1, adToken: store', 'is for the ad account act_42, and the settings name act_1'],
    ]
    for (const [keys, says] of [...ways, ...waysOfAds]) {
      await clone(world, shop(keys))
      await symlink('../outside/token', join(world.folder, 'link'))
      await symlink('../outside', join(world.folder, 'folder'))
      const line = keys.startsWith('adAccount') ? 'api GET act_1' : 'whoami'
      const {code, out, err} = await world.msgr(line, {env})
      expect([2, 4], keys).toContain(code)
      expect(err, keys).toContain(says)
      expect(err, keys).toContain(`${world.folder}/.msgrrc.yaml: pages.shop.`)
      expect(out + err, keys).not.toContain(secret)
      await world.msgr(tab, {env})
    }
    await clone(world, 'pages: {shop: {token: store}}\n')
    expect((await world.msgr('whoami', {env})).err).toContain(
      'is for the Page 42, and the settings have no pageId',
    )
    expect(callsTo(attacker)).toEqual([])

    // What it may do, by the same way, so that silence means something.
    await clone(world, shop('token: "env:SHOP_TOKEN"'))
    await world.msgr(tab, {env: {...env, SHOP_TOKEN: secret}})
    expect(callsTo(attacker)).toEqual([])
    const {out} = await world.msgr('whoami', {env: {...env, SHOP_TOKEN: secret}})
    expect(out).toContain(`host\t${attacker.url}\n`)
    expect(attacker.heard.join('\n')).toContain(secret)
  })

  test('may have files outside of it read once the user trusts its folder, and calls made by Tab', async ({
    bareWorld: world,
  }) => {
    await userFiles(world)
    const server = await startAttacker()
    const env = {MSGR_GRAPH_URL: server.url}
    const user = join(world.home, 'config/config.yaml')
    await clone(world, shop('token: "file:../outside/token"'))
    const refused = await world.msgr('whoami', {env})
    expect(refused.err).toContain(
      `add --trust ${world.folder}, set MSGR_TRUST=${world.folder}, or write trust: [${world.folder}] into ${user}`,
    )

    expect((await world.msgr('whoami --trust .', {env})).code).toBe(0)
    expect((await world.msgr('whoami', {env: {...env, MSGR_TRUST: `/nowhere:${world.folder}`}})).code).toBe(0)
    expect((await world.msgr('whoami --trust ..', {env})).code).toBe(2)
    await symlink(world.folder, join(world.home, 'shop'))
    expect((await world.msgr('whoami', {env: {...env, MSGR_TRUST: '~/shop'}})).code).toBe(0)
    const before = callsTo(server)
    await world.msgr(tab, {env})
    expect(callsTo(server)).toEqual(before)
    await writeFile(user, `trust: [${world.folder}]\n`, {mode: 0o600})
    expect((await world.msgr('whoami', {env})).code).toBe(0)
    await world.msgr(tab, {env})
    expect(callsTo(server).at(-1)).toContain('/me/custom_labels?')

    await clone(world, `graphUrl: ${server.url}\n`)
    expect((await world.msgr('whoami', {env})).code).toBe(2)
  })

  test('that somebody else can change is not read', async ({bareWorld: world, skip}) => {
    skip(platform === 'win32', 'Windows keeps owners elsewhere')
    const settings = 'apiVersion: v25.0\n'
    const file = join(world.folder, '.msgrrc.yaml')
    const versionOf = async (options?: RunOptions, flags = '') => {
      const {err, out} = await world.msgr(`config show ${flags}`, options)
      return /^apiVersion\t(.*)$/m.exec(out)?.[1] ?? err
    }
    await clone(world, settings)
    await chmod(world.folder, 0o777)
    expect(await versionOf()).toContain(
      `${file} was not read: everybody can write to its folder ${world.folder}`,
    )
    expect(await versionOf({}, '--trust .')).toBe('v25.0')
    expect(await versionOf({env: {MSGR_CONFIG: '.msgrrc.yaml'}})).toBe('v25.0')
    await chmod(world.folder, 0o1777)
    expect(await versionOf()).toBe('v25.0')
    await chmod(world.folder, 0o755)
    await chmod(file, 0o666)
    expect(await versionOf()).toContain('everybody can write to it')
    await chmod(file, 0o664)
    expect(await versionOf()).toBe('v25.0')
    const open = await mkdtemp(join(tmpdir(), 'msgr-open-'))
    onTestFinished(() => rm(open, {recursive: true}))
    await chmod(open, 0o777)
    await writeFile(join(open, 'settings'), settings)
    await rm(file)
    await symlink(join(open, 'settings'), file)
    expect(await versionOf()).toContain(`everybody can write to its folder ${open}`)

    await clone(world, `# ${'x'.repeat(1_000_000)}\n${settings}`)
    expect(await versionOf()).toContain(`${file} was not read: it has 1,000,0`)
    await clone(world, settings)
    await mkdir(join(world.folder, 'below/.msgrrc'), {recursive: true})
    expect(await versionOf({cwd: join(world.folder, 'below')})).toBe('v25.0')

    skip(geteuid?.() !== 0, 'only root can give a file to somebody else')
    await clone(world, settings)
    await chown(file, 4711, 4711)
    expect(await versionOf()).toContain(`${file} was not read: it belongs to another user (uid 4711)`)
    expect(await versionOf({env: {SUDO_UID: '4711'}})).toBe('v25.0')
    expect(await versionOf({env: {MSGR_TRUST: world.folder}})).toBe('v25.0')
    await chown(file, 0, 0)
    await rename(file, join(world.folder, 'settings'))
    await symlink('settings', file)
    expect(await versionOf()).toBe('v25.0')
    await lchown(file, 4711, 4711)
    expect(await versionOf()).toContain('it belongs to another user (uid 4711)')
  })
})

test('settings and secrets of the user are not read from the hands of others', async ({
  bareWorld: world,
  skip,
}) => {
  skip(platform === 'win32', 'Windows keeps owners elsewhere')
  await userFiles(world)
  const folder = join(world.home, 'config')
  const credentials = join(folder, 'credentials.yaml')
  await writeFile(join(folder, 'config.yaml'), 'pages: {shop: {pageId: "42", token: store}}\n', {mode: 0o600})
  expect((await world.msgr('config show')).out).toContain('token\tEAAB…')

  await chmod(folder, 0o777)
  expect(await world.msgr('config show')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/config\.yaml was not read: everybody[\s\S]*chmod o-w /),
  })
  await rm(join(folder, 'config.yaml'))
  await world.write('.msgrrc.yaml', 'pages: {shop: {pageId: "42", token: store}}\n')
  expect(await world.msgr('whoami')).toMatchObject({
    code: 2,
    err: expect.stringContaining(`${credentials} was not read: everybody can write to its folder ${folder}`),
  })

  await rm(credentials)
  const login = await world.msgr('login --with-token', {
    stdin: secret,
    env: {MSGR_GRAPH_URL: (await startAttacker()).url},
  })
  expect(login).toMatchObject({
    code: 2,
    err: expect.stringContaining(`${credentials} was not written: everybody`),
  })
  await userFiles(world)

  await chmod(folder, 0o700)
  expect((await world.msgr('config show')).out).toContain('token\tEAAB…')
  skip(geteuid?.() !== 0, 'only root can give a file to somebody else')
  await chown(credentials, 4711, 4711)
  expect(await world.msgr('whoami')).toMatchObject({
    code: 2,
    err: expect.stringContaining(`${credentials} was not read: it belongs to another user (uid 4711)`),
  })
})
