import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {describe, expect, onTestFinished, test} from 'vitest'
import {collect} from '../../../src/api/core/paging.ts'
import type {OptOutEntry} from '../../../src/bulk/opt-outs/entry.ts'
import {fileOptOuts} from '../../../src/bulk/opt-outs/file-opt-outs.ts'
import type {NameOf, OptOutPage, OptOuts} from '../../../src/bulk/opt-outs/opt-outs.ts'
import {PostgresOptOuts, storeMentions} from '../../../src/bulk/opt-outs/postgres-opt-outs.ts'
import {standingClock} from '../../helpers/clock.ts'
import {openDatabase} from '../../helpers/postgres.ts'
import {hasPostgres} from '../../helpers/postgres-programs.ts'
import {openStoreOf} from '../open-postgres-store.ts'

/** A list as another process sees it that has just opened it. */
type Open = (more?: Partial<OptOutPage> & {readonly nameOf?: NameOf}) => Promise<OptOuts>

const page: OptOutPage = {target: 'platform', pageId: '109876543210987'}
const clock = standingClock()

async function inFiles(): Promise<Open> {
  const stateFolder = await mkdtemp(join(tmpdir(), 'msgr-opt-outs-'))
  onTestFinished(() => rm(stateFolder, {recursive: true}))
  return async ({nameOf, ...more} = {}) =>
    fileOptOuts({stateFolder, ...page, ...more, clock, random: Math.random}, nameOf)
}

async function inPostgres(): Promise<Open> {
  const database = await openDatabase()
  const {signal} = new AbortController()
  return async (more = {}) =>
    new PostgresOptOuts({...page, ...more, clock, signal, store: await openStoreOf(database)})
}

type Entry = (psid: string, more?: Partial<OptOutEntry>) => OptOutEntry
const [out, back] = (['out', 'in'] as const).map(
  (event): Entry =>
    (psid, more) => ({event, psid, at: 1_000, source: 'command', ...more}),
) as [Entry, Entry]

const psids = async (list: OptOuts) => (await collect(list.readOptedOut())).map(({psid}) => psid)

describe.each([
  {home: 'files', open: inFiles, isHere: true},
  {home: 'PostgreSQL', open: inPostgres, isHere: hasPostgres('lists of opted-out people in PostgreSQL')},
])('a list of people who opted out in $home', ({open: start, isHere}) => {
  test.skipIf(!isHere)(
    'has who opted out and not who came back, and knows what it was told last',
    async () => {
      const open = await start()
      const [list, other] = [await open(), await open()]

      const counts = [
        await other.append([out('1'), out('2'), out('3')]),
        await list.append([out('2'), out('4'), out('4')]),
        await other.append([back('2'), back('5'), back('3')]),
        await list.append([out('3', {at: 2_000, source: 'message', detail: 'stop'})]),
      ]

      expect(counts).toEqual([3, 1, 2, 1])
      await other.refresh()
      for (const each of [list, other, await open()]) {
        await each.refresh()
        expect(['1', '2', '3', '4', '5'].map(psid => each.has({psid}))).toEqual([
          true,
          false,
          true,
          true,
          false,
        ])
        expect(each.count).toBe(3)
        expect(await psids(each)).toEqual(['3', '4', '1'])
        expect(await each.latestOf('3')).toEqual(out('3', {at: 2_000, source: 'message', detail: 'stop'}))
        expect(await each.latestOf('1')).toEqual(out('1'))
        expect(await each.latestOf('2')).toMatchObject({event: 'in'})
        expect(await each.latestOf('9')).toBeUndefined()
      }
    },
  )

  test.skipIf(!isHere)('is one for each Page and target', async () => {
    const open = await start()
    await (await open()).append([out('1')])

    for (const other of [{pageId: '209876543210987'}, {target: 'emulator'} as const]) {
      const list = await open(other)
      await list.refresh()
      expect(list.has({psid: '1'})).toBe(false)
      expect(await list.latestOf('1')).toBeUndefined()
      expect(await psids(list)).toEqual([])
    }
  })

  test.skipIf(!isHere)(
    'finds a subscriber by the token, by name, and by the PSID that came with an event',
    async () => {
      const open = await start()
      const nameOf = (token: string) =>
        token === 'token-a' ? 'sub_00000000000000aa' : 'sub_00000000000000bb'
      const list = await open({nameOf})

      await list.append([out('1')])
      expect(list.has({psid: 'sub_00000000000000aa', token: 'token-a'})).toBe(false)
      // Known already, but not under this name.
      await list.append([out('1', {subscriber: 'sub_00000000000000aa'}), out('sub_00000000000000bb')])

      expect(list.has({psid: 'sub_00000000000000aa', token: 'token-a'})).toBe(true)
      expect(list.has({psid: '2', token: 'token-a'})).toBe(true)
      expect(list.has({psid: '3', token: 'token-b'})).toBe(true)
      expect(await psids(list)).toEqual(['sub_00000000000000bb', '1'])
      await list.append([back('1')])
      expect(list.has({psid: '2', token: 'token-a'})).toBe(false)
      expect(await list.append([back('9', {subscriber: 'sub_00000000000000cc'})])).toBe(0)
    },
  )

  test.skipIf(!isHere)('asks for the name of a token alone', async () => {
    const open = await start()
    const asked: string[] = []
    const list = await open({
      nameOf: token => {
        asked.push(token)
        return 'sub_00000000000000aa'
      },
    })
    await list.append([out('sub_00000000000000aa')])

    expect(list.has({psid: '1'})).toBe(false)
    expect(list.has({psid: '1', token: 'token'})).toBe(true)
    expect(asked).toEqual(['token'])
  })

  test.skipIf(!isHere)(
    'remembers who is out by nothing but an event or a label, which can be taken back',
    async () => {
      const open = await start()
      const list = await open()
      await list.append([
        out('1', {source: 'label'}),
        out('2', {source: 'label'}),
        out('3', {source: 'event'}),
        out('4', {source: 'message'}),
      ])
      expect(await list.append([out('2', {source: 'message'}), out('1', {source: 'label'})])).toBe(1)
      expect(await list.append([out('4', {source: 'label'}), out('3', {source: 'label'})])).toBe(1)

      const onlyBy = ['label', undefined, undefined, undefined]
      expect(['1', '2', '3', '4'].map(psid => list.onlyBy(psid))).toEqual(onlyBy)
      expect(list.count).toBe(4)
      expect(['1', '5'].map(psid => list.isOut(psid))).toEqual([true, false])
      await list.append([back('1', {source: 'label'})])
      expect(list.onlyBy('1')).toBeUndefined()
      expect(list.isOut('1')).toBe(false)
    },
  )

  test.skipIf(!isHere)(
    'is not changed when nothing can be written, and the process still adds the person later',
    async () => {
      const open = await start()
      const list = await open()
      await list.append([out('1')])
      const failing = function* () {
        yield* Array.from({length: 5_001}, (_, index) => out(String(index + 2)))
        throw new Error('the source failed')
      }

      await expect(list.append(failing())).rejects.toThrow('the source failed')

      await list.refresh()
      expect(list.has({psid: '2'})).toBe(false)
      expect(await list.append([out('2')])).toBe(1)
      const other = await open()
      await other.refresh()
      expect(await psids(other)).toEqual(['2', '1'])
    },
  )

  test.skipIf(!isHere)(
    'loses nobody when many add at once, and whoever follows it misses nobody',
    async () => {
      const open = await start()
      const lists = await Promise.all(Array.from({length: 8}, () => open()))
      const follower = await open()
      const isDone = {value: false}
      const following = (async () => {
        while (!isDone.value) {
          await follower.refresh()
          await new Promise(setImmediate)
        }
        await follower.refresh()
      })()

      const added = await Promise.all(
        lists.map(async (list, group) => {
          let count = 0
          for (let index = 0; index < 10; index++)
            count += await list.append([out(String(1 + (group % 4) * 10 + index))])
          return count
        }),
      )
      isDone.value = true
      await following

      expect(added.reduce((sum, count) => sum + count)).toBe(40)
      expect(follower.count).toBe(40)
      expect(new Set(await psids(follower)).size).toBe(40)
    },
  )

  test.skipIf(!isHere)('is read in parts, and keeps what people wrote, as far as it is kept', async () => {
    const open = await start()
    const entries = Array.from({length: 10_001}, (_, index) =>
      out(String(index + 1), {detail: 'ö'.repeat((index * 7) % 130)}),
    )
    await (await open()).append(entries)

    const list = await open()
    await list.refresh()

    expect(list.count).toBe(10_001)
    expect(await psids(list)).toEqual(entries.map(({psid}) => psid).reverse())
    expect((await list.latestOf('18'))?.detail).toBe(`${'ö'.repeat(99)}…`)
  })
})

describe.skipIf(!hasPostgres('lists of opted-out people that machines share'))('a list in PostgreSQL', () => {
  test('is not read again so soon, unless it must be', async () => {
    const open = await inPostgres()
    const [list, other] = [await open(), await open()]
    await list.refresh()
    await other.append([out('1')])

    await list.refresh(500)
    expect(list.has({psid: '1'})).toBe(false)
    clock.advance(500)
    await list.refresh(500)
    expect(list.has({psid: '1'})).toBe(true)
    await other.append([out('2')])
    await list.refresh()
    expect(list.has({psid: '2'})).toBe(true)
    // As long as a run is sent, not only the first time.
    for (const psid of ['3', '4', '5']) {
      await other.append([out(psid)])
      clock.advance(500)
      await Promise.all([list.refresh(500), list.refresh(500)])
      expect(list.has({psid})).toBe(true)
    }
  })

  test('is read again after the clock was set back', async () => {
    const open = await inPostgres()
    const [list, other] = [await open(), await open()]
    await list.refresh()
    await other.append([out('1')])

    clock.advance(-3_600_000)
    await list.refresh(500)

    expect(list.has({psid: '1'})).toBe(true)
  })

  test('has what was said last, also where an earlier reading ends later', async () => {
    const database = await openDatabase()
    const store = await openStoreOf(database)
    const {signal} = new AbortController()
    const other = new PostgresOptOuts({...page, clock, signal, store})
    await other.append([out('1')])
    let release = () => {}
    const released = new Promise<void>(resolve => {
      release = resolve
    })
    let readings = 0
    const query: typeof store.queries.query = async (text, values) => {
      const isFirst = ++readings === 1
      const rows = await store.queries.query<never>(text, values)
      if (isFirst) await released
      return rows
    }
    const {transaction} = store.queries
    const list = new PostgresOptOuts({...page, clock, signal, store: {queries: {query, transaction}}})

    const earlier = list.refresh()
    await expect.poll(() => readings).toBe(1)
    await other.append([back('1')])
    await list.refresh()
    release()
    await earlier

    expect(list.has({psid: '1'})).toBe(false)
    expect(list.count).toBe(0)
  })

  test('mentions whoever ever was on the list of any Page', async () => {
    const database = await openDatabase()
    const store = await openStoreOf(database)
    const list = new PostgresOptOuts({...page, clock, signal: new AbortController().signal, store})
    await list.append([out('1'), out('2')])
    await list.append([back('2')])

    const mentioned = await Promise.all(['1', '2', '3'].map(psid => storeMentions(store, psid)))
    expect(mentioned).toEqual([true, true, false])
    expect(['1', '2', '3'].map(psid => list.isKnown(psid))).toEqual([true, true, false])
  })

  test('keeps what PostgreSQL takes of a detail with a NUL', async () => {
    const list = await (await inPostgres())()

    await list.append([out('1', {detail: 'st\0op'})])

    expect((await list.latestOf('1'))?.detail).toBe('stop')
  })
})
