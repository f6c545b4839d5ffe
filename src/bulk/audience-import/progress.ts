import {MAX_AUDIENCE_ROWS} from '../../platform/custom-audiences.ts'
import type {CustomAudienceId} from '../../platform/ids.ts'
import {DoneBatches} from '../batches.ts'
import {type Progress, type ReadImport, readInto} from '../import-journal.ts'
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
export class AudienceProgress implements Progress<AudienceEntry> {
  readonly #done: DoneBatches
  readonly #total: number
  #createdId: CustomAudienceId | undefined
  #counts = {uploaded: 0, refused: 0}

  constructor({rows}: AudienceManifest) {
    this.#total = rows.total
    this.#done = new DoneBatches(Math.ceil(rows.total / ROWS_PER_BATCH))
  }

  apply(entry: AudienceEntry): boolean {
    if (entry.event === 'audience') this.#createdId = entry.id
    if (entry.event !== 'batch' || this.isDone(entry.batch)) return true
    if (!this.#done.add(entry.batch)) return false
    this.#counts.uploaded += entry.rows - entry.refused
    this.#counts.refused += entry.refused
    return true
  }

  isDone(batch: number): boolean {
    return this.#done.has(batch)
  }

  /** The audience that the import has created; undefined before, and where it was named. */
  get createdId(): CustomAudienceId | undefined {
    return this.#createdId
  }

  get counts(): AudienceCounts {
    const {uploaded, refused} = this.#counts
    return {total: this.#total, uploaded, refused, remaining: this.#total - uploaded - refused}
  }
}

/** @throws {MsgrError} if the journal is damaged or not of this import. */
export const readAudienceProgress = (
  folder: string,
  manifest: AudienceManifest,
): Promise<ReadImport<AudienceProgress>> =>
  readInto<AudienceEntry, AudienceProgress>(folder, new AudienceProgress(manifest))
