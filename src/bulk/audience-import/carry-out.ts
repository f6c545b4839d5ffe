import {pid} from 'node:process'
import {type ExitCode, MsgrError} from '../../errors.ts'
import type {CustomAudienceId} from '../../platform/ids.ts'
import type {Clock} from '../../system/clock.ts'
import {hashFile} from '../../system/file-bytes.ts'
import {type Batch, carryOutBatches, type ItemOutcome} from '../batches.ts'
import {holdImport} from '../import-journal.ts'
import type {Journal} from '../journal.ts'
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
  const read = async () => {
    const manifest = await readAudienceManifest(folder)
    await refuseChangedFile(manifest)
    return {manifest, ...(await readAudienceProgress(folder, manifest))}
  }
  return holdImport<AudienceEntry, Awaited<ReturnType<typeof read>>, AudienceEnd>(
    folder,
    read,
    ({manifest, progress}, journal) => upload(manifest, progress, journal, options),
  )
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
  if (created) note({event: 'audience', id, at: clock.now()})
  const stopped = await carryOutBatches<HashedRow>({
    ...{clock, random, signal, width: WIDTH},
    batches: batchesOf(options.rows(manifest), progress, manifest.rows.total),
    request: async rows => {
      const outcome = await options.upload(id, manifest.schema, rows)
      return rows.map((_, index) => toItemOutcome(outcome, index))
    },
    conclude: ({number: batch, items}, {length: refused}) => {
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

/** The platform says how many rows it could not read, not which. */
const toItemOutcome = (outcome: UploadOutcome, index: number): ItemOutcome =>
  outcome.kind === 'done' && index < outcome.refused ? {kind: 'refused', reason: 'unknown'} : outcome

/** An audience whose creation was not recorded is found by its name: it is the one that was not there before. */
async function audienceOf(
  {audience}: AudienceManifest,
  {createdId}: AudienceProgress,
  {createAudience, findAudiences}: AudienceRunOptions,
): Promise<{readonly id: CustomAudienceId; readonly created: boolean}> {
  if ('id' in audience) return {id: audience.id, created: false}
  if (createdId !== undefined) return {id: createdId, created: false}
  const [found] = (await findAudiences(audience.name)).filter(id => !audience.others.includes(id))
  return {id: found ?? (await createAudience(audience.name)), created: true}
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
