import {mkdtemp, readFile, rm, stat, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {
  openSharedSubscriberNames,
  openSubscriberNames,
  subscriberName,
} from '../../src/bulk/subscriber-names.ts'
import type {Query} from '../../src/store/connection.ts'
import {openDatabase} from '../helpers/postgres.ts'
import {hasPostgres} from '../helpers/postgres-programs.ts'
import {connectTo} from './open-postgres-store.ts'

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'msgr-names-'))
  onTestFinished(() => rm(folder, {recursive: true, force: true}))
  return join(folder, 'runs')
}

test('a subscriber has the same name in each run of a machine, and another one elsewhere', async () => {
  const [here, elsewhere] = [await makeFolder(), await makeFolder()]
  const name = (await openSubscriberNames(here))('token')

  expect(name).toMatch(subscriberName)
  expect((await openSubscriberNames(here))('token')).toBe(name)
  expect((await openSubscriberNames(here))('another')).not.toBe(name)
  expect((await openSubscriberNames(elsewhere))('token')).not.toBe(name)
})

test('names are made with a key that only its owner can read', async () => {
  const folder = await makeFolder()
  await openSubscriberNames(folder)
  const file = join(folder, '.subscriber-key')

  expect((await readFile(file)).length).toBe(32)
  expect([(await stat(file)).mode & 0o777, (await stat(folder)).mode & 0o777]).toEqual([0o600, 0o700])
})

test('a key that is not whole is replaced', async () => {
  const folder = await makeFolder()
  await openSubscriberNames(folder)
  const file = join(folder, '.subscriber-key')
  await writeFile(file, '')

  await openSubscriberNames(folder)

  expect((await readFile(file)).length).toBe(32)
})

test.each(['sub_1f0c9a3b52d7e84', 'sub_1f0c9a3b52d7e8461', 'xsub_1f0c9a3b52d7e846', 'sub_1f0c9a3b52d7e84G'])(
  '%s is not such a name',
  text => {
    expect(subscriberName.test(text)).toBe(false)
  },
)

test.runIf(hasPostgres('names of subscribers in a store'))(
  'machines of a store have the names of the first of them, whether or not it had some before',
  async () => {
    for (const hadNames of [true, false]) {
      const {query} = await connectTo(await openDatabase())
      const [first, second] = [await makeFolder(), await makeFolder()]
      const before = hadNames ? (await openSubscriberNames(first))('token') : undefined
      await openSubscriberNames(second)

      const name = (await openSharedSubscriberNames(query, first))('token')

      expect(name).toMatch(subscriberName)
      if (before !== undefined) expect(name).toBe(before)
      expect((await openSharedSubscriberNames(query, second))('token')).toBe(name)
    }
  },
)

test.runIf(hasPostgres('names of subscribers in a store'))(
  'a machine that finds the key in the store gives it none of its own',
  async () => {
    const {query} = await connectTo(await openDatabase())
    await openSharedSubscriberNames(query, await makeFolder())
    const statements: string[] = []
    const watched = ((text, values) => {
      statements.push(text)
      return query(text, values)
    }) as Query

    await openSharedSubscriberNames(watched, await makeFolder())

    expect(statements).toEqual([expect.stringMatching(/^select /)])
  },
)

test.runIf(hasPostgres('names of subscribers in a store'))(
  'machines that begin at once agree on one key',
  async () => {
    const database = await openDatabase()
    const machines = Array.from({length: 4}, async () => {
      const {query} = await connectTo(database)
      return (await openSharedSubscriberNames(query, await makeFolder()))('token')
    })

    expect(new Set(await Promise.all(machines)).size).toBe(1)
  },
)
