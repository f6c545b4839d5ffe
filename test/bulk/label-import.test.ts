import {appendFile, copyFile, mkdtemp, readFile, rename, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {test as base, describe, expect} from 'vitest'
import type {ItemOutcome} from '../../src/bulk/batches.ts'
import {appendTo} from '../../src/bulk/file-store/run-journal.ts'
import {Journal} from '../../src/bulk/journal.ts'
import {
  type CarryOutOptions,
  carryOutImport,
  type LabelChange,
} from '../../src/bulk/label-import/carry-out.ts'
import {draftImport} from '../../src/bulk/label-import/draft.ts'
import {readImport} from '../../src/bulk/label-import/manifest.ts'
import {
  type ImportEntry,
  readOutcomes,
  readProgress,
  readRefused,
} from '../../src/bulk/label-import/progress.ts'
import type {CustomLabel} from '../../src/platform/custom-labels.ts'
import type {LabelId} from '../../src/platform/ids.ts'
import {claimFolder} from '../../src/system/process-lock.ts'
import {standingClock} from '../helpers/clock.ts'
import {openFilesIn, unlessOpenFilesAreKnown} from '../helpers/open-files.ts'
import {collect} from './bulk-world.ts'
import {many, vip} from './label-import/label-rows.ts'

interface Place {
  readonly folder: string
  /** Plans and freezes an import of so many rows; yields its folder. */
  readonly freeze: (count: number, existing?: readonly CustomLabel[]) => Promise<string>
  readonly options: (given?: Partial<CarryOutOptions>) => CarryOutOptions
  /** Whom the platform was asked to label, call by call. */
  readonly calls: LabelChange[][]
}

const test = base.extend<{place: Place}>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures a fixture needs from this pattern
  place: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'msgr-import-'))
    const clock = standingClock()
    const calls: LabelChange[][] = []
    await use({
      folder,
      calls,
      freeze: async (count, existing = [vip]) => {
        const draft = await draftImport(many(count), {
          existing,
          runsFolder: folder,
          source: 'people.csv',
          target: 'emulator',
          page: {id: '1'},
          nowMs: clock.now(),
          random: () => 0.5,
        })
        return draft.freeze()
      },
      options: given => ({
        change: async changes => {
          calls.push([...changes])
          return changes.map(() => ({kind: 'done'}))
        },
        listLabels: async () => [vip],
        createLabel: async () => '18' as LabelId,
        clock,
        random: () => 0.5,
        signal: new AbortController().signal,
        ...given,
      }),
    })
    await rm(folder, {recursive: true, force: true})
  },
})

describe('carrying out', () => {
  test('leaves no file open and no lock, however it ended', async ({place, skip}) => {
    skip(...unlessOpenFilesAreKnown)
    const [done, failed] = [await place.freeze(3), await place.freeze(3)]
    const change = () => Promise.reject(new TypeError('a bug'))

    await carryOutImport(done, place.options())
    await expect(carryOutImport(failed, place.options({change}))).rejects.toThrow('a bug')

    expect(await openFilesIn(place.folder)).toEqual([])
    expect(await carryOutImport(failed, place.options())).toMatchObject({state: 'done'})
  })

  test('makes 50 changes in a call, and all of them', async ({place}) => {
    const end = await carryOutImport(await place.freeze(120), place.options())

    expect(place.calls.map(({length}) => length)).toEqual([50, 50, 20])
    expect(end).toMatchObject({state: 'done', counts: {total: 120, assigned: 120, remaining: 0}})
  })

  test('creates a label once, also when its creation was not written down', async ({place}) => {
    const run = await place.freeze(10, [])
    const end = await carryOutImport(run, place.options({listLabels: async () => []}))
    const other = await place.freeze(10, [])
    const adopted = await carryOutImport(other, place.options())

    expect([end.created, adopted.created]).toEqual([['VIP'], []])
    expect(place.calls.map(([first]) => first?.labelId)).toEqual(['18', '17'])
  })

  test('does not look for a label again whose creation was written down', async ({place}) => {
    const run = await place.freeze(60, [])
    const change = async (changes: readonly LabelChange[]) =>
      changes.map(() => ({kind: 'stop', reason: 'the token expired', exitCode: 4}) as const)
    const stopped = await carryOutImport(run, place.options({listLabels: async () => [], change}))
    const listLabels = () => Promise.reject(new Error('asked again'))

    const end = await carryOutImport(run, place.options({listLabels}))

    expect(stopped).toMatchObject({state: 'stopped', created: ['VIP']})
    expect(end).toMatchObject({state: 'done', created: [], counts: {assigned: 60}})
    expect(place.calls.flat().every(({labelId}) => labelId === '18')).toBe(true)
  })

  test('asks again about those of whom nobody knows, and only them', async ({place}) => {
    const run = await place.freeze(3)
    const again: ItemOutcome = {kind: 'again', reason: 'no answer', exitCode: 8}
    const answers: ItemOutcome[][] = [
      [{kind: 'done'}, again, again],
      [again, {kind: 'done'}],
      [{kind: 'done'}],
    ]

    const end = await carryOutImport(
      run,
      place.options({
        change: async changes => {
          place.calls.push([...changes])
          return answers.shift() ?? []
        },
      }),
    )

    expect(place.calls.map(call => call.map(({psid}) => psid.slice(-1)))).toEqual([
      ['0', '1', '2'],
      ['1', '2'],
      ['1'],
    ])
    expect(end.state).toBe('done')
  })

  test('keeps whom the platform refused, with the reason, and goes on', async ({place}) => {
    const run = await place.freeze(3)

    const end = await carryOutImport(
      run,
      place.options({
        change: async changes =>
          changes.map((_, index) =>
            index === 1 ? {kind: 'refused', reason: 'No matching user found'} : {kind: 'done'},
          ),
      }),
    )

    expect(end.counts).toMatchObject({assigned: 2, refused: 1, remaining: 0})
    expect(await collect(readRefused(run))).toEqual([
      {psid: '24000000000000001', label: 0, place: 3, reason: 'No matching user found'},
    ])
  })

  test('stops when it is asked to wait too often, and goes on where it was', async ({place}) => {
    const run = await place.freeze(400)
    let allowed = 3
    const limited = place.options({
      change: async changes => {
        allowed -= 1
        return changes.map(() =>
          allowed >= 0 ? {kind: 'done'} : {kind: 'again', reason: 'too many calls', exitCode: 5},
        )
      },
    })

    const first = await carryOutImport(run, limited)
    const second = await carryOutImport(run, place.options())

    expect(first).toMatchObject({state: 'stopped', reason: 'too many calls', exitCode: 5})
    expect(first.counts).toMatchObject({assigned: 150, remaining: 250})
    expect(place.calls.flat()).toHaveLength(250)
    expect(second).toMatchObject({state: 'done', counts: {assigned: 400, remaining: 0}})
  })

  test('stops when the platform takes nobody of several batches: it is not the Page of the file', async ({
    place,
  }) => {
    const run = await place.freeze(5000)
    let calls = 0

    const end = await carryOutImport(
      run,
      place.options({
        change: async changes => {
          calls += 1
          return changes.map(() => ({kind: 'refused', reason: 'No matching user found'}))
        },
      }),
    )

    expect(end).toMatchObject({state: 'stopped', reason: expect.stringContaining('4 batches in a row')})
    expect(calls).toBeLessThan(10)
  })

  test('ends when it is interrupted, with what was in flight written down', async ({place}) => {
    const run = await place.freeze(1000)
    const interrupt = new AbortController()
    const {signal} = interrupt

    const first = await carryOutImport(
      run,
      place.options({
        signal,
        change: async changes => {
          interrupt.abort()
          return changes.map(() => ({kind: 'done'}))
        },
      }),
    )
    await carryOutImport(run, place.options())

    expect(first.state).toBe('interrupted')
    expect(first.counts.assigned).toBeGreaterThan(0)
    expect(place.calls.flat()).toHaveLength(1000 - first.counts.assigned)
  })

  test('takes labels away, and counts those apart from the ones it assigns', async ({place}) => {
    const draft = await draftImport(many(3), {
      ...{existing: [vip], runsFolder: place.folder, source: 'people.csv', target: 'emulator'},
      ...{page: {id: '1'}, nowMs: 0, random: () => 0.5, act: 'unassign'},
    })
    const run = await draft.freeze()
    const progress: unknown[] = []

    const end = await carryOutImport(
      run,
      place.options({
        onProgress: counts => progress.push(counts),
        change: async changes => {
          place.calls.push([...changes])
          return changes.map((_, index) =>
            index === 0 ? {kind: 'refused', reason: 'No matching user found'} : {kind: 'done'},
          )
        },
      }),
    )

    const counts = {total: 3, assigned: 0, unassigned: 2, refused: 1, remaining: 0}
    expect(end).toEqual({state: 'done', counts, created: []})
    expect(progress).toEqual([counts])
    expect(place.calls.flat().map(({act, labelId}) => [act, labelId])).toEqual(
      Array(3).fill(['unassign', '17']),
    )
    expect(await collect(readOutcomes(run))).toEqual([
      {psid: '24000000000000000', isOpen: false, refusal: 'No matching user found'},
      {psid: '24000000000000001', isOpen: false, refusal: undefined},
      {psid: '24000000000000002', isOpen: false, refusal: undefined},
    ])
  })

  test('of which only the calls are shown leaves it as it was', async ({place}) => {
    const run = await place.freeze(60)

    const end = await carryOutImport(run, place.options({isDryRun: true}))

    expect(end).toMatchObject({state: 'done', counts: {assigned: 60}})
    expect(await readFile(join(run, 'journal.ndjson'), 'utf8')).toBe('')
    expect((await collect(readOutcomes(run))).filter(({isOpen}) => isOpen)).toHaveLength(60)
  })

  test('does not stop for refused batches with others in between', async ({place}) => {
    const run = await place.freeze(50 * 7)
    let calls = 0

    const end = await carryOutImport(
      run,
      place.options({
        change: async changes => {
          calls += 1
          const isRefused = calls % 4 !== 0
          return changes.map((_, index) =>
            isRefused || index > 0 ? {kind: 'refused', reason: 'No matching user found'} : {kind: 'done'},
          )
        },
      }),
    )

    expect(end).toMatchObject({state: 'done', counts: {assigned: 1, refused: 349}})
  })

  test('is done by one process at a time', async ({place}) => {
    const run = await place.freeze(3)
    const claim = await claimFolder(run)

    await expect(carryOutImport(run, place.options())).rejects.toMatchObject({
      message: expect.stringMatching(/^The run is being carried out by process \d+/),
      hint: 'Wait until it has ended',
    })
    if ('lock' in claim) await claim.lock.release()
    expect(await carryOutImport(run, place.options())).toMatchObject({state: 'done'})
  })

  test('goes on from a copy, because a change that is made twice does no harm', async ({place}) => {
    const run = await place.freeze(3)
    const journal = join(run, 'journal.ndjson')
    await copyFile(journal, `${journal}.copy`)
    await rename(`${journal}.copy`, journal)

    expect(await carryOutImport(run, place.options())).toMatchObject({state: 'done'})
    const lines = (await readFile(journal, 'utf8')).trimEnd().split('\n')
    expect(lines.map(line => (JSON.parse(line) as {event: string}).event)).toEqual(['start', 'batch', 'end'])
    // Nobody was refused: at 50 changes a line, what is left out counts.
    expect(lines[1]).not.toContain('refused')
  })

  test('is refused with a manifest that was changed or is gone, and a journal of other batches', async ({
    place,
  }) => {
    const [changed, gone, other] = [await place.freeze(3), await place.freeze(3), await place.freeze(3)]
    await appendFile(join(changed, 'manifest.json'), ' ')
    await rm(join(gone, 'manifest.json'))
    const {end} = await readProgress(other, await readImport(other))
    const journal = await appendTo(other, end, {acceptsCopy: true})
    const writer = new Journal<ImportEntry>(journal, end)
    await writer.commit({event: 'batch', at: 0, batch: 8, assigned: 1, unassigned: 0})
    await writer.close()
    const refusal = (run: string) =>
      carryOutImport(run, place.options()).catch(error => (error as Error).message)

    expect(await refusal(changed)).toContain('The manifest of this import was changed after it was planned')
    expect(await refusal(gone)).toContain('so this is not an import that msgr can continue')
    expect(await refusal(other)).toContain('names a batch that the import does not have')
    expect(place.calls).toEqual([])
  })

  test('forgets a torn line, and refuses a list that was changed', async ({place}) => {
    const run = await place.freeze(100)
    await carryOutImport(run, place.options())
    await appendFile(join(run, 'journal.ndjson'), '{"event":"batch","ba')

    const again = await carryOutImport(run, place.options())
    const list = join(run, 'changes.ndjson')
    await writeFile(list, (await readFile(list, 'utf8')).replace('24000000000000001', '24000000000000999'))

    expect(again.counts.assigned).toBe(100)
    expect(place.calls).toHaveLength(2)
    await expect(carryOutImport(run, place.options())).rejects.toMatchObject({
      message: `The list of this import was changed after it was planned: ${list}`,
      reason: 'planChanged',
      data: {noun: 'import'},
    })
  })
})
