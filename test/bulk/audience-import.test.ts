import {appendFile, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {
  type AudienceRunOptions,
  carryOutAudienceImport,
  type HashedRow,
} from '../../src/bulk/audience-import/carry-out.ts'
import {freezeAudienceImport} from '../../src/bulk/audience-import/draft.ts'
import {type ImportAudience, readAudienceManifest} from '../../src/bulk/audience-import/manifest.ts'
import {type AudienceEntry, readAudienceProgress} from '../../src/bulk/audience-import/progress.ts'
import {appendTo} from '../../src/bulk/file-store/run-journal.ts'
import {Journal} from '../../src/bulk/journal.ts'
import type {CustomAudienceId} from '../../src/platform/ids.ts'
import {hashFile} from '../../src/system/file-bytes.ts'
import {standingClock} from '../helpers/clock.ts'
import {openFilesIn, unlessOpenFilesAreKnown} from '../helpers/open-files.ts'

/** An import of so many rows, which is planned; returns its folder. */
async function planned(total: number, audience: ImportAudience = {name: 'few', others: []}): Promise<string> {
  const runsFolder = await mkdtemp(join(tmpdir(), 'msgr-audience-'))
  onTestFinished(() => rm(runsFolder, {recursive: true}))
  const path = join(runsFolder, 'people.csv')
  await writeFile(path, 'rows')
  const run = await freezeAudienceImport({
    ...{runsFolder, nowMs: 0, random: () => 0.5, target: 'emulator', page: {id: '1'}, adAccount: 'act_1'},
    source: {path, hash: await hashFile(path), reading: {}},
    ...{audience, schema: ['EMAIL'], rows: {total, invalid: 0}},
  })
  return join(runsFolder, run)
}

function options(given: Partial<AudienceRunOptions> = {}) {
  const uploads: [CustomAudienceId, readonly HashedRow[]][] = []
  return {
    uploads,
    rows: async function* ({rows: {total}}: {readonly rows: {readonly total: number}}) {
      for (let row = 0; row < total; row += 1) yield {hash: () => [`hash ${row}`]}
    },
    upload: async (audience: CustomAudienceId, _: unknown, rows: readonly HashedRow[]) => {
      uploads.push([audience, rows])
      return {kind: 'done', refused: 0} as const
    },
    createAudience: async () => '630' as CustomAudienceId,
    findAudiences: async () => [],
    ...{clock: standingClock(), random: () => 0.5, signal: new AbortController().signal},
    ...given,
  }
}

const journalOf = async (folder: string) =>
  (await readFile(join(folder, 'journal.ndjson'), 'utf8'))
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as AudienceEntry)

test('an import records what it did, by position alone, and a second time there is nothing to do', async () => {
  const folder = await planned(2)
  const [first, second] = [options(), options()]

  const created = await carryOutAudienceImport(folder, first)
  const repeated = await carryOutAudienceImport(folder, second)

  const counts = {total: 2, uploaded: 2, refused: 0, remaining: 0}
  expect(created).toEqual({state: 'done', counts, audienceId: '630', created: true})
  expect(repeated).toEqual({state: 'done', counts, audienceId: '630', created: false})
  expect(first.uploads).toEqual([['630', [['hash 0'], ['hash 1']]]])
  expect(second.uploads).toEqual([])
  expect(await journalOf(folder)).toMatchObject([
    {event: 'start', pid: process.pid},
    {event: 'audience', id: '630'},
    {event: 'batch', batch: 0, rows: 2, refused: 0},
    {event: 'end'},
    {event: 'start'},
    {event: 'end'},
  ])
})

test('an interrupted import finishes what is in flight, and goes on with the rest', async () => {
  const folder = await planned(30_001, {id: '77' as CustomAudienceId})
  const interrupt = new AbortController()
  const {upload, ...rest} = options()

  const first = await carryOutAudienceImport(folder, {
    ...rest,
    signal: interrupt.signal,
    upload: (...given) => {
      interrupt.abort()
      return upload(...given)
    },
  })
  const second = options()
  const end = await carryOutAudienceImport(folder, second)

  expect(first).toMatchObject({state: 'interrupted', audienceId: '77', created: false})
  expect(first.counts.uploaded).toBeGreaterThan(0)
  expect(end).toMatchObject({state: 'done', counts: {uploaded: 30_001, remaining: 0}})
  const again = second.uploads.flatMap(([, rows]) => rows)
  expect(again).toHaveLength(first.counts.remaining)
  expect(again.at(-1)).toEqual(['hash 30000'])
})

test('an import stops with the reason and the exit code of the platform', async () => {
  const folder = await planned(2)
  const upload = async () => ({kind: 'stop', reason: 'the token expired', exitCode: 4}) as const

  expect(await carryOutAudienceImport(folder, options({upload}))).toMatchObject({
    ...{state: 'stopped', reason: 'the token expired', exitCode: 4},
    counts: {uploaded: 0, remaining: 2},
  })
  expect((await journalOf(folder)).map(({event}) => event)).toEqual(['start', 'audience'])
})

test('an import leaves no file open, also when a call throws', async ({skip}) => {
  skip(...unlessOpenFilesAreKnown)
  const folder = await planned(2)
  const upload = () => Promise.reject(new TypeError('a bug'))

  await expect(carryOutAudienceImport(folder, options({upload}))).rejects.toThrow('a bug')
  expect(await openFilesIn(folder)).toEqual([])
  expect(await carryOutAudienceImport(folder, options())).toMatchObject({state: 'done', created: false})
})

test('an import whose plan was changed, or whose journal is of another one, is refused', async () => {
  const [changed, other] = [await planned(2), await planned(2)]
  await appendFile(join(changed, 'manifest.json'), ' ')
  const {end} = await readAudienceProgress(other, await readAudienceManifest(other))
  const journal = new Journal<AudienceEntry>(await appendTo(other, end, {acceptsCopy: true}), end)
  await journal.commit({event: 'batch', at: 0, batch: 8, rows: 1, refused: 0})
  await journal.close()

  await expect(carryOutAudienceImport(changed, options())).rejects.toMatchObject({
    message: expect.stringContaining('The manifest of this import was changed after it was planned'),
    reason: 'planChanged',
    data: {noun: 'import'},
  })
  await expect(carryOutAudienceImport(other, options())).rejects.toThrow(
    'names a batch that the import does not have',
  )
  for (const folder of [changed, other])
    if (!unlessOpenFilesAreKnown[0]) expect(await openFilesIn(folder)).toEqual([])
})
