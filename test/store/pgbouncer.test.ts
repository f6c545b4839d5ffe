import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {chownSync} from 'node:fs'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {connect} from 'node:net'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {describe, expect, onTestFinished} from 'vitest'
import {parseStoreUrl} from '../../src/config/store/address.ts'
import {openStore, type Store} from '../../src/store/open-store.ts'
import {freePort} from '../helpers/free-port.ts'
import {patiently} from '../helpers/patience.ts'
import {openDatabase, theCluster} from '../helpers/postgres.ts'
import {hasPostgres, postgresProgram, postgresUser} from '../helpers/postgres-programs.ts'
import {PASSWORD} from '../helpers/postgres-server.ts'
import {test} from '../helpers/world.ts'

/** PgBouncer that gives each transaction one of two connections. Ended with the test. */
async function startPgBouncer(serverPort: number): Promise<number> {
  const {folder: parent} = await theCluster()
  const folder = await mkdtemp(join(parent, 'pgbouncer-'))
  const port = await freePort()
  const settings = [
    '[databases]',
    `* = host=127.0.0.1 port=${serverPort}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = scram-sha-256',
    `auth_file = ${join(folder, 'users')}`,
    'pool_mode = transaction',
    'default_pool_size = 2',
  ]
  await writeFile(join(folder, 'ini'), `${settings.join('\n')}\n`)
  const users = ['owner', 'sender'].map(name => `"${name}" "${PASSWORD}"\n`)
  await writeFile(join(folder, 'users'), users.join(''))
  const user = postgresUser()
  if (user !== undefined)
    for (const name of ['', 'ini', 'users']) chownSync(join(folder, name), user.uid, user.gid)
  const program = spawn(postgresProgram('pgbouncer') ?? '', [join(folder, 'ini')], {
    ...user,
    cwd: folder,
    stdio: 'pipe',
  })
  let log = ''
  program.stderr.on('data', data => (log += data))
  onTestFinished(async () => {
    program.kill('SIGKILL')
    if (program.exitCode === null) await once(program, 'exit')
    await rm(folder, {recursive: true, force: true})
  })
  for (let looks = 0; !(await listens(port)); looks++) {
    if (looks === 400 || program.exitCode !== null) throw new Error(`PgBouncer did not start: ${log}`)
    await sleep(25)
  }
  return port
}

const listens = (port: number) =>
  new Promise<boolean>(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })

describe.skipIf(!hasPostgres('a store behind PgBouncer', 'pgbouncer'))(
  'behind PgBouncer in transaction mode',
  () => {
    test('a store is set up, and many workers share two connections', async ({bareWorld: world}) => {
      const database = await openDatabase({isSetUp: false})
      const port = await startPgBouncer(database.port)
      const through = (url: string) => url.replace(`:${database.port}/`, `:${port}/`)
      const env = {MSGR_STORE: through(database.url('owner'))}
      expect(await world.msgr('store init', {env})).toMatchObject({code: 0})
      expect(await world.msgr('store status', {env})).toMatchObject({code: 0})
      await database.query(`insert into msgr.page (target, page_id) values ('emulator', '1')`)
      await database.query(
        `insert into msgr.run (run, target, page_id, manifest, manifest_text, manifest_hash) values ('20261130-101010-abcdef', 'emulator', '1', '{}', '{}', '')`,
      )
      const {address} = parseStoreUrl(through(database.openUrl()), {origin: '', user: '', mayBePlain: false})
      const stores: Store[] = []
      onTestFinished(async () => void (await Promise.all(stores.map(({close}) => close()))))
      for (let count = 0; count < 6; count++)
        stores.push(await openStore({address, password: PASSWORD, limitMs: patiently(10_000)}))

      // Each place in the journal is somebody's; nobody's statement meets the state of another one's session.
      const won = await Promise.all(
        stores.map(async ({appends, queries}, epoch) => {
          let places = 0
          for (let seq = 0; seq < 20; seq++) {
            const appended = await appends.query(
              'insert into msgr.journal (run, seq, epoch, entries) values ($1, $2, $3, $4) on conflict do nothing returning seq',
              ['20261130-101010-abcdef', seq, epoch, Buffer.from(`${epoch}`)],
            )
            places += appended.length
            await queries.transaction(async query => {
              const [first] = await query<{pid: number}>('select pg_backend_pid() as pid')
              const [second] = await query<{pid: number}>('select pg_backend_pid() as pid')
              expect(second).toEqual(first)
            })
          }
          return places
        }),
      )

      expect(won.reduce((sum, places) => sum + places, 0)).toBe(20)
      const [sessions] = await database.query<{count: number}>(
        `select count(*)::int as count from pg_stat_activity where datname = current_database() and usename = 'sender'`,
      )
      expect(sessions?.count).toBeLessThanOrEqual(2)
    })
  },
)
