import {connect, createServer, type Socket} from 'node:net'
import {describe, expect, onTestFinished, test} from 'vitest'
import {parseStoreUrl, type StoreAddress} from '../../src/config/store/address.ts'
import {type MsgrError, NetworkError} from '../../src/errors.ts'
import {StoreConnection} from '../../src/store/connection.ts'
import {openStore} from '../../src/store/open-store.ts'
import {freePort} from '../helpers/free-port.ts'
import {patiently} from '../helpers/patience.ts'
import {openDatabase, type Role, type TestDatabase} from '../helpers/postgres.ts'
import {hasPostgres} from '../helpers/postgres-programs.ts'
import {PASSWORD} from '../helpers/postgres-server.ts'

const addressOf = (url: string): StoreAddress =>
  parseStoreUrl(url, {origin: 'the test', user: 'nobody', mayBePlain: true}).address

function connectTo(
  address: StoreAddress,
  {password = PASSWORD, limitMs = patiently(5000)} = {},
): StoreConnection {
  const connection = new StoreConnection({address, password, name: 'test', limitMs})
  onTestFinished(() => connection.close())
  return connection
}

const open = (database: TestDatabase, role: Role = 'owner') => connectTo(addressOf(database.openUrl(role)))

const errorOf = (work: Promise<unknown>): Promise<MsgrError> =>
  work.then(
    value => Promise.reject(new Error(`nothing was thrown, but ${JSON.stringify(value)} returned`)),
    error => error,
  )

/** A way to the server that can be cut, so that nothing arrives and nobody is told. */
async function startProxy(port: number): Promise<{readonly port: number; readonly cut: () => void}> {
  let isCut = false
  const sockets = new Set<Socket>()
  const server = createServer(inner => {
    const outer = connect(port, '127.0.0.1')
    for (const [from, to] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      sockets.add(from)
      from.on('data', data => isCut || to.write(data))
      from.on('error', () => {})
      from.on('close', () => to.destroy())
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  const address = server.address()
  return {port: typeof address === 'object' ? (address?.port ?? 0) : 0, cut: () => (isCut = true)}
}

describe.skipIf(!hasPostgres('connections to a store'))('a connection', () => {
  test('returns numbers, times and bytes as such, and takes its statements one by one', async () => {
    const {query} = open(await openDatabase())
    const bytes = Buffer.from([0, 255, 10])

    const [rows] = await Promise.all([
      query('select 7::bigint as n, now() as at, $1::bytea as bytes, $2::jsonb as json, $3::text[] as list', [
        bytes,
        {a: [1]},
        ['x', "y'"],
      ]),
      query('select pg_sleep(0.05)'),
    ])

    expect(rows).toEqual([{n: 7, at: expect.any(Date), bytes, json: {a: [1]}, list: ['x', "y'"]}])
  })

  test('comes back after the server ended it, and says that a statement under way may have arrived', async () => {
    const database = await openDatabase()
    const {query} = open(database)
    const [me] = await query<{pid: number}>('select pg_backend_pid() as pid')

    const error = errorOf(query('select pg_sleep(60)'))
    await expect
      .poll(
        async () =>
          (
            await database.query(`select 1 from pg_stat_activity where pid = $1 and wait_event = 'PgSleep'`, [
              me?.pid,
            ])
          ).length,
      )
      .toBe(1)
    await database.query('select pg_terminate_backend($1)', [me?.pid])

    expect(await error).toMatchObject({code: 'NETWORK', reason: 'storeAway', retryable: true, sent: 'maybe'})
    expect(await query('select 1 as one')).toEqual([{one: 1}])
  })

  test('ends when a statement has no answer in time, although nobody says that the network is cut', async () => {
    const database = await openDatabase()
    const proxy = await startProxy(database.port)
    const {query} = connectTo(
      {...addressOf(database.openUrl('owner')), port: proxy.port},
      {limitMs: patiently(500)},
    )
    await query('select 1')

    proxy.cut()
    const error = await errorOf(query('select 2'))

    expect(error).toBeInstanceOf(NetworkError)
    expect(error).toMatchObject({message: expect.stringContaining('does not answer'), sent: 'maybe'})
    // Connecting again has the same limit, and then nothing was sent.
    expect(await errorOf(query('select 3'))).toMatchObject({reason: 'storeAway', sent: 'no'})
  })

  test('commits a transaction whole or not at all, also when it breaks on the way', async () => {
    const database = await openDatabase()
    const connection = open(database)
    const {query} = connection
    await query('create table t (n int)')

    await connection.transaction(async q => void (await q('insert into t values (1)')))
    const refused = connection.transaction(async q => {
      await q('insert into t values (2)')
      await q('insert into t values (3 / 0)')
    })
    expect(await errorOf(refused)).toMatchObject({code: 'STORE', sqlState: '22012'})
    const broken = connection.transaction(async q => {
      await q('insert into t values (4)')
      const [me] = await q<{pid: number}>('select pg_backend_pid() as pid')
      await database.query('select pg_terminate_backend($1)', [me?.pid])
      await q('insert into t values (5)').catch(() => {})
      // A new connection must not take the rest of it.
      await q('insert into t values (6)')
    })
    expect(await errorOf(broken)).toMatchObject({code: 'NETWORK'})

    expect(await query('select n from t')).toEqual([{n: 1}])
  })

  test('explains in one sentence why there is none, without the password', async () => {
    const database = await openDatabase()
    const address = addressOf(database.openUrl())
    const errors = await Promise.all([
      errorOf(connectTo(address, {password: 'wr0ng-pass'}).query('select 1')),
      errorOf(connectTo(address, {password: ''}).query('select 1')),
      errorOf(connectTo({...address, user: 'stranger'}).query('select 1')),
      errorOf(connectTo({...address, database: 'nowhere'}).query('select 1')),
      errorOf(connectTo({...address, host: 'db.invalid'}).query('select 1')),
      errorOf(connectTo({...address, port: await freePort()}).query('select 1')),
      errorOf(connectTo({...address, host: '/nowhere'}).query('select 1')),
      errorOf(
        connectTo({...address, rootCertificate: '/nowhere/ca.pem', tls: 'verify-full'}).query('select 1'),
      ),
      errorOf(connectTo({...address, tls: 'verify-full'}).query('select 1')),
    ])

    expect(errors.map(({code, reason}) => [code, reason])).toEqual([
      ['UNAUTHORISED', 'storePassword'],
      ['UNAUTHORISED', 'storePassword'],
      ['UNAUTHORISED', 'storePassword'],
      ['CONFIG', 'storeNoDatabase'],
      ['NETWORK', 'storeAway'],
      ['NETWORK', 'storeAway'],
      ['NETWORK', 'storeAway'],
      ['CONFIG', undefined],
      ['CONFIG', 'storeWithoutTls'],
    ])
    for (const {message, stack} of errors) {
      expect(message).not.toContain('\n')
      expect(`${message}${stack}`).not.toMatch(/wr0ng-pass|Pa55/)
    }
    expect(errors.map(({message}) => message)).toMatchObject(
      [
        /refused the user or the password$/,
        /asks for a password, and there is none$/,
        /refused the user or the password$/,
        /^There is no database nowhere at 127\.0\.0\.1:\d+$/,
        /db\.invalid/,
        /does not run: the connection was refused$/,
        /does not run: there is no socket in \/nowhere$/,
        /\/nowhere\/ca\.pem, named by sslrootcert of the store, could not be read/,
        /does not encrypt connections$/,
      ].map(pattern => expect.stringMatching(pattern)),
    )
  })
})

describe.skipIf(!hasPostgres('the checks of a store'))('a store', () => {
  const store = (database: TestDatabase, role: Role = 'sender') =>
    openStore({address: addressOf(database.openUrl(role)), password: PASSWORD, limitMs: patiently(5000)})

  test('has a connection for appends that does not wait for the other one', async () => {
    const database = await openDatabase()
    const opened = await store(database)
    onTestFinished(opened.close)
    const [me] = await opened.queries.query<{pid: number}>('select pg_backend_pid() as pid')
    const reading = errorOf(opened.queries.query('select pg_sleep(60)'))

    expect(await opened.appends.query('select 1 as one')).toEqual([{one: 1}])
    await expect
      .poll(() => database.query('select pg_cancel_backend($1)', [me?.pid]))
      .toEqual([{pg_cancel_backend: true}])
    expect(await reading).toMatchObject({message: expect.stringContaining('canceling statement')})
    expect(opened.state).toMatchObject({
      schemaVersion: 1,
      role: 'sender',
      isSuperuser: false,
      isInRecovery: false,
    })
  })

  test('is refused without its schema, with another version of it, and when it can forget', async () => {
    const [empty, other] = [await openDatabase({isSetUp: false}), await openDatabase()]
    const reasons = [(await errorOf(store(empty))).reason]
    await other.query('update msgr.meta set schema_version = 99')
    reasons.push((await errorOf(store(other))).reason)
    await other.query('update msgr.meta set schema_version = 0')
    reasons.push((await errorOf(store(other))).reason)
    await other.query(`alter database ${other.name} set synchronous_commit = off`)
    const forgetful = await errorOf(store(other))
    reasons.push(forgetful.reason)

    expect(reasons).toEqual(['storeNotSetUp', 'storeSchemaNewer', 'storeNotSetUp', 'storeForgetful'])
    expect(forgetful.message).toMatch(/can forget what it has acknowledged: synchronous_commit is off$/)
  })

  test('lets a worker add to a journal and never change it, and a reader see no recipient', async () => {
    const database = await openDatabase()
    await database.query(`insert into msgr.page (target, page_id) values ('emulator', '1')`)
    const run = '20261130-101010-abcdef'
    const [worker, reader] = [open(database, 'sender').query, open(database, 'watcher').query]
    await worker(
      `insert into msgr.run (run, target, page_id, manifest, manifest_text, manifest_hash) values ($1, 'emulator', '1', '{}', '{}', '')`,
      [run],
    )
    await worker('insert into msgr.list_part values ($1, 0, $2)', [run, Buffer.from('6411')])
    await worker('insert into msgr.journal (run, seq, epoch, entries) values ($1, 0, 1, $2)', [
      run,
      Buffer.from('{}'),
    ])

    for (const text of [
      "update msgr.journal set entries = ''",
      'delete from msgr.journal',
      'truncate msgr.journal',
      'delete from msgr.list_part',
      'delete from msgr.run',
      'drop table msgr.journal',
      'create table msgr.mine ()',
      'update msgr.meta set schema_version = 2',
      'delete from msgr.opt_out',
    ])
      expect(await errorOf(worker(text)), text).toMatchObject({
        reason: 'storePermission',
        code: 'UNAUTHORISED',
      })
    expect(await reader('select run from msgr.run')).toEqual([{run}])
    for (const table of [
      'list_part',
      'journal',
      'evidence',
      'inbox',
      'page_state',
      'opt_out',
      'subscriber_key',
    ])
      expect(await errorOf(reader(`select * from msgr.${table}`)), table).toMatchObject({
        reason: 'storePermission',
      })
  })
})
