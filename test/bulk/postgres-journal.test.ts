import {describe, expect, test} from 'vitest'
import {lockRun} from '../../src/bulk/lock.ts'
import {openDatabase} from '../helpers/postgres.ts'
import {hasPostgres} from '../helpers/postgres-programs.ts'
import {freeze, open, readAll, storeMeeting, storeOf} from './postgres-runs.ts'

/** More than are read at once, twice. */
const GROUPS = 410

describe.skipIf(!hasPostgres('journals in PostgreSQL'))('a journal in PostgreSQL', () => {
  test('is read whole however long, from any line on, and line by line in any order', async () => {
    const database = await openDatabase()
    const {run} = await freeze(await storeOf(database, 'one'))
    let looks = 0
    const store = await storeMeeting(database, (text, runIt) => {
      if (text.includes('order by seq limit')) looks += 1
      return runIt()
    })
    const stored = store.open(run)
    const held = await lockRun(stored)
    const journal = await open(held, stored)
    for (let at = 0; at < GROUPS; at++) {
      // Each group has two lines.
      journal.append({event: 'unsent', line: 1, at, reason: 'why'})
      await journal.commit({event: 'attempt', line: 2, at})
    }
    await journal.close()
    await held.release()

    const {entries} = await readAll(stored)
    expect(entries.map(({entry}) => entry.at)).toEqual(
      Array.from({length: 2 * GROUPS}, (_, index) => Math.floor(index / 2)),
    )
    const lines = await stored.lines()
    looks = 0
    const texts: string[] = []
    for (const {offset} of entries) texts.push((await lines.at(offset)).toString())
    expect(texts.map(text => JSON.parse(text))).toMatchObject(entries.map(({entry}) => entry))
    expect(looks).toBe(3)
    for (const place of [819, 600, 401, 400, 0])
      expect((await lines.at(entries[place]?.offset ?? 0)).toString()).toBe(texts[place])
    await lines.close()
    // From the second line of a group on.
    const [, chain = ''] = /"crc":"(.*)"/.exec(texts[200] ?? '') ?? []
    const rest = await readAll(stored, {bytes: entries[201]?.offset ?? 0, lines: 201, chain})
    expect(rest.entries).toEqual(entries.slice(201))
  })

  test('has no last line as long as nobody wrote one, and every place that it lacks is as old as now', async () => {
    const run = await freeze(await storeOf(await openDatabase(), 'one'))

    expect(await run.last()).toBeUndefined()
    expect(await (await run.lines()).at(0)).toHaveLength(0)
    expect(await run.mayStillSendFor?.(0)).toBe(300_000)
  })
})
