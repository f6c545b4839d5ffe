import {appendFile, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {test as base, describe, expect} from 'vitest'
import type {ItemOutcome} from '../../src/bulk/batches.ts'
import {
  type CarryOutOptions,
  carryOutImport,
  type LabelChange,
} from '../../src/bulk/label-import/carry-out.ts'
import {draftImport} from '../../src/bulk/label-import/draft.ts'
import {type ImportPlanOptions, type LabelledRow, planImport} from '../../src/bulk/label-import/plan.ts'
import {readRefused} from '../../src/bulk/label-import/progress.ts'
import type {CustomLabel} from '../../src/platform/custom-labels.ts'
import type {LabelId} from '../../src/platform/ids.ts'
import {standingClock} from '../helpers/clock.ts'
import {collect} from './bulk-world.ts'

const vip = {id: '17', page_label_name: 'VIP'} as CustomLabel

async function* rows(
  ...given: readonly (readonly [psid: string, label: string])[]
): AsyncGenerator<LabelledRow> {
  for (const [index, [psid, label]] of given.entries()) yield {psid, label, place: index + 2}
}

async function* many(count: number): AsyncGenerator<LabelledRow> {
  for (let row = 0; row < count; row += 1)
    yield {psid: String(24_000_000_000_000_000n + BigInt(row)), label: 'VIP', place: row + 2}
}

const plan = (given: AsyncIterable<LabelledRow>, options: Partial<ImportPlanOptions> = {}) =>
  planImport(given, {existing: [vip], ...options})

describe('a plan', () => {
  base('counts whom it puts under which label, each once, and tells new labels', async () => {
    const {labels, assign, duplicates} = await plan(
      rows(['101', 'VIP'], ['102', 'VIP'], ['101', 'New'], ['101', 'VIP'], ['101', '17']),
    )

    expect(labels).toEqual([
      {name: 'VIP', id: '17', place: 2, assign: 2, unassign: 0, already: 0},
      {name: 'New', id: undefined, place: 4, assign: 1, unassign: 0, already: 0},
    ])
    expect({assign, duplicates}).toEqual({assign: 3, duplicates: 2})
  })

  base('takes known people who are not in the file from under its labels, and no others', async () => {
    const written: unknown[] = []
    const members = async function* () {
      yield {psid: '101', labelIds: ['17' as LabelId]}
      yield {psid: '103', labelIds: ['17' as LabelId, '18' as LabelId]}
      yield {psid: '104', labelIds: ['18' as LabelId]}
    }

    const {labels} = await plan(rows(['101', 'VIP']), {
      members: members(),
      write: change => void written.push(change),
    })

    expect(labels[0]).toMatchObject({assign: 1, unassign: 1, already: 1})
    expect(written).toEqual([
      {psid: '101', label: 0, place: 2},
      {psid: '103', label: 0, take: true},
    ])
  })

  base('of more than a thousand labels is taken for the wrong column', async () => {
    const names = Array.from({length: 1001}, (_, row) => ['101', `Person ${row}`] as const)

    await expect(plan(rows(...names))).rejects.toThrow('Up to line 1002 there are more than 1000 labels')
  })
})

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

  test('forgets a torn line, and refuses a list that was changed', async ({place}) => {
    const run = await place.freeze(100)
    await carryOutImport(run, place.options())
    await appendFile(join(run, 'journal.ndjson'), '{"event":"batch","ba')

    const again = await carryOutImport(run, place.options())
    const list = join(run, 'changes.ndjson')
    await writeFile(list, (await readFile(list, 'utf8')).replace('24000000000000001', '24000000000000999'))

    expect(again.counts.assigned).toBe(100)
    expect(place.calls).toHaveLength(2)
    await expect(carryOutImport(run, place.options())).rejects.toThrow('was changed after it was planned')
  })
})
