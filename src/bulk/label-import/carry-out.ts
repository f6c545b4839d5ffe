import {join} from 'node:path'
import {pid} from 'node:process'
import {type ExitCode, exitCodes} from '../../errors.ts'
import type {CustomLabel} from '../../platform/custom-labels.ts'
import type {LabelId} from '../../platform/ids.ts'
import type {Clock} from '../../system/clock.ts'
import type {Journal} from '../journal.ts'
import {readLineBatches} from '../lines.ts'
import {lockRun} from '../lock.ts'
import {openRunJournal} from '../run-journal.ts'
import {type ImportManifest, importFiles, type PlannedChange, readImport} from './manifest.ts'
import {
  CHANGES_PER_BATCH,
  type ImportCounts,
  type ImportEntry,
  type ImportProgress,
  type RefusedChange,
  readProgress,
} from './progress.ts'

/** One change, as it is requested from the platform. */
export interface LabelChange {
  readonly act: 'assign' | 'unassign'
  readonly labelId: LabelId
  readonly psid: string
}

/**
 * The outcome of one change.
 * - `refused`: the platform refuses it, however often it is requested
 * - `again`: not done, or unknown; request it again
 * - `stop`: neither this nor any other change can be made until something is fixed
 */
export type ChangeOutcome =
  | {readonly kind: 'done'}
  | {readonly kind: 'refused'; readonly reason: string}
  | {
      readonly kind: 'again'
      readonly reason: string
      readonly exitCode: ExitCode
      readonly waitMs?: number | undefined
    }
  | {readonly kind: 'stop'; readonly reason: string; readonly exitCode: ExitCode}

export interface CarryOutOptions {
  /** Makes up to 50 changes in one call; returns one outcome for each, in order. */
  readonly change: (changes: readonly LabelChange[]) => Promise<readonly ChangeOutcome[]>
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
/** The import stops after sending one batch this many times. */
const MAX_TRIES = 6
const FIRST_DELAY_MS = 1000
/** If the platform asks for a longer wait, the import stops instead. */
const MAX_WAIT_MS = 60_000
/** The import stops after this many batches in a row that were refused completely: the file is for another Page. */
const MAX_REFUSED_BATCHES = 4

/**
 * Makes the changes of an import that its journal does not have, 50 per call. First imports and resumed imports
 * work alike.
 * @throws {MsgrError} if another process carries it out, its list was changed or its journal is damaged. An error
 *   that a call throws ends the import and is rethrown.
 */
export async function carryOutImport(folder: string, options: CarryOutOptions): Promise<ImportEnd> {
  if (options.isDryRun === true) {
    const manifest = await readImport(folder)
    const {progress} = await readProgress(folder, manifest)
    return new Import(folder, {manifest, progress, journal: undefined}, options).run()
  }
  const lock = await lockRun(folder, {done: 'carried out', wait: 'Wait until it has ended'})
  try {
    const manifest = await readImport(folder)
    const {progress, end} = await readProgress(folder, manifest)
    // Repeating a change is harmless, so a copy may be continued.
    const journal = await openRunJournal<ImportEntry>(folder, end, {acceptsCopy: true})
    try {
      return await new Import(folder, {manifest, progress, journal}, options).run()
    } finally {
      await journal.close()
    }
  } finally {
    await lock.release()
  }
}

interface OpenImport {
  readonly manifest: ImportManifest
  readonly progress: ImportProgress
  /** Undefined in a dry run. */
  readonly journal: Journal<ImportEntry> | undefined
}

interface Batch {
  readonly number: number
  readonly changes: readonly PlannedChange[]
}

class Import {
  readonly #folder: string
  readonly #open: OpenImport
  readonly #options: CarryOutOptions
  #end: Pick<ImportEnd, 'state' | 'reason' | 'exitCode'> | undefined
  #failure: {readonly error: unknown} | undefined
  #refusedInRow = 0

  constructor(folder: string, open: OpenImport, options: CarryOutOptions) {
    this.#folder = folder
    this.#open = open
    this.#options = options
  }

  async run(): Promise<ImportEnd> {
    this.#note({event: 'start', pid, at: this.#options.clock.now()})
    const created = await this.#createLabels()
    const inFlight = new Set<Promise<void>>()
    for await (const batch of this.#batches()) {
      if (this.#isOver()) break
      const carrying = this.#carryOut(batch)
        .catch(error => this.#fail(error))
        .finally(() => inFlight.delete(carrying))
      inFlight.add(carrying)
      if (inFlight.size >= WIDTH) await Promise.race(inFlight)
    }
    await Promise.all(inFlight)
    if (this.#failure !== undefined) throw this.#failure.error
    const {counts} = this.#open.progress
    if (counts.remaining === 0) {
      this.#note({event: 'end', at: this.#options.clock.now()})
      return {state: 'done', counts, created}
    }
    return {...(this.#end ?? {state: 'interrupted'}), counts, created}
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
  async *#batches(): AsyncGenerator<Batch> {
    let number = 0
    let read = 0
    let changes: PlannedChange[] = []
    const {total} = this.#open.manifest.changes
    for await (const lines of readLineBatches(join(this.#folder, importFiles.changes))) {
      for (const bytes of lines) {
        if (!this.#open.progress.isDone(number)) changes.push(JSON.parse(bytes.toString()) as PlannedChange)
        read += 1
        if (read % CHANGES_PER_BATCH !== 0 && read !== total) continue
        if (changes.length > 0) yield {number, changes}
        changes = []
        number += 1
      }
    }
  }

  /** Requests the changes of a batch until each is done or refused, or the import ends. */
  async #carryOut({number, changes}: Batch): Promise<void> {
    const refused: RefusedChange[] = []
    let open = changes
    for (let tries = 1; !this.#isOver(); tries++) {
      const outcomes = await this.#options.change(open.map(change => this.#toRequest(change)))
      let again: Extract<ChangeOutcome, {kind: 'again'}> | undefined
      const left: PlannedChange[] = []
      for (const [index, change] of open.entries()) {
        const outcome = outcomes[index]
        if (outcome === undefined) throw new Error(`The change ${index} of a batch has no outcome`)
        if (outcome.kind === 'stop') return this.#stop(outcome)
        if (outcome.kind === 'refused') refused.push({...change, reason: outcome.reason})
        if (outcome.kind !== 'again') continue
        again = outcome
        left.push(change)
      }
      if (again === undefined) return this.#conclude(number, changes, refused)
      open = left
      const waitMs = Math.max(again.waitMs ?? 0, delayMs(tries, this.#options.random()))
      if (tries === MAX_TRIES || waitMs > MAX_WAIT_MS) return this.#stop(again)
      await this.#options.clock.sleep(waitMs, this.#options.signal)
    }
  }

  #toRequest({psid, label, take}: PlannedChange): LabelChange {
    const labelId = this.#open.progress.labelId(label)
    if (labelId === undefined) throw new Error(`The label ${label} of the import has no id`)
    return {act: take === true ? 'unassign' : 'assign', labelId, psid}
  }

  #conclude(batch: number, changes: readonly PlannedChange[], refused: readonly RefusedChange[]): void {
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
    if (this.#refusedInRow < MAX_REFUSED_BATCHES) return
    const reason = `${this.#refusedInRow} batches in a row were refused as a whole, the last one: ${refused.at(-1)?.reason}`
    this.#stop({reason, exitCode: exitCodes.failed})
  }

  #note(entry: ImportEntry): void {
    this.#open.progress.apply(entry)
    this.#open.journal?.append(entry)
  }

  #stop({reason, exitCode}: {readonly reason: string; readonly exitCode: ExitCode}): void {
    this.#end ??= {state: 'stopped', reason, exitCode}
  }

  #fail(error: unknown): void {
    // The signal ends waiting and reading; the import is only interrupted.
    if (!this.#options.signal.aborted) this.#failure ??= {error}
  }

  #isOver(): boolean {
    return this.#end !== undefined || this.#failure !== undefined || this.#options.signal.aborted
  }
}

function delayMs(tries: number, random: number): number {
  return Math.round(FIRST_DELAY_MS * 2 ** (tries - 1) * (0.5 + random / 2))
}
