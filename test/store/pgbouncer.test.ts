import {describe, expect, onTestFinished} from 'vitest'
import {parseStoreUrl} from '../../src/config/store/address.ts'
import {openStore, type Store} from '../../src/store/open-store.ts'
import {patiently} from '../helpers/patience.ts'
import {startPgBouncer} from '../helpers/pgbouncer.ts'
import {openDatabase} from '../helpers/postgres.ts'
import {hasPostgres} from '../helpers/postgres-programs.ts'
import {PASSWORD} from '../helpers/postgres-server.ts'
import {test} from '../helpers/world.ts'

describe.skipIf(!hasPostgres('a store behind PgBouncer', 'pgbouncer'))(
  'behind PgBouncer in transaction mode',
  () => {
    test('a store is set up, and many workers share two connections', async ({bareWorld: world}) => {
      const database = await openDatabase({isSetUp: false})
      const port = await startPgBouncer(database.port, 2)
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
