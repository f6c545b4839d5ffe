import {writeFile} from 'node:fs/promises'
import {basename, join} from 'node:path'
import {describe, expect} from 'vitest'
import {findDetachedRuns} from '../../src/bulk/due-runs.ts'
import {fileStore} from '../../src/bulk/file-store/file-store.ts'
import {recordEnd} from '../../src/bulk/record-end.ts'
import type {RunStore} from '../../src/bulk/store.ts'
import {claimFolder} from '../../src/system/process-lock.ts'
import {type BulkWorld, people, test} from './bulk-world.ts'
import {cancelRun, openRunJournal, pauseRun, readLedger, readManifest} from './on-files.ts'

const night = {zone: 'Europe/Zurich', at: '2026-11-23T03:00'} as const
const detached = {isDetached: true} as const

function find({folder}: BulkWorld, known: readonly string[] = [], store: RunStore = fileStore(folder)) {
  const over: string[] = []
  const options = {isKnownOver: (run: string) => known.includes(run), onOver: (run: string) => over.push(run)}
  return findDetachedRuns(store, 'emulator', options).then(runs => ({...runs, over}))
}

/** A process takes the run and dies. */
async function die(run: string, by: {readonly isDetached: true | undefined} = detached): Promise<void> {
  const {end} = await readLedger(run, await readManifest(run))
  const journal = await openRunJournal(run, end, {acceptsCopy: false})
  await journal.commit({event: 'start', at: 0, pid: 1, ...by})
  await journal.close()
}

describe('the runs that are left to a worker', () => {
  test('are in the order in which they are due, and those that are due at once come first', async ({
    world,
  }) => {
    const later = await world.freeze(people(1), {...detached, schedule: {...night, at: '2026-11-24T03:00'}})
    const [one, other] = [
      await world.freeze(people(1), {...detached, schedule: night}),
      await world.freeze(people(1), {...detached, schedule: night}),
    ]
    const now = await world.freeze(people(1), detached)

    const {found} = await find(world)

    const dueMs = Date.parse('2026-11-23T02:00Z')
    const page = {id: '109876543210987', name: 'Shop'}
    expect(found).toEqual([
      {run: basename(now), page, dueMs: 0, isTakenOver: false},
      {run: basename(one), page, dueMs, isTakenOver: false},
      {run: basename(other), page, dueMs, isTakenOver: false},
      {run: basename(later), page, dueMs: dueMs + 86_400_000, isTakenOver: false},
    ])
  })

  test('include one whose worker died, and one that another process handed back', async ({world}) => {
    const [dead, back] = [await world.freeze(people(1), detached), await world.freeze(people(1), detached)]
    await die(dead)
    const store = fileStore(world.folder)
    await recordEnd(store.open(basename(back)), world.clock, {state: 'scheduled', until: 5})

    expect((await find(world)).found).toMatchObject([
      {run: basename(dead), isTakenOver: true},
      {run: basename(back), isTakenOver: false, dueMs: 5},
    ])
  })

  test('are not those of persons, of another platform, paused, or in the hands of a process', async ({
    world,
  }) => {
    await world.freeze(people(1))
    await world.freeze(people(1), {...detached, target: 'platform'})
    const paused = await world.freeze(people(1), detached)
    await pauseRun(paused, 'paused by Ann', {clock: world.clock, signal: new AbortController().signal})
    const byHand = await world.freeze(people(1), detached)
    await die(byHand, {isDetached: undefined})
    const held = await world.freeze(people(1), detached)
    await die(held)
    const claim = await claimFolder(held)

    expect(await find(world)).toEqual({found: [], unreadable: [], over: []})
    if ('lock' in claim) await claim.lock.release()
  })

  test('are not looked at again when they are over', async ({world}) => {
    const runs = await Promise.all(
      ['done', 'failed', 'canceled', 'known'].map(name =>
        world.freeze(people(1), {
          ...detached,
          identity: () => ({name, selection: '{}'}),
          random: Math.random,
        }),
      ),
    )
    const [done = '', failed = '', canceled = '', known = ''] = runs
    await world.send(done)
    await world.send(failed, {send: async () => ({kind: 'fail', reason: 'no'})})
    await cancelRun(canceled, 'canceled', {clock: world.clock, signal: new AbortController().signal})
    await writeFile(join(known, 'journal.ndjson'), 'damaged')

    const first = await find(world, [basename(known)])
    const over = [done, failed, canceled].map(run => basename(run))
    expect({...first, over: new Set(first.over)}).toEqual({found: [], unreadable: [], over: new Set(over)})
    expect(await find(world, [...over, basename(known)])).toEqual({found: [], unreadable: [], over: []})
  })

  test('that cannot be read are named with the reason, and keep nobody from the others', async ({world}) => {
    const [damaged, fine] = [await world.freeze(people(1), detached), await world.freeze(people(1), detached)]
    await die(damaged)
    await writeFile(join(damaged, 'journal.ndjson'), 'damaged\n')

    expect(await find(world)).toMatchObject({
      found: [{run: basename(fine)}],
      unreadable: [{run: basename(damaged), error: {message: expect.stringContaining('journal.ndjson')}}],
    })
  })

  test('are not found while the store fails for another reason', async ({world}) => {
    await world.freeze(people(1), detached)
    const store = fileStore(world.folder)
    const failing: RunStore = {
      ...store,
      open: run => ({...store.open(run), manifest: () => Promise.reject(new TypeError('a fault of msgr'))}),
    }

    await expect(find(world, [], failing)).rejects.toThrow('a fault of msgr')
  })
})
