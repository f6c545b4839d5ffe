import {chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {exitCodeOf} from '../../src/cli/hints/index.ts'
import {adRenewalOf, placeOf, renewalOf} from '../../src/config/secret-holder.ts'
import {exposureOf, type FoundSecret, lookUp, type Reference} from '../../src/config/secrets.ts'

let root: string
const origin = '/repo/.msgrrc.yaml: pages.shop.token'
const shop = {token: 'kept', pageId: '11111'}

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'msgr-lookup-')))
  for (const folder of ['repo/folder', 'elsewhere', 'home'])
    await mkdir(join(root, folder), {recursive: true})
  for (const file of ['repo/token', 'repo/open', 'elsewhere/token', 'home/token'])
    await writeFile(join(root, file), `of ${file}`, {mode: 0o600})
  await chmod(join(root, 'repo/open'), 0o640)
  await symlink(join(root, 'elsewhere/token'), join(root, 'repo/link'))
  await symlink(join(root, 'repo/token'), join(root, 'repo/inner'))
})
afterAll(() => rm(root, {recursive: true, force: true}))

function look(text: string, given: Partial<Reference> = {}, kept: object = shop): Promise<FoundSecret> {
  const reference: Reference = {
    ...{text, origin, folder: join(root, 'repo'), scope: undefined},
    ...{pageName: 'shop', pageId: undefined, key: 'token', ...given},
  }
  return lookUp(reference, {
    env: {SHOP_TOKEN: 'of the environment', EMPTY: ''},
    home: join(root, 'home'),
    credentialsFile: '/home/credentials.yaml',
    credentials: async () => ({shop: kept}) as never,
  })
}

const scope = (isTrusted = false) => ({folder: join(root, 'repo'), isTrusted, howToTrust: 'Trust it'})

/** What was found: the text, or the sentence and what to do; and the exit code of it. */
async function outcome(found: FoundSecret | Promise<FoundSecret>): Promise<unknown> {
  const got = await found
  if ('text' in got) return got.text
  return [got.problem.message.replaceAll(root, ''), got.problem.hint, exitCodeOf(got.problem)]
}

describe('a secret in the environment', () => {
  test('is found, with the variable that holds it', async () => {
    expect(await look('env:SHOP_TOKEN')).toEqual({
      text: 'of the environment',
      holder: {kind: 'variable', name: 'SHOP_TOKEN'},
    })
  })

  test('that is not set or empty is asked for by its name', async () => {
    for (const name of ['EMPTY', 'ABSENT']) {
      const found = await look(`env:${name}`, {key: 'appSecret'})
      expect(found.holder).toEqual({kind: 'variable', name})
      expect(await outcome(found)).toEqual([
        `The environment variable ${name}, named by ${origin}, is not set`,
        'Set it, or store the secret instead: appSecret: store, then msgr login',
        4,
      ])
    }
  })
})

describe('a secret in a file', () => {
  test('is found from the folder of the settings, from the home folder, or by its whole path', async () => {
    expect(await look('file:token')).toEqual({
      text: 'of repo/token',
      holder: {kind: 'file', file: join(root, 'repo/token')},
    })
    expect(await outcome(look('file:~/token'))).toBe('of home/token')
    expect(await outcome(look(`file:${root}/elsewhere/token`))).toBe('of elsewhere/token')
  })

  test('has to be there, and a file', async () => {
    const found = await look('file:absent')
    expect(found.holder).toEqual({kind: 'file', file: join(root, 'repo/absent')})
    expect(await outcome(found)).toEqual([
      `/repo/absent, named by ${origin}, could not be read: there is no such file`,
      undefined,
      2,
    ])
    expect('problem' in found && found.problem.cause).toMatchObject({code: 'ENOENT'})
    expect(await outcome(look(`file:${'x'.repeat(300)}`))).toMatchObject([
      expect.stringContaining('could not be read: ENAMETOOLONG'),
      undefined,
      2,
    ])
    await chmod(join(root, 'repo/folder'), 0o700)
    expect(await outcome(look('file:folder'))).toMatchObject([
      expect.stringContaining('/repo/folder'),
      undefined,
      2,
    ])
  })

  test('that others can read is refused, with the command that closes it', async () => {
    const found = await look('file:open')
    expect(found.holder).toEqual({kind: 'file', file: join(root, 'repo/open')})
    const [message, , code] = (await outcome(found)) as readonly unknown[]
    expect({message, code}).toEqual({message: '/repo/open holds secrets, and others can read it', code: 2})
    expect('problem' in found && found.problem.hint).toBe(`chmod 600 ${root}/repo/open`)
    for (const mode of [0o610, 0o620, 0o601, 0o602, 0o604, 0o640]) {
      await chmod(join(root, 'repo/open'), mode)
      expect(exposureOf(join(root, 'repo/open')), mode.toString(8)).toBeDefined()
    }
    await chmod(join(root, 'repo/open'), 0o700)
    expect(exposureOf(join(root, 'repo/open'))).toBeUndefined()
    await chmod(join(root, 'repo/open'), 0o640)
  })

  test('that a container engine mounts may be open to others, itself and by a link', async () => {
    const [mount, link] = [join(root, 'elsewhere'), join(root, 'repo/link')]
    await chmod(join(mount, 'token'), 0o444)

    expect(exposureOf(link, 'linux')).toBeDefined()
    expect(exposureOf(link, 'linux', [mount])).toBeUndefined()
    expect(exposureOf(link, 'linux', [join(root, 'repo')])).toBeUndefined()
    expect(exposureOf(link, 'linux', [join(root, 'home')])).toBeDefined()
    await chmod(join(mount, 'token'), 0o600)
  })

  test('that is not text is refused without its content', async () => {
    await writeFile(join(root, 'repo/binary'), Buffer.from([0x74, 0x0a, 0xff, 0xff]), {mode: 0o600})

    const found = await look('file:binary')

    expect(found.holder).toEqual({kind: 'file', file: join(root, 'repo/binary')})
    expect(await outcome(found)).toEqual([
      '/repo/binary:2: this is not UTF-8, in column 1',
      'Save it as UTF-8',
      2,
    ])
  })
})

describe('a project file', () => {
  test('may name files of its folder, also by a link within it', async () => {
    for (const name of ['token', 'inner'])
      expect(await outcome(look(`file:${name}`, {scope: scope()})), name).toBe('of repo/token')
    expect(await outcome(look('file:absent', {scope: scope()}))).toEqual([
      `/repo/absent, named by ${origin}, could not be read: there is no such file`,
      undefined,
      2,
    ])
  })

  test('may name no file elsewhere, by whatever path, unless its folder is trusted', async () => {
    for (const path of [
      '../elsewhere/token',
      'link',
      '~/token',
      '/run/secrets-of-others/token',
      '/var/run/secret',
    ]) {
      const found = await look(`file:${path}`, {scope: scope()})
      expect(found.holder.kind, path).toBe('file')
      const [message, ...rest] = (await outcome(found)) as readonly string[]
      expect(message, path).toContain(`, named by ${origin}, was not read: it is outside the project /repo`)
      expect(rest).toEqual(['Trust it', 2])
    }
    expect(await outcome(look('file:link', {scope: scope(true)}))).toBe('of elsewhere/token')
  })

  test('may name what a container engine mounts', async () => {
    for (const path of ['/run/secrets/msgr-absent', '/var/run/secrets/msgr-absent'])
      expect(await outcome(look(`file:${path}`, {scope: scope()})), path).toEqual([
        `${path}, named by ${origin}, could not be read: there is no such file`,
        undefined,
        2,
      ])
  })

  test('may name files alone, no folder and no device, even when it is trusted', async () => {
    expect(await outcome(look('file:folder', {scope: scope()}))).toEqual([
      `/repo/folder, named by ${origin}, was not read: it is not a file`,
      undefined,
      2,
    ])
    expect(await outcome(look('file:/dev/zero', {scope: scope(true)}))).toEqual([
      `/dev/zero, named by ${origin}, was not read: it is not a file`,
      undefined,
      2,
    ])
  })
})

describe('a secret in the store', () => {
  const holder = {kind: 'store', pageName: 'shop'}

  test('is found by the name of the Page', async () => {
    expect(await look('store')).toEqual({text: 'kept', holder})
    expect(await look('store', {pageId: '22222'})).toEqual({text: 'kept', holder})
  })

  test('that is not there leads to the login', async () => {
    for (const given of [{key: 'appSecret'}, {pageName: 'other'}]) {
      const {key, pageName} = {key: 'token', pageName: 'shop', ...given}
      const found = await look('store', given)
      expect(found.holder).toEqual({kind: 'store', pageName})
      expect(await outcome(found)).toEqual([
        `${origin} is store, and /home/credentials.yaml has no ${key} for ${pageName}`,
        `msgr login --page ${pageName}`,
        4,
      ])
    }
  })

  test('is given to a project file for the Page alone that it is kept for', async () => {
    const given = (pageId?: string, kept: object = shop) => look('store', {scope: scope(), pageId}, kept)
    const without = {token: 'kept'}

    expect(await given('11111')).toEqual({text: 'kept', holder})
    expect((await given('22222')).holder).toEqual(holder)
    expect(await outcome(given('22222'))).toEqual([
      `${origin} is store: the stored secret of shop is for the Page 11111, and the settings name the Page 22222`,
      'Store the token of 22222: msgr login --page shop',
      4,
    ])
    expect(await outcome(given())).toEqual([
      `${origin} is store: the stored secret of shop is for the Page 11111, and the settings have no pageId`,
      'Write pageId beside it, then msgr login --page shop',
      4,
    ])
    expect(await outcome(given('22222', without))).toEqual([
      `${origin} is store: the stored secret of shop does not say for which Page, and the settings name the Page 22222`,
      'Store the token of 22222: msgr login --page shop',
      4,
    ])
    expect(await outcome(given(undefined, without))).toEqual([
      `${origin} is store: the stored secret of shop does not say for which Page, and the settings have no pageId`,
      'Write pageId beside it, then msgr login --page shop',
      4,
    ])
  })
})

describe('the stored token of an ad account', () => {
  const kept = {...shop, adToken: 'of ads', adAccount: 'act_7'}
  const ads = (adAccount?: string, stored: object = kept) =>
    outcome(look('store', {key: 'adToken', adAccount, scope: scope()}, stored))

  test('is given for the account that it was stored for, whatever the Page', async () => {
    expect(await ads('act_7')).toBe('of ads')
  })

  test('is not given for another account, and the login for that one is named', async () => {
    const says = (stored: string, named: string, hint: string) => [
      `${origin} is store: the stored token of shop is for the ad account ${stored}, and the settings name ${named}`,
      `Store one for it: msgr login --ad-account ${hint} --page shop`,
      4,
    ]

    expect(await ads('act_8')).toEqual(says('act_7', 'act_8', 'act_8'))
    expect(await ads()).toEqual(says('act_7', 'none', 'act_123'))
    expect(await ads('act_8', {adToken: 'of ads'})).toEqual(says('unknown', 'act_8', 'act_8'))
  })

  test('that is not there leads to the login', async () => {
    const missing = `${origin} is store, and /home/credentials.yaml has no adToken for shop`

    expect(await ads('act_7', shop)).toEqual([missing, 'msgr login --ad-account act_7 --page shop', 4])
    expect(await ads(undefined, shop)).toEqual([missing, 'msgr login --ad-account act_123 --page shop', 4])
  })
})

test('a person reads where a secret is, and how to have another there', () => {
  const variable = {kind: 'variable', name: 'TOKEN_17'} as const
  const file = {kind: 'file', file: '/repo/token'} as const
  const store = {kind: 'store', pageName: 'shop'} as const

  expect([variable, file, store].map(placeOf)).toEqual([
    'TOKEN_17',
    '/repo/token',
    'the store of msgr login (shop)',
  ])
  expect(renewalOf(variable, 'shop')).toBe(
    'TOKEN_17 holds it: put a new token there, then try it: msgr whoami --page shop',
  )
  expect(renewalOf(file, undefined)).toBe(
    '/repo/token holds it: put a new token there, then try it: msgr whoami',
  )
  expect(renewalOf(store, undefined)).toBe('Store a new token: msgr login')
  expect(renewalOf(undefined, 'a.b@c:+-_1')).toBe('Store a new token: msgr login --page a.b@c:+-_1')
  for (const name of ['my shop', 'shop!', '!shop'])
    expect(renewalOf(store, name)).toBe(`Store a new token: msgr login --page "${name}"`)

  expect(adRenewalOf(variable, {pageName: 'shop'})).toBe('TOKEN_17 holds it: put a new token there')
  expect(adRenewalOf(store, {pageName: 'my shop', adAccount: 'act_7'})).toBe(
    'Store a new token: msgr login --ad-account act_7 --page "my shop"',
  )
  expect(adRenewalOf(undefined, {pageName: undefined})).toBe(
    'Store a new token: msgr login --ad-account act_123',
  )
})
