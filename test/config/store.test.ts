import {chmod} from 'node:fs/promises'
import {userInfo} from 'node:os'
import {describe, expect} from 'vitest'
import {loadConfig} from '../../src/config/load.ts'
import type {ConfigFlags} from '../../src/config/sources.ts'
import {test, type World} from '../helpers/world.ts'

const load = (world: World, env: Record<string, string> = {}, flags: ConfigFlags = {}) =>
  loadConfig({env: {HOME: world.home, MSGR_HOME: world.home, ...env}, cwd: world.folder, flags})

async function storeOf(world: World, env: Record<string, string> = {}, flags: ConfigFlags = {}) {
  const {store, settings} = await load(world, env, flags)
  const origins = ['store', 'storePassword'].map(name => settings.find(each => each.name === name)?.origin)
  return {...store, origins}
}

const secret = async (world: World, name: string, text: string) => {
  const file = await world.write(name, text)
  await chmod(file, 0o600)
  return file
}

const userFile = (world: World, text: string) => secret(world, `${world.home}/config/config.yaml`, text)

describe('the address of a store', () => {
  test('comes from a flag, the environment, a settings file', async ({bareWorld: world}) => {
    const file = await userFile(world, 'store: postgres://file@db.example/msgr\n')
    const found = [
      await storeOf(world),
      await storeOf(world, {MSGR_STORE: 'postgresql://env@127.0.0.1:6543/msgr'}),
      await storeOf(
        world,
        {MSGR_STORE: 'postgres://env@127.0.0.1/msgr'},
        {store: 'postgres://flag@[::1]/my%20db'},
      ),
    ]
    expect(found.map(({address, origins}) => [origins[0], address])).toMatchObject([
      [
        `${file}: store`,
        {user: 'file', host: 'db.example', port: 5432, database: 'msgr', tls: 'verify-full'},
      ],
      ['MSGR_STORE', {user: 'env', host: '127.0.0.1', port: 6543, tls: 'disable'}],
      ['flag --store', {user: 'flag', host: '::1', database: 'my db', tls: 'disable'}],
    ])
    expect((await load(world)).store).toBeDefined()
    expect(
      (await storeOf(world, {MSGR_STORE: 'postgres:///msgr?host=/run/pg', PGUSER: 'ann'})).address,
    ).toMatchObject({
      host: '/run/pg',
      user: 'ann',
      tls: 'disable',
    })
    expect((await storeOf(world, {MSGR_STORE: 'postgres://db.example/msgr'})).address?.user).toBe(
      userInfo().username,
    )
  })

  test.for([
    ['mysql://db/msgr', 'is not the address of a PostgreSQL database'],
    ['postgres://db.example', 'names no database'],
    ['postgres:///msgr', 'names no host'],
    ['postgres://ann:s3cret@db.example:port/msgr', 'is not a URL'],
    ['postgres://ann:s3cret@db.example/msgr?sslmode=prefer', 'has an sslmode that may not encrypt'],
    [
      'postgres://ann:s3cret@db.example/msgr?sslmode=disable',
      'has sslmode=disable: the password and the ids of people would leave this machine unencrypted',
    ],
    ['postgres://ann:s3cret%zz@db.example/msgr', 'has a % that is not followed by two digits'],
    ['postgres://ann:s3cret@db.example/msgr?options=-c%20fsync=off', 'has the parameter options'],
  ] as const)(
    '%s is refused in one sentence, without the password',
    async ([MSGR_STORE, why], {bareWorld: world}) => {
      const {code, err} = await world.msgr('store status', {env: {MSGR_STORE}})

      expect(code, err).toBe(2)
      expect(err).toContain(`MSGR_STORE ${why}`)
      expect(err).not.toContain('s3cret')
    },
  )

  test('requires encryption as strict as it gets, unless the environment allows less', async ({
    bareWorld: world,
  }) => {
    const of = async (mode: string, env = {}) =>
      (await storeOf(world, {MSGR_STORE: `postgres://a@db.example/m?sslmode=${mode}`, ...env})).address?.tls

    expect([await of('require'), await of('verify-ca'), await of('verify-full')]).toEqual(
      Array.from({length: 3}, () => 'verify-full'),
    )
    expect(await of('disable', {MSGR_STORE_UNENCRYPTED: '1'})).toBe('disable')
    await expect(of('disable')).rejects.toThrow('unencrypted')
  })
})

describe('the password of a store', () => {
  const url = 'postgres://ann@db.example/msgr'

  test('is in the environment, in a file, beside the address, or in the password file', async ({
    bareWorld: world,
  }) => {
    await secret(world, 'pw', 'from file\n')
    const passwords = await secret(
      world,
      'pgpass',
      '# comment\ndb.example:5433:*:*:other port\ndb.example:*:msgr:ann:colon\\:and\\\\slash\n*:*:*:*:last\n',
    )
    await secret(world, `${world.home}/.pgpass`, '*:*:*:ann:in home\n')
    const of = async (env: Record<string, string>, flags = {}) => (await storeOf(world, env, flags)).password

    expect(await of({MSGR_STORE: 'postgres://ann:in%20url@db.example/msgr', PGPASSWORD: 'x'})).toBe('in url')
    expect(await of({MSGR_STORE: url, MSGR_STORE_PASSWORD_FILE: 'pw', PGPASSWORD: 'x'})).toBe('from file')
    expect(await of({PGPASSWORD: 'in env', PGPASSFILE: passwords}, {store: url})).toBe('in env')
    expect(await of({PGPASSFILE: passwords}, {store: url})).toBe('colon:and\\slash')
    expect(await of({PGPASSFILE: passwords}, {store: 'postgres://bob@db.example/msgr'})).toBe('last')
    expect(await of({}, {store: url})).toBe('in home')
    expect(await of({PGPASSFILE: 'nowhere'}, {store: url})).toBe(undefined)
    await userFile(world, `store: ${url}\nstorePassword: env:DB_PASSWORD\n`)
    expect(await of({DB_PASSWORD: 'beside'})).toBe('beside')
  })

  test('goes only to the address that it is written beside', async ({bareWorld: world}) => {
    await userFile(world, `store: ${url}\nstorePassword: env:DB_PASSWORD\n`)
    const {password} = await storeOf(
      world,
      {DB_PASSWORD: 'beside'},
      {store: 'postgres://ann@other.example/msgr'},
    )

    expect(password).toBe(undefined)
  })

  test('is refused in arguments and in settings files, which others can read', async ({bareWorld: world}) => {
    const typed = await world.msgr('store status --store postgres://ann:s3cret@db.example/msgr')
    expect(typed).toMatchObject({code: 2, err: expect.stringContaining('flag --store contains a password')})
    const file = await userFile(world, 'store: postgres://ann:s3cret@db.example/msgr\n')
    const written = await world.msgr('store status')
    expect(written).toMatchObject({
      code: 2,
      err: expect.stringContaining(`${file}: store contains a password`),
    })
    await userFile(world, `store: ${url}\nstorePassword: s3cret\n`)
    const plain = await world.msgr('store status')
    expect(plain).toMatchObject({
      code: 2,
      err: expect.stringContaining('storePassword is a secret written out'),
    })
    expect(`${typed.err}${written.err}${plain.err}`).not.toContain('s3cret')
  })

  test('is not read from a file that others can read, and a missing one is named', async ({
    bareWorld: world,
  }) => {
    await chmod(await world.write('pw', 's3cret'), 0o644)
    const run = (env: Record<string, string>) => world.msgr('store status', {env: {MSGR_STORE: url, ...env}})

    expect(await run({MSGR_STORE_PASSWORD_FILE: 'pw'})).toMatchObject({
      code: 2,
      err: expect.stringContaining('pw holds secrets, and others can read it'),
    })
    expect(await run({PGPASSFILE: 'pw'})).toMatchObject({
      code: 2,
      err: expect.stringContaining('pw holds passwords, and others can read it'),
    })
    await userFile(world, `store: ${url}\nstorePassword: env:DB_PASSWORD\n`)
    expect(await world.msgr('store status')).toMatchObject({
      code: 4,
      err: expect.stringContaining('The environment variable DB_PASSWORD'),
    })
  })

  test('is masked where settings are shown, and kept from programs', async ({bareWorld: world}) => {
    const env = {MSGR_STORE: 'postgres://ann:a-long-password@db.example/msgr'}
    const {out} = await world.msgr('config show --origin', {env})

    expect(out).toContain('postgres://ann@db.example:5432/msgr')
    expect(out).toContain('MSGR_STORE (its password)')
    expect(out).not.toContain('a-long-password')
    const {isSecretVariable} = await load(world, {...env, DB: 'a-long-password'})
    expect(['MSGR_STORE', 'PGPASSWORD'].map(isSecretVariable)).toEqual([true, true])
  })
})
