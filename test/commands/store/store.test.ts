import {spawnSync} from 'node:child_process'
import {describe, expect} from 'vitest'
import {openDatabase, type TestDatabase} from '../../helpers/postgres.ts'
import {hasPostgres, postgresProgram} from '../../helpers/postgres-programs.ts'
import {PASSWORD} from '../../helpers/postgres-server.ts'
import {test} from '../../helpers/world.ts'

const envOf = (database: TestDatabase, role: Parameters<TestDatabase['url']>[0] = 'owner') => ({
  MSGR_STORE: database.url(role),
})

/** Runs of one Page that ended so many days ago, with a list and a journal. */
async function addRuns(
  database: TestDatabase,
  runs: Readonly<Record<string, readonly [state: string, days: number]>>,
) {
  await database.query(`insert into msgr.page (target, page_id) values ('emulator', '1')`)
  for (const [run, [state, days]] of Object.entries(runs)) {
    await database.query(
      `insert into msgr.run (run, target, page_id, manifest, manifest_text, manifest_hash, state, updated)
       values ($1, 'emulator', '1', '{}', '{}', '', $2, now() - $3 * interval '1 day')`,
      [run, state, days],
    )
    await database.query('insert into msgr.list_part values ($1, 0, $2)', [run, Buffer.from('6411')])
    await database.query('insert into msgr.journal values ($1, 0, 1, now(), $2)', [run, Buffer.from('{}')])
    await database.query(`insert into msgr.evidence values ($1, 1, 1, 'sent', 'm_1', 'zombie')`, [run])
  }
}

describe.skipIf(!hasPostgres('the commands of a store', 'psql'))('a store', () => {
  test('is set up once, and shows that it can be used', async ({bareWorld: world}) => {
    const database = await openDatabase({isSetUp: false})
    const env = envOf(database)

    const before = await world.msgr('store status', {env})
    expect(before).toMatchObject({
      code: 1,
      out: expect.stringContaining('is not set up: it has no schema msgr'),
    })
    expect(await world.msgr('store upgrade', {env})).toMatchObject({
      code: 2,
      err: expect.stringContaining('Set it up: msgr store init'),
    })
    expect(await world.msgr('store init --dry-run', {env})).toMatchObject({code: 0})
    const [first, atOnce] = await Promise.all([1, 2].map(() => world.msgr('store init', {env})))
    expect([first?.code, atOnce?.code], `${first?.err}${atOnce?.err}`).toEqual([0, 0])
    expect(await world.msgr('store init', {env})).toMatchObject({
      code: 0,
      out: expect.stringMatching(/postgres:\/\/owner@127.0.0.1:\d+\/test_\w+ already has version 1/),
    })
    const status = await world.msgr('store status --json', {env})
    expect(status.json()).toMatchObject({
      problems: [],
      warnings: [],
      schemaVersion: 1,
      role: 'owner',
      runs: {},
    })
    expect(`${before.out}${first?.out}${status.out}${status.err}`).not.toContain(PASSWORD)
  })

  test('is set up by psql from the printed SQL, to the same schema', async ({bareWorld: world}) => {
    const [ours, theirs] = [await openDatabase(), await openDatabase({isSetUp: false})]
    const {out: sql} = await world.msgr('store init --print-sql')
    const psql = spawnSync(
      postgresProgram('psql') ?? '',
      ['-v', 'ON_ERROR_STOP=1', '-q', theirs.openUrl('owner')],
      {
        input: sql,
        encoding: 'utf8',
        env: {...process.env, PGPASSWORD: PASSWORD},
      },
    )
    expect(psql.stderr).toBe('')

    expect(await world.msgr('store status', {env: envOf(theirs)})).toMatchObject({code: 0})
    const columns = `select table_name, column_name, data_type, column_default from information_schema.columns
      where table_schema = 'msgr' order by 1, ordinal_position`
    expect(await theirs.query(columns)).toEqual(await ours.query(columns))
    expect((await world.msgr('store upgrade --print-sql', {env: envOf(theirs)})).out).toBe('')
  })

  test('of a newer msgr is named as such, by every command', async ({bareWorld: world}) => {
    const database = await openDatabase()
    await database.query('update msgr.meta set schema_version = 99')
    const env = envOf(database)

    for (const line of ['store init', 'store upgrade', 'store prune --older-than 1d --yes'])
      expect(await world.msgr(line, {env}), line).toMatchObject({
        code: 2,
        err: expect.stringMatching(
          /has version 99 of the schema, and this msgr knows only version 1\n +Install a newer msgr/,
        ),
      })
    expect(await world.msgr('store status', {env})).toMatchObject({code: 1})
  })

  test('is set up only by who may, and the error says what is lacking', async ({bareWorld: world}) => {
    const database = await openDatabase({isSetUp: false})

    expect(await world.msgr('store init', {env: envOf(database, 'sender')})).toMatchObject({
      code: 4,
      err: expect.stringMatching(
        /refused: permission denied for database .*\n.*an administrator run: msgr store init/,
      ),
    })
  })

  test('warns a superuser, whom no grant binds, and shows a reader what it may see', async ({
    bareWorld: world,
  }) => {
    const database = await openDatabase()
    const warned = await world.msgr('store status --json', {env: envOf(database, 'superuser')})
    expect(warned.json().warnings).toEqual([expect.stringContaining('superuser is a superuser')])
    const seen = await world.msgr('store status --json', {env: envOf(database, 'watcher')})
    expect(seen.json()).toMatchObject({role: 'watcher', problems: [], runs: {}})
  })

  test('loses old runs that ended, with all that is known of people, and no others', async ({
    bareWorld: world,
  }) => {
    const database = await openDatabase()
    const env = envOf(database)
    const [old, canceled, fresh, open] = ['aaaaaa', 'bbbbbb', 'cccccc', 'dddddd'].map(
      hex => `20260101-101010-${hex}`,
    )
    await addRuns(database, {
      [old ?? '']: ['done', 91],
      [canceled ?? '']: ['canceled', 100],
      [fresh ?? '']: ['done', 89],
      [open ?? '']: ['interrupted', 400],
    })
    await database.query(
      `insert into msgr.inbox (key, raw, headers, state, done_at) values ('a', '', '{}', 'd', now() - interval '91 days'),
       ('b', '', '{}', 'd', now()), ('c', '', '{}', 'n', null), ('d', '', '{}', 'f', now() - interval '91 days')`,
    )
    await database.query(
      `insert into msgr.opt_out (target, page_id, psid, event, at, source) values ('emulator', '1', '6411', 'out', now() - interval '9 years', 'command')`,
    )
    const left = async () => ({
      runs: (await database.query<{run: string}>('select run from msgr.run order by run')).map(
        ({run}) => run,
      ),
      journals: (await database.query('select from msgr.journal')).length,
      lists: (await database.query('select from msgr.list_part')).length,
      evidence: (await database.query('select from msgr.evidence')).length,
      events: (await database.query<{key: string}>('select key from msgr.inbox order by key')).map(
        ({key}) => key,
      ),
      optOuts: (await database.query('select from msgr.opt_out')).length,
    })
    const whole = await left()

    expect((await world.msgr('store prune --older-than 90d --dry-run --json', {env})).json()).toEqual({
      runs: 2,
      events: 1,
    })
    expect(await world.msgr('store prune --older-than 90d', {env})).toMatchObject({
      code: 2,
      err: expect.stringContaining('--yes'),
    })
    expect(
      await world.msgr('store prune --older-than 90d --yes', {env: envOf(database, 'sender')}),
    ).toMatchObject({code: 4})
    expect(await left()).toEqual(whole)

    expect((await world.msgr('store prune --older-than 90d --yes --json', {env})).json()).toEqual({
      runs: 2,
      events: 1,
    })
    expect(await left()).toEqual({
      runs: [fresh, open],
      journals: 2,
      lists: 2,
      evidence: 2,
      events: ['b', 'c', 'd'],
      optOuts: 1,
    })
  })

  test('that no settings name is asked for', async ({bareWorld: world}) => {
    for (const line of ['store status', 'store init', 'store upgrade', 'store prune --older-than 1d'])
      expect(await world.msgr(line), line).toMatchObject({
        code: 2,
        err: expect.stringContaining('The settings name no store'),
      })
  })
})
