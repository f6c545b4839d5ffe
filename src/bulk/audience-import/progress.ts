import {join} from 'node:path'
import {MsgrError} from '../../errors.ts'
import {MAX_AUDIENCE_ROWS} from '../../platform/custom-audiences.ts'
import type {CustomAudienceId} from '../../platform/ids.ts'
import {DoneBatches} from '../batches.ts'
import {runFiles} from '../file-store/run-files.ts'
import {journalIn} from '../file-store/run-journal.ts'
import type {JournalMark} from '../journal-mark.ts'
import {readRunJournal} from '../run-journal.ts'
import type {AudienceManifest} from './manifest.ts'

/** Rows in one call, which are recorded together. */
export const ROWS_PER_BATCH = MAX_AUDIENCE_ROWS

/** What happened to an import: positions and counts, nothing of a row. A batch without a line is uploaded again, which is harmless. */
export type AudienceEntry = {readonly at: number} & (
  | {readonly event: 'start'; readonly pid: number}
  | {readonly event: 'audience'; readonly id: CustomAudienceId}
  | {readonly event: 'batch'; readonly batch: number; readonly rows: number; readonly refused: number}
  | {readonly event: 'end'}
)

export interface AudienceCounts {
  readonly total: number
  /** Rows that the platform took. */
  readonly uploaded: number
  /** Rows that it could not read. */
  readonly refused: number
  readonly remaining: number
}

/** The progress of an import: a bit for each batch. */
export class AudienceProgress {
  readonly #done: DoneBatches
  readonly #total: number
  #audienceId: CustomAudienceId | undefined
  #counts = {uploaded: 0, refused: 0}

  constructor({rows, audience}: AudienceManifest) {
    this.#total = rows.total
    this.#done = new DoneBatches(Math.ceil(rows.total / ROWS_PER_BATCH))
    this.#audienceId = 'id' in audience ? audience.id : undefined
  }

  /** Applies an entry of the journal. Returns false for a batch that the import does not have. */
  apply(entry: AudienceEntry): boolean {
    if (entry.event === 'audience') this.#audienceId = entry.id
    if (entry.event !== 'batch' || this.isDone(entry.batch)) return true
    if (!this.#done.add(entry.batch)) return false
    this.#counts.uploaded += entry.rows - entry.refused
    this.#counts.refused += entry.refused
    return true
  }

  isDone(batch: number): boolean {
    return this.#done.has(batch)
  }

  /** Undefined for an audience that is not created yet. */
  get audienceId(): CustomAudienceId | undefined {
    return this.#audienceId
  }

  get counts(): AudienceCounts {
    const {uploaded, refused} = this.#counts
    return {total: this.#total, uploaded, refused, remaining: this.#total - uploaded - refused}
  }
}

/**
 * Reads the journal, and how far its complete lines reach.
 * @throws {MsgrError} if it is damaged or not of this import.
 */
export async function readAudienceProgress(
  folder: string,
  manifest: AudienceManifest,
): Promise<{readonly progress: AudienceProgress; readonly end: JournalMark}> {
  const progress = new AudienceProgress(manifest)
  const groups = readRunJournal<AudienceEntry>({journal: () => journalIn(folder)})
  for (let group = await groups.next(); ; group = await groups.next()) {
    if (group.done) return {progress, end: group.value}
    for (const {entry} of group.value) {
      if (!progress.apply(entry))
        throw new MsgrError(
          `The journal ${join(folder, runFiles.journal)} names a batch that the import does not have`,
        )
    }
  }
}
