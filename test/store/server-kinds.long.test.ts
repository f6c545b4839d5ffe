import {chownSync} from 'node:fs'
import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect} from 'vitest'
import {issueCertificate} from '../../src/emulator/interception/authority.ts'
import {startCrashingPostgres} from '../helpers/crashing-postgres.ts'
import {patiently} from '../helpers/patience.ts'
import {openDatabase} from '../helpers/postgres.ts'
import {hasPostgres, postgresUser} from '../helpers/postgres-programs.ts'
import {PASSWORD} from '../helpers/postgres-server.ts'
import {test} from '../helpers/world.ts'

/** A file that the server reads; it refuses a key that others can read. */
async function writeForServer(file: string, text: string): Promise<void> {
  await writeFile(file, text, {mode: 0o600})
  const user = postgresUser()
  if (user !== undefined) chownSync(file, user.uid, user.gid)
}

describe.skipIf(!hasPostgres('servers that encrypt, only read, or forget'))('a store', () => {
  test('is reached encrypted if its certificate is of the authority that is named, and has its host name', {
    timeout: patiently(60_000),
  }, async ({bareWorld: world}) => {
    const cluster = await startCrashingPostgres()
    const database = await openDatabase({cluster: Promise.resolve(cluster)})
    const [own, other] = [await issueCertificate(['localhost']), await issueCertificate(['localhost'])]
    await writeForServer(join(cluster.folder, 'server.crt'), own.certificate)
    await writeForServer(join(cluster.folder, 'server.key'), own.key)
    await database.query(`alter system set ssl_cert_file = '${join(cluster.folder, 'server.crt')}'`)
    await database.query(`alter system set ssl_key_file = '${join(cluster.folder, 'server.key')}'`)
    await database.query('alter system set ssl = on')
    await database.query('select pg_reload_conf()')
    await world.write('own.pem', own.authority)
    await world.write('other.pem', other.authority)
    const status = (host: string, query: string) => {
      const url = new URL(database.url())
      url.hostname = host
      return world.msgr('store status --json', {env: {MSGR_STORE: `${url.href}?${query}`}})
    }
    const [ownFile, otherFile] = ['own.pem', 'other.pem'].map(file => join(world.folder, file))

    // Until the server has read its settings again.
    await expect
      .poll(async () => (await status('localhost', `sslmode=verify-full&sslrootcert=${ownFile}`)).code, {
        timeout: patiently(10_000),
      })
      .toBe(0)
    const trusted = await status('localhost', `sslmode=require&sslrootcert=${ownFile}`)
    const foreign = await status('localhost', `sslmode=verify-full&sslrootcert=${otherFile}`)
    const unknown = await status('localhost', 'sslmode=verify-full')
    const misnamed = await status('127.0.0.1', `sslmode=verify-full&sslrootcert=${ownFile}`)

    expect(trusted.json()).toMatchObject({encrypted: true, problems: []})
    for (const refused of [foreign, unknown, misnamed]) {
      expect(refused.code).toBe(2)
      expect(refused.err).toMatch(/The certificate of the store at \S+ is not valid: /)
      expect(refused.err).not.toContain(PASSWORD)
    }
    expect(misnamed.err).toMatch(/IP/)
  })

  test('that forgets or only reads is refused with one error, and store status says why', {
    timeout: patiently(60_000),
  }, async ({bareWorld: world}) => {
    const cluster = await startCrashingPostgres()
    const database = await openDatabase({cluster: Promise.resolve(cluster)})
    const env = {MSGR_STORE: database.url()}
    const said = async () => {
      const status = await world.msgr('store status', {env})
      const list = await world.msgr('broadcast list', {env})
      return {codes: [status.code, list.code], status: status.out, list: list.err}
    }

    for (const setting of ['fsync', 'synchronous_commit']) {
      await database.query(`alter system set ${setting} = off`)
      await database.query('select pg_reload_conf()')
      const text = `can forget what it has acknowledged: ${setting} is off`
      await expect.poll(async () => (await said()).status, {timeout: patiently(10_000)}).toContain(text)
      expect(await said()).toMatchObject({
        codes: [1, 2],
        list: expect.stringMatching(new RegExp(`${text}\\n.*Switch ${setting} on at the server`)),
      })
      await database.query(`alter system reset ${setting}`)
      await database.query('select pg_reload_conf()')
      await expect.poll(async () => (await said()).codes, {timeout: patiently(10_000)}).toEqual([0, 0])
    }

    await writeForServer(join(cluster.folder, 'data', 'standby.signal'), '')
    await cluster.crash('SIGQUIT')
    const standby = await said()
    await database.query('select pg_promote()')

    expect(standby).toMatchObject({
      codes: [1, 8],
      status: expect.stringContaining('only reads: it is a replica or in recovery'),
      list: expect.stringMatching(
        /only reads: it is a replica or in recovery\n.*Name the server that writes/,
      ),
    })
    expect((await said()).codes).toEqual([0, 0])
  })
})
