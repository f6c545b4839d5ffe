import {copyFile, rename} from 'node:fs/promises'
import {basename, join} from 'node:path'
import {pid} from 'node:process'
import {describe, expect} from 'vitest'
import {cancelRun as cancelStored, refuseEnded} from '../../src/bulk/cancel.ts'
import {fileStore} from '../../src/bulk/file-store/file-store.ts'
import {type RecordedEnd, recordEnd} from '../../src/bulk/record-end.ts'
import {pauseRun} from '../../src/bulk/steering/pause-run.ts'
import type {StoredRun} from '../../src/bulk/store.ts'
import {claimFolder} from '../../src/system/process-lock.ts'
import {openFilesIn, unlessOpenFilesAreKnown} from '../helpers/open-files.ts'
import {type BulkWorld, journalOf, outcomes, people, test} from './bulk-world.ts'
import {
  cancelRun,
  isLocked,
  openRunJournal,
  readLedger,
  readManifest,
  readStatus,
  readStop,
  requestStop,
} from './on-files.ts'

const paused: RecordedEnd = {state: 'paused', reason: 'the token expired', code: 190, exitCode: 3}

const record = (
  {folder, clock}: BulkWorld,
  run: string,
  end: RecordedEnd,
  options?: Parameters<typeof recordEnd>[3],
) => recordEnd(fileStore(folder).open(basename(run)), clock, end, options)

/** A process takes the run, and dies with the first message under way. */
async function diesWhileSending(run: string): Promise<void> {
  const {end} = await readLedger(run, await readManifest(run))
  const journal = await openRunJournal(run, end, {acceptsCopy: false})
  journal.append({event: 'start', at: 0, pid: 1})
  await journal.commit({event: 'attempt', line: 1, at: 0})
  await journal.close()
}

describe('a run that cannot be sent for now', () => {
  test('is paused with its reason, and sends to everybody once it goes on', async ({world}) => {
    const run = await world.freeze(people(2))

    expect(await record(world, run, paused)).toMatchObject({remaining: 2, sent: 0})

    expect(await readStatus(run)).toMatchObject({
      state: 'paused',
      reason: 'the token expired (190)',
      lastAt: world.clock.now(),
      isHeld: false,
      counts: {remaining: 2},
    })
    expect(await isLocked(run)).toBe(false)
    expect(await journalOf(run)).toMatchObject([
      expect.stringContaining('"event":"start"'),
      expect.stringContaining('"exitCode":3'),
    ])
    expect(await world.send(run)).toMatchObject({state: 'done', counts: {sent: 2}})
  })

  test('is scheduled until it is due, without a reason', async ({world}) => {
    const run = await world.freeze(people(1), {isDetached: true})

    await record(world, run, {state: 'scheduled', until: 1_800_000_000_000})

    expect(await readStatus(run)).toMatchObject({
      state: 'scheduled',
      until: 1_800_000_000_000,
      reason: '',
      isDetached: true,
    })
    expect((await journalOf(run)).at(-1)).toContain('"exitCode":0')
  })

  test('that is paused has no time at which it is due', async ({world}) => {
    const run = await world.freeze(people(1))
    await record(world, run, paused)

    expect((await journalOf(run)).at(-1)).not.toContain('until')
  })

  test('leaves in doubt who was in flight when its process died', async ({world}) => {
    const run = await world.freeze(people(3))
    await diesWhileSending(run)

    expect(await record(world, run, paused)).toMatchObject({inDoubt: 1, inFlight: 0, remaining: 2})
    expect(await outcomes(run)).toEqual({'in-doubt': 1, planned: 2})
  })

  test('keeps the request to pause it, unless somebody resumed it', async ({world}) => {
    const run = await world.freeze(people(1))
    await requestStop(run, {kind: 'pause', reason: 'paused by Ann'})

    await record(world, run, paused)
    expect(await readStop(run)).toMatchObject({reason: 'paused by Ann'})

    await record(world, run, paused, {liftsPause: true})
    expect(await readStop(run)).toBeUndefined()
  })

  test('stays as it is while a process sends it', async ({world}) => {
    const run = await world.freeze(people(1))
    const before = await journalOf(run)
    const claim = await claimFolder(run)

    await expect(record(world, run, paused)).rejects.toThrow(/process \d+/)
    expect(await journalOf(run)).toEqual(before)
    if ('lock' in claim) await claim.lock.release()
  })
})

describe('a run that is paused or canceled while nobody sends it', () => {
  /** The run in a store that notes for what it is held, and how it stands when it is let go. */
  function noting(world: BulkWorld, run: string) {
    const [purposes, standings]: [unknown[], unknown[]] = [[], []]
    const stored = fileStore(world.folder).open(basename(run))
    const noted: StoredRun = {
      ...stored,
      hold: async purpose => {
        purposes.push(purpose)
        const claim = await stored.hold(purpose)
        if ('holder' in claim) return claim
        const {taken} = claim
        const release = (standing: unknown) => {
          standings.push(standing)
          return taken.release()
        }
        return {taken: {...taken, release}}
      },
    }
    return {noted, purposes, standings}
  }
  const by = ({clock}: BulkWorld) => ({clock, signal: new AbortController().signal})

  test.for([
    ['paused', pauseRun, {remaining: 2, skipped: 0}],
    ['canceled', cancelStored, {remaining: 0, skipped: 2}],
  ] as const)(
    'is held for its end alone, and its store learns how it stands: %s',
    async ([state, end, counts], {world}) => {
      const {noted, purposes, standings} = noting(world, await world.freeze(people(2)))

      await end(noted, 'by Ann', by(world))

      expect(purposes).toEqual(['end'])
      expect(standings).toMatchObject([{state, counts}])
      const [start] = (await journalOf(join(world.folder, noted.run))).map(line => JSON.parse(line))
      expect(start).toMatchObject({event: 'start', at: world.clock.now(), pid})
    },
  )

  test('and cannot be sent for now is held likewise', async ({world}) => {
    const {noted, purposes, standings} = noting(world, await world.freeze(people(2)))

    await recordEnd(noted, world.clock, paused)

    expect([purposes, standings]).toMatchObject([['end'], [{state: 'paused', counts: {remaining: 2}}]])
  })

  test('leaves no file open', async ({world, skip}) => {
    skip(...unlessOpenFilesAreKnown)
    const run = await world.freeze(people(1))

    await record(world, run, paused)
    expect(await openFilesIn(world.folder)).toEqual([])
    await cancelRun(run, 'canceled', by(world))
    expect(await openFilesIn(world.folder)).toEqual([])
  })

  test('and is a copy can be canceled, but not paused: it may be sent elsewhere', async ({world}) => {
    const run = await world.freeze(people(2))
    const journal = join(run, 'journal.ndjson')
    await copyFile(journal, `${journal}.copy`)
    await rename(`${journal}.copy`, journal)
    const stored = fileStore(world.folder).open(basename(run))

    await expect(pauseRun(stored, 'by Ann', by(world))).rejects.toThrow('is a copy')
    await expect(recordEnd(stored, world.clock, paused)).rejects.toThrow('is a copy')
    expect(await cancelStored(stored, 'by Ann', by(world))).toMatchObject({skipped: 2})
  })
})

describe('a run of which nobody else gets anything', () => {
  const by = ({clock}: BulkWorld) => ({clock, signal: new AbortController().signal})
  const refusal = async (run: string) => {
    const status = await readStatus(run)
    return () => refuseEnded(status)
  }

  test('can be seen to be over before it is asked to end', async ({world}) => {
    const done = await world.freeze(people(1))
    await world.send(done)
    const doubtful = await world.freeze(people(1))
    await world.send(doubtful, {send: async () => ({kind: 'in-doubt', reason: 'no answer'})})
    const failed = await world.freeze(people(1))
    await world.send(failed, {send: async () => ({kind: 'fail', reason: 'no'})})
    const canceled = await world.freeze(people(1))
    await cancelRun(canceled, 'canceled', by(world))
    const nobody = await world.freeze(['ann'])

    for (const run of [done, doubtful, failed, nobody])
      expect(await refusal(run)).toThrow(`The run ${basename(run)} has nobody left to send to`)
    expect(await refusal(canceled)).toThrow(`The run ${basename(canceled)} was canceled already`)
  })

  test('is not one whose last person was in flight when its process died', async ({world}) => {
    const run = await world.freeze(people(2))
    await diesWhileSending(run)
    await expect(cancelRun(run, 'canceled', by(world))).resolves.toMatchObject({inDoubt: 1, skipped: 1})

    const last = await world.freeze(people(1))
    await diesWhileSending(last)
    await expect(cancelRun(last, 'canceled', by(world))).resolves.toMatchObject({inDoubt: 1, skipped: 0})
    expect(await readStatus(last)).toMatchObject({state: 'canceled', counts: {inDoubt: 1}})
  })

  test('is not one where somebody is left, in flight or in doubt', async ({world}) => {
    const planned = await world.freeze(people(1))
    const status = await readStatus(planned)

    for (const left of [{remaining: 1}, {inDoubt: 1}, {inFlight: 1}]) {
      const counts = {...status.counts, remaining: 0, ...left}
      expect(() => refuseEnded({...status, counts})).not.toThrow()
    }
  })
})
