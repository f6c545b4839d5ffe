import {join} from 'node:path'
import type {LabelId} from '../../platform/ids.ts'
import {DoneBatches} from '../batches.ts'
import {readLineBatches} from '../file-store/journal-lines.ts'
import {journalIn} from '../file-store/run-journal.ts'
import {type Progress, type ReadImport, readInto} from '../import-journal.ts'
import {readRunJournal} from '../run-journal.ts'
import {type ImportManifest, importFiles, type PlannedChange, readImport} from './manifest.ts'

/** Number of changes per call, which are recorded together. Source: the maximum number of operations in a batch. */
export const CHANGES_PER_BATCH = 50

/** A change that the platform refused. */
export interface RefusedChange extends PlannedChange {
  readonly reason: string
}

/**
 * What happened to an import. A batch that was sent and has no line is sent again, which is harmless, so lines
 * are not synced one by one.
 */
export type ImportEntry = {readonly at: number} & (
  | {readonly event: 'start'; readonly pid: number}
  | {readonly event: 'label'; readonly label: number; readonly id: LabelId}
  | ({readonly event: 'batch'; readonly batch: number} & BatchTally)
  | {readonly event: 'end'}
)

/** The outcomes of the changes in one batch. */
export interface BatchTally {
  readonly assigned: number
  readonly unassigned: number
  readonly refused?: readonly RefusedChange[] | undefined
}

export interface ImportCounts {
  readonly total: number
  readonly assigned: number
  readonly unassigned: number
  /** Number of changes that the platform refused. */
  readonly refused: number
  readonly remaining: number
}

/** The progress of an import: a bit for each batch. */
export class ImportProgress implements Progress<ImportEntry> {
  readonly #done: DoneBatches
  readonly #total: number
  readonly #labelIds = new Map<number, LabelId>()
  #counts = {assigned: 0, unassigned: 0, refused: 0}

  constructor({labels, changes}: ImportManifest) {
    this.#total = changes.total
    this.#done = new DoneBatches(Math.ceil(changes.total / CHANGES_PER_BATCH))
    for (const [index, {id}] of labels.entries()) if (id !== undefined) this.#labelIds.set(index, id)
  }

  apply(entry: ImportEntry): boolean {
    if (entry.event === 'label') this.#labelIds.set(entry.label, entry.id)
    if (entry.event !== 'batch' || this.isDone(entry.batch)) return true
    const {batch, assigned, unassigned, refused = []} = entry
    if (!this.#done.add(batch)) return false
    this.#counts.assigned += assigned
    this.#counts.unassigned += unassigned
    this.#counts.refused += refused.length
    return true
  }

  /** Batches are numbered from 0. */
  isDone(batch: number): boolean {
    return this.#done.has(batch)
  }

  /** Undefined for a label that is not created yet. */
  labelId(label: number): LabelId | undefined {
    return this.#labelIds.get(label)
  }

  get counts(): ImportCounts {
    const {assigned, unassigned, refused} = this.#counts
    return {total: this.#total, ...this.#counts, remaining: this.#total - assigned - unassigned - refused}
  }
}

/** @throws {MsgrError} if the journal is damaged or not of this import. */
export const readProgress = (folder: string, manifest: ImportManifest): Promise<ReadImport<ImportProgress>> =>
  readInto<ImportEntry, ImportProgress>(folder, new ImportProgress(manifest))

/** Iterates over every change that the platform has refused so far. */
export async function* readRefused(folder: string): AsyncGenerator<RefusedChange> {
  for await (const group of readRunJournal<ImportEntry>({journal: () => journalIn(folder)})) {
    for (const {entry} of group) if (entry.event === 'batch') yield* entry.refused ?? []
  }
}

/** How one change of an import stands. */
export interface ChangeState {
  readonly psid: string
  /** Neither done nor refused so far. */
  readonly isOpen: boolean
  /** Why the platform refused it. */
  readonly refusal: string | undefined
}

/** How every change of an import stands, in the order of its list. */
export async function* readOutcomes(folder: string): AsyncGenerator<ChangeState> {
  const {progress} = await readProgress(folder, await readImport(folder))
  const refusals = new Map<string, string>()
  const keyOf = ({psid, label}: PlannedChange) => `${label} ${psid}`
  for await (const refused of readRefused(folder)) refusals.set(keyOf(refused), refused.reason)
  let read = 0
  for await (const lines of readLineBatches(join(folder, importFiles.changes))) {
    for (const bytes of lines) {
      const change = JSON.parse(bytes.toString()) as PlannedChange
      const isOpen = !progress.isDone(Math.floor(read / CHANGES_PER_BATCH))
      yield {psid: change.psid, isOpen, refusal: refusals.get(keyOf(change))}
      read += 1
    }
  }
}
