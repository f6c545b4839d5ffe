import {mkdtemp, readdir, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {describe, expect, onTestFinished, test} from 'vitest'
import {draftImport} from '../../../src/bulk/label-import/draft.ts'
import {type ImportPlanOptions, type LabelledRow, planImport} from '../../../src/bulk/label-import/plan.ts'
import type {LabelId} from '../../../src/platform/ids.ts'
import {many, vip} from './label-rows.ts'

async function* rows(
  ...given: readonly (readonly [psid: string, label: string])[]
): AsyncGenerator<LabelledRow> {
  for (const [index, [psid, label]] of given.entries()) yield {psid, label, place: index + 2}
}

const plan = (given: AsyncIterable<LabelledRow>, options: Partial<ImportPlanOptions> = {}) =>
  planImport(given, {existing: [vip], ...options})

describe('a plan', () => {
  test('counts whom it puts under which label, each once, and tells new labels', async () => {
    const {labels, assign, duplicates} = await plan(
      rows(['101', 'VIP'], ['102', 'VIP'], ['101', 'New'], ['101', 'VIP'], ['101', '17']),
    )

    expect(labels).toEqual([
      {name: 'VIP', id: '17', place: 2, assign: 2, unassign: 0, already: 0},
      {name: 'New', id: undefined, place: 4, assign: 1, unassign: 0, already: 0},
    ])
    expect({assign, duplicates}).toEqual({assign: 3, duplicates: 2})
  })

  test('takes known people who are not in the file from under its labels, and no others', async () => {
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

  test('of more than a thousand labels is taken for the wrong column', async () => {
    const names = Array.from({length: 1001}, (_, row) => ['101', `Person ${row}`] as const)

    await expect(plan(rows(...names))).rejects.toMatchObject({
      message: 'Up to line 1002 there are more than 1000 labels',
      reason: 'tooManyLabels',
    })
  })
})

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'msgr-import-'))
  onTestFinished(() => rm(folder, {recursive: true}))
  return folder
}

describe('a draft', () => {
  const options = (folder: string) => ({
    ...{existing: [vip], runsFolder: folder, source: 'people.csv', target: 'emulator' as const},
    ...{page: {id: '1'}, nowMs: 0, random: () => 0.5},
  })

  test('of which nothing is left when its rows cannot be read, or nobody wants it', async () => {
    const folder = await newFolder()
    const broken = async function* () {
      yield* many(3)
      throw new Error('line 5 is broken')
    }

    await expect(draftImport(broken(), options(folder))).rejects.toThrow('line 5 is broken')
    expect(await readdir(folder)).toEqual([])
    await (await draftImport(many(3), options(folder))).discard()
    expect(await readdir(folder)).toEqual([])
  })

  test('looks up labels that it does not know, once all rows are read', async () => {
    const folder = await newFolder()
    const asked: string[] = []
    const idOf = async (name: string) => {
      asked.push(name)
      return '99' as LabelId
    }

    const {labels} = await draftImport(rows(['101', 'VIP'], ['101', 'New']), {...options(folder), idOf})

    expect(asked).toEqual(['New'])
    expect(labels).toEqual([
      {name: 'VIP', id: '17'},
      {name: 'New', id: '99'},
    ])
  })
})
