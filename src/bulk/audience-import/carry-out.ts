import {pid} from 'node:process'
import {type ExitCode, MsgrError} from '../../errors.ts'
import type {CustomAudienceId} from '../../platform/ids.ts'
import type {Clock} from '../../system/clock.ts'
import {hashFile} from '../../system/file-bytes.ts'
import {type Batch, carryOutBatches, type ItemOutcome} from '../batches.ts'
import {holdFolder} from '../file-store/lock-folder.ts'
import type {Journal} from '../journal.ts'
import {lockRun} from '../lock.ts'
import {openRunJournal} from '../run-journal.ts'
import {type AudienceManifest, readAudienceManifest} from './manifest.ts'
import {
  type AudienceCounts,
  type AudienceEntry,
  type AudienceProgress,
  ROWS_PER_BATCH,
  readAudienceProgress,
} from './progress.ts'

/** One row as it is uploaded: hashes, in the order of the schema. */
export type HashedRow = readonly string[]

/** What became of an upload. */
export type UploadOutcome =
  | {readonly kind: 'done'; readonly refused: number}
  | Exclude<ItemOutcome, {kind: 'done'} | {kind: 'refused'}>

export interface AudienceRunOptions {
  /** The valid rows of the file, read again from its beginning; `hash` is called for those that are uploaded alone. */
  readonly rows: (manifest: AudienceManifest) => AsyncIterable<{readonly hash: () => HashedRow}>
  readonly upload: (
    audience: CustomAudienceId,
    schema: AudienceManifest['schema'],
    rows: readonly HashedRow[],
  ) => Promise<UploadOutcome>
  readonly createAudience: (name: string) => Promise<CustomAudienceId>
  /** The audiences with this name. */
  readonly findAudiences: (name: string) => Promise<readonly CustomAudienceId[]>
  readonly clock: Clock
  /** In [0, 1). */
  readonly random: () => number
  readonly signal: AbortSignal
  readonly onProgress?: ((counts: AudienceCounts) => void) | undefined
}

/** How the import ended. */
export interface AudienceEnd {
  readonly state: 'done' | 'stopped' | 'interrupted'
  readonly counts: AudienceCounts
  readonly audienceId: CustomAudienceId | undefined
  /** Whether this call created the audience. */
  readonly created: boolean
  readonly reason?: string | undefined
  readonly exitCode?: ExitCode | undefined
}

/** Calls in flight at once: each holds 10,000 rows in memory. */
const WIDTH = 2

/**
 * Uploads the rows that the journal does not have, 10,000 a call. First imports and resumed imports work alike.
 * @throws {MsgrError} if another process carries it out, the file was changed or the journal is damaged. An error that a call throws ends
 *   the import and is rethrown.
 */
export async function carryOutAudienceImport(
  folder: string,
  options: AudienceRunOptions,
): Promise<AudienceEnd> {
  const lock = await lockRun(
    {hold: () => holdFolder(folder)},
    {done: 'carried out', wait: 'Wait until it has ended'},
  )
  try {
    const manifest = await readAudienceManifest(folder)
    await refuseChangedFile(manifest)
    const {progress, end} = await readAudienceProgress(folder, manifest)
    // Uploading a row twice is harmless, so a copy may be continued.
    const journal = await openRunJournal<AudienceEntry>(lock, end, {acceptsCopy: true})
    try {
      return await upload(manifest, progress, journal, options)
    } finally {
      await journal.close()
    }
  } finally {
    await lock.release()
  }
}

/** The rows are known by their positions alone. @throws {MsgrError} */
async function refuseChangedFile({source: {path, hash}}: AudienceManifest): Promise<void> {
  const now = await hashFile(path).catch(cause => {
    throw new MsgrError(`${path} cannot be read, and the import has no copy of it`, {
      cause,
      hint: 'Put the file back where it was, or import it again: nobody is added twice',
    })
  })
  if (now === hash) return
  throw new MsgrError(`${path} was changed after the import was planned`, {
    hint: 'Put the file back as it was, or import it again: nobody is added twice',
  })
}

async function upload(
  manifest: AudienceManifest,
  progress: AudienceProgress,
  journal: Journal<AudienceEntry>,
  options: AudienceRunOptions,
): Promise<AudienceEnd> {
  const {clock, random, signal} = options
  const note = (entry: AudienceEntry) => {
    progress.apply(entry)
    journal.append(entry)
  }
  note({event: 'start', pid, at: clock.now()})
  const {id, created} = await audienceOf(manifest, progress, options)
  if (progress.audienceId === undefined) note({event: 'audience', id, at: clock.now()})
  const refusedIn = new Map<number, number>()
  const stopped = await carryOutBatches<HashedRow>({
    ...{clock, random, signal, width: WIDTH},
    batches: batchesOf(options.rows(manifest), progress, manifest.rows.total),
    request: async (rows, batch) => {
      const outcome = await options.upload(id, manifest.schema, rows)
      if (outcome.kind === 'done') refusedIn.set(batch, outcome.refused)
      return rows.map(() => (outcome.kind === 'done' ? {kind: 'done'} : outcome))
    },
    conclude: ({number: batch, items}) => {
      const refused = Math.min(items.length, refusedIn.get(batch) ?? 0)
      refusedIn.delete(batch)
      note({event: 'batch', batch, rows: items.length, refused, at: clock.now()})
      options.onProgress?.(progress.counts)
      return undefined
    },
  })
  const {counts} = progress
  if (counts.remaining === 0) note({event: 'end', at: clock.now()})
  const state = counts.remaining === 0 ? 'done' : stopped === undefined ? 'interrupted' : 'stopped'
  return {state, counts, audienceId: id, created, ...(state === 'stopped' && stopped)}
}

/** An audience whose creation was not recorded is found by its name: it is the one that was not there before. */
async function audienceOf(
  {audience}: AudienceManifest,
  {audienceId}: AudienceProgress,
  {createAudience, findAudiences}: AudienceRunOptions,
): Promise<{readonly id: CustomAudienceId; readonly created: boolean}> {
  if (audienceId !== undefined) return {id: audienceId, created: false}
  if ('id' in audience) return {id: audience.id, created: false}
  const [found] = (await findAudiences(audience.name)).filter(id => !audience.others.includes(id))
  return found === undefined
    ? {id: await createAudience(audience.name), created: true}
    : {id: found, created: true}
}

async function* batchesOf(
  rows: ReturnType<AudienceRunOptions['rows']>,
  progress: AudienceProgress,
  total: number,
): AsyncGenerator<Batch<HashedRow>> {
  let number = 0
  let read = 0
  let items: HashedRow[] = []
  for await (const row of rows) {
    if (!progress.isDone(number)) items.push(row.hash())
    read += 1
    if (read % ROWS_PER_BATCH !== 0 && read !== total) continue
    if (items.length > 0) yield {number, items}
    items = []
    number += 1
  }
}
