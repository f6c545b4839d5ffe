import {join} from 'node:path'
import {pid} from 'node:process'
import {type ExitCode, exitCodes} from '../../errors.ts'
import type {CustomLabel} from '../../platform/custom-labels.ts'
import type {LabelId} from '../../platform/ids.ts'
import type {Clock} from '../../system/clock.ts'
import {type Batch, carryOutBatches, type ItemOutcome, type RefusedItem, type Stopped} from '../batches.ts'
import {readLineBatches} from '../file-store/journal-lines.ts'
import {holdImport} from '../import-journal.ts'
import type {Journal} from '../journal.ts'
import {type ImportManifest, importFiles, type PlannedChange, readImport} from './manifest.ts'
import {
  CHANGES_PER_BATCH,
  type ImportCounts,
  type ImportEntry,
  type ImportProgress,
  readProgress,
} from './progress.ts'

/** One change, as it is requested from the platform. */
export interface LabelChange {
  readonly act: 'assign' | 'unassign'
  readonly labelId: LabelId
  readonly psid: string
}

export interface CarryOutOptions {
  /** Makes up to 50 changes in one call; returns one outcome for each, in order. */
  readonly change: (changes: readonly LabelChange[]) => Promise<readonly ItemOutcome[]>
  /** The labels of the Page. */
  readonly listLabels: () => Promise<readonly CustomLabel[]>
  readonly createLabel: (name: string) => Promise<LabelId>
  readonly clock: Clock
  /** In [0, 1). */
  readonly random: () => number
  /** When aborted, calls in flight finish and are recorded, and the import ends. */
  readonly signal: AbortSignal
  /** The calls are only shown: nothing is written down, so that the import is what it was. Default false. */
  readonly isDryRun?: boolean | undefined
  readonly onProgress?: ((counts: ImportCounts) => void) | undefined
}

/** How the import ended. */
export interface ImportEnd {
  readonly state: 'done' | 'stopped' | 'interrupted'
  readonly counts: ImportCounts
  /** Why it is not complete. */
  readonly reason?: string | undefined
  readonly exitCode?: ExitCode | undefined
  /** Labels that this call created. */
  readonly created: readonly string[]
}

/** Calls in flight at once. */
const WIDTH = 4
/** The import stops after this many batches in a row that were refused completely: the file is for another Page. */
const MAX_REFUSED_BATCHES = 4

/**
 * Makes the changes of an import that its journal does not have, 50 per call. First imports and resumed imports
 * work alike.
 * @throws {MsgrError} if another process carries it out, its list was changed or its journal is damaged. An error
 *   that a call throws ends the import and is rethrown.
 */
export async function carryOutImport(folder: string, options: CarryOutOptions): Promise<ImportEnd> {
  const read = async () => {
    const manifest = await readImport(folder)
    return {manifest, ...(await readProgress(folder, manifest))}
  }
  if (options.isDryRun === true)
    return new Import(folder, {...(await read()), journal: undefined}, options).run()
  return holdImport<ImportEntry, Awaited<ReturnType<typeof read>>, ImportEnd>(
    folder,
    read,
    (known, journal) => new Import(folder, {...known, journal}, options).run(),
  )
}

interface OpenImport {
  readonly manifest: ImportManifest
  readonly progress: ImportProgress
  /** Undefined in a dry run. */
  readonly journal: Journal<ImportEntry> | undefined
}

class Import {
  readonly #folder: string
  readonly #open: OpenImport
  readonly #options: CarryOutOptions
  #refusedInRow = 0

  constructor(folder: string, open: OpenImport, options: CarryOutOptions) {
    this.#folder = folder
    this.#open = open
    this.#options = options
  }

  async run(): Promise<ImportEnd> {
    this.#note({event: 'start', pid, at: this.#options.clock.now()})
    const created = await this.#createLabels()
    const {change, clock, random, signal} = this.#options
    const stopped = await carryOutBatches<PlannedChange>({
      ...{clock, random, signal, width: WIDTH},
      batches: this.#batches(),
      request: changes => change(changes.map(each => this.#toRequest(each))),
      conclude: (batch, refused) => this.#conclude(batch, refused),
    })
    const {counts} = this.#open.progress
    if (counts.remaining === 0) {
      this.#note({event: 'end', at: clock.now()})
      return {state: 'done', counts, created}
    }
    if (stopped === undefined) return {state: 'interrupted', counts, created}
    return {state: 'stopped', ...stopped, counts, created}
  }

  /** A label whose creation was not recorded is found by its name. */
  async #createLabels(): Promise<readonly string[]> {
    const {manifest, progress} = this.#open
    const missing = [...manifest.labels.entries()].filter(([index]) => progress.labelId(index) === undefined)
    if (missing.length === 0) return []
    const existing = new Map(
      (await this.#options.listLabels()).map(({id, page_label_name: name}) => [name, id]),
    )
    const created: string[] = []
    for (const [label, {name}] of missing) {
      const known = existing.get(name)
      const id = known ?? (await this.#options.createLabel(name))
      if (known === undefined) created.push(name)
      this.#note({event: 'label', label, id, at: this.#options.clock.now()})
    }
    return created
  }

  /** The batches that are not done, in order. */
  async *#batches(): AsyncGenerator<Batch<PlannedChange>> {
    let number = 0
    let read = 0
    let items: PlannedChange[] = []
    const {total} = this.#open.manifest.changes
    for await (const lines of readLineBatches(join(this.#folder, importFiles.changes))) {
      for (const bytes of lines) {
        if (!this.#open.progress.isDone(number)) items.push(JSON.parse(bytes.toString()) as PlannedChange)
        read += 1
        if (read % CHANGES_PER_BATCH !== 0 && read !== total) continue
        if (items.length > 0) yield {number, items}
        items = []
        number += 1
      }
    }
  }

  #toRequest({psid, label, take}: PlannedChange): LabelChange {
    const labelId = this.#open.progress.labelId(label)
    if (labelId === undefined) throw new Error(`The label ${label} of the import has no id`)
    return {act: take === true ? 'unassign' : 'assign', labelId, psid}
  }

  #conclude(
    {number: batch, items: changes}: Batch<PlannedChange>,
    refusals: readonly RefusedItem<PlannedChange>[],
  ): Stopped | undefined {
    const refused = refusals.map(({item, reason}) => ({...item, reason}))
    const taken = changes.filter(({take}) => take === true).length
    const takenRefused = refused.filter(({take}) => take === true).length
    this.#note({
      event: 'batch',
      at: this.#options.clock.now(),
      batch,
      assigned: changes.length - taken - (refused.length - takenRefused),
      unassigned: taken - takenRefused,
      ...(refused.length > 0 && {refused}),
    })
    this.#options.onProgress?.(this.#open.progress.counts)
    this.#refusedInRow = refused.length === changes.length ? this.#refusedInRow + 1 : 0
    if (this.#refusedInRow < MAX_REFUSED_BATCHES) return undefined
    const reason = `${this.#refusedInRow} batches in a row were refused as a whole, the last one: ${refused.at(-1)?.reason}`
    return {reason, exitCode: exitCodes.failed}
  }

  #note(entry: ImportEntry): void {
    this.#open.progress.apply(entry)
    this.#open.journal?.append(entry)
  }
}
