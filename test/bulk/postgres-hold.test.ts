import {describe, expect, test} from 'vitest'
import {lockRun} from '../../src/bulk/lock.ts'
import {openDatabase} from '../helpers/postgres.ts'
import {hasPostgres} from '../helpers/postgres-programs.ts'
import {counts, expire, freeze, otherPage, storeMeeting, storeOf} from './postgres-runs.ts'

describe.skipIf(!hasPostgres('processes that take runs in PostgreSQL'))(
  'a run in PostgreSQL is taken',
  () => {
    test('at once where its Page was handed back, before one whose process was not seen to end', async () => {
      const database = await openDatabase()
      const [one, other] = [await storeOf(database, 'one'), await storeOf(database, 'other')]
      const [handedBack, left] = [await freeze(one), await freeze(one, undefined, {page: otherPage})]
      await lockRun(left)
      await (await lockRun(handedBack)).release()
      await expire(database)
      const order: string[] = []
      const take = async (run: string) => {
        await lockRun(other.open(run))
        order.push(run)
      }

      await Promise.all([take(left.run), take(handedBack.run)])

      expect(order).toEqual([handedBack.run, left.run])
    })

    test('only to end it, though another run of its Page is being sent, but not while it is sent itself', async () => {
      const database = await openDatabase()
      const [one, other] = [await storeOf(database, 'one'), await storeOf(database, 'other')]
      const [sent, planned] = [await freeze(one), await freeze(one)]
      const held = await lockRun(sent)

      const ended = await lockRun(other.open(planned.run), undefined, 'end')
      expect(ended.lost).toBeUndefined()
      await ended.release({state: 'canceled', counts})
      await expect(lockRun(other.open(sent.run), undefined, 'end')).rejects.toThrow('is being sent by one')

      const states = await database.query('select run, state from msgr.run order by manifest -> $1', [
        'sequence',
      ])
      expect(states).toEqual([
        {run: sent.run, state: 'running'},
        {run: planned.run, state: 'canceled'},
      ])
      expect(await sent.holder()).toMatchObject({name: 'one'})
      await held.release()
    })

    test('also where the Page becomes free between two looks, and somebody else gets the place in the journal', async () => {
      const database = await openDatabase()
      const {run} = await freeze(await storeOf(database, 'one'))
      const met: string[] = []
      const store = await storeMeeting(database, async (text, runIt) => {
        const [what] = /update msgr.page p set owner|insert into msgr.journal/.exec(text) ?? []
        if (what === undefined || met.includes(what)) return runIt()
        met.push(what)
        return []
      })

      const held = await lockRun(store.open(run))
      await held.release()

      expect(met).toHaveLength(2)
      expect(await database.query('select seq from msgr.journal')).toEqual([{seq: 0}])
    })

    test('and says how it stands only as long as it has it', async () => {
      const database = await openDatabase()
      const [one, other] = [await storeOf(database, 'one'), await storeOf(database, 'other')]
      const run = await freeze(one)
      const states = async () => (await database.query('select state from msgr.run')).map(({state}) => state)
      const held = await lockRun(run)
      await expire(database)
      const taken = await lockRun(other.open(run.run))

      await held.settle?.({state: 'done', counts})
      expect(await states()).toEqual(['running'])
      await taken.settle?.({state: 'failed', counts})
      expect(await states()).toEqual(['failed'])
      await taken.release({state: 'stopped', counts})
      expect(await states()).toEqual(['stopped'])
    })
  },
)

describe.skipIf(!hasPostgres('a run that the store does not have'))('a run that is not in the store', () => {
  test('is named, has nothing to read, and nobody asks anything of it', async () => {
    const run = (await storeOf(await openDatabase(), 'one')).open('20261122-090000-abcdef')

    await expect(run.manifest()).rejects.toMatchObject({
      message: 'There is no run 20261122-090000-abcdef in the store',
      reason: 'runNotFound',
    })
    expect(await run.glance()).toBeUndefined()
    expect(await run.requests.read('stop')).toBeUndefined()
    expect(await run.holder()).toBeUndefined()
  })

  test('that was planned by another version is refused, and says with which one it continues', async () => {
    const database = await openDatabase()
    const run = await freeze(await storeOf(database, 'one'), 'sale')
    await database.query(
      `update msgr.run set manifest_text = replace(manifest_text, '"schemaVersion": ', '"schemaVersion": 99')`,
    )

    await expect(run.manifest()).rejects.toMatchObject({
      message: expect.stringMatching(
        `The run ${run.run} was planned by another version of msgr \\(schema 99\\d+\\)`,
      ),
      hint: 'Continue with the version that planned the run',
    })
    expect(await run.glance()).toMatchObject({identity: {name: 'sale'}})
  })
})
