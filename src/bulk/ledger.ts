import {MsgrError} from '../errors.ts'
import {toTheEnd} from '../system/to-the-end.ts'
import {type BriefEntry, parseBrief} from './brief-entry.ts'
import type {JournalEntry, RecipientEntry, RunEntry} from './journal-entry.ts'
import type {JournalMark} from './journal-mark.ts'
import {type Manifest, skippedByPlan} from './manifest.ts'
import type {RunCounts} from './run-counts.ts'
import {readRunJournal} from './run-journal.ts'
import type {StoredRun} from './store.ts'

const states = ['remaining', 'inFlight', 'sent', 'failed', 'skipped', 'inDoubt'] as const
export type RecipientState = (typeof states)[number]

const stateAfter: Readonly<Record<RecipientEntry['event'], number>> = {
  unsent: states.indexOf('remaining'),
  attempt: states.indexOf('inFlight'),
  sent: states.indexOf('sent'),
  failed: states.indexOf('failed'),
  skipped: states.indexOf('skipped'),
  doubt: states.indexOf('inDoubt'),
}

/** The state of every recipient of a run, in one byte each. */
export class Ledger {
  readonly total: number
  readonly #states: Uint8Array
  readonly #counts: number[]
  readonly #skippedByPlan: number
  #isCanceled = false
  #isSampleSent = false
  #isDetached: boolean | undefined
  #heldBecause: string | undefined
  #rate: Extract<JournalEntry, {event: 'rate'}> | undefined

  /** @param skippedByPlan number of recipients that the plan leaves out. */
  constructor(total: number, skippedByPlan: number) {
    this.total = total
    this.#states = new Uint8Array(total + 1)
    this.#counts = [total, 0, 0, 0, 0, 0]
    this.#skippedByPlan = skippedByPlan
  }

  /** Applies an entry of the journal. Returns false for a line that the plan does not have. */
  apply(entry: BriefEntry | JournalEntry): boolean {
    if (!('line' in entry)) {
      this.#applyToRun(entry)
      return true
    }
    const before = this.#states[entry.line]
    if (before === undefined || entry.line < 1) return false
    const after = stateAfter[entry.event]
    this.#states[entry.line] = after
    this.#counts[before] = (this.#counts[before] ?? 0) - 1
    this.#counts[after] = (this.#counts[after] ?? 0) + 1
    return true
  }

  #applyToRun(entry: RunEntry): void {
    if (entry.event === 'start') {
      this.#heldBecause = undefined
      this.#isDetached = entry.isDetached === true
    }
    if (entry.event === 'cancel') this.#isCanceled = true
    if (entry.event === 'rate') this.#rate = entry
    if (entry.event !== 'pause') return
    if (entry.isSample === true) this.#isSampleSent = true
    if (entry.state === 'scheduled') this.#isDetached = true
    this.#heldBecause = entry.isHeld === true ? entry.reason : undefined
  }

  /** The state of a recipient in the journal; one that the plan skips is 'remaining' here. */
  stateOf(line: number): RecipientState {
    return states[this.#states[line] ?? 0] ?? 'remaining'
  }

  /** The lines in one state, in order. */
  *linesIn(state: RecipientState): Generator<number> {
    const wanted = states.indexOf(state)
    for (
      let line = this.#states.indexOf(wanted, 1);
      line !== -1;
      line = this.#states.indexOf(wanted, line + 1)
    ) {
      yield line
    }
  }

  /** Whether the run was canceled: it sends to nobody else, and those who remain count as skipped. */
  get isCanceled(): boolean {
    return this.#isCanceled
  }

  /** Whether it is left to a process that sends what is due; undefined before the first start. */
  get isDetached(): boolean | undefined {
    return this.#isDetached
  }

  get isSampleSent(): boolean {
    return this.#isSampleSent
  }

  /** Why the run does not continue by itself; undefined when it may. */
  get heldBecause(): string | undefined {
    return this.#heldBecause
  }

  /** The rate that was set last; undefined as long as it is that of the plan. */
  get rate(): Omit<Extract<JournalEntry, {event: 'rate'}>, 'event'> | undefined {
    return this.#rate
  }

  get counts(): RunCounts {
    // By index, in the order of `states`: this is read once for each recipient.
    const counts = this.#counts
    const remaining = counts[0] ?? 0
    return {
      total: this.total,
      sent: counts[2] ?? 0,
      failed: counts[3] ?? 0,
      skipped: (counts[4] ?? 0) + (this.#isCanceled ? remaining : this.#skippedByPlan),
      inDoubt: counts[5] ?? 0,
      inFlight: counts[1] ?? 0,
      remaining: this.#isCanceled ? 0 : remaining - this.#skippedByPlan,
    }
  }
}

/** The state of a run in its journal. */
export interface LedgerReading {
  readonly ledger: Ledger
  /** The end of the journal's complete lines. */
  readonly end: JournalMark
  /** Time of the last entry of any kind, in milliseconds since 1970. */
  readonly lastAt: number | undefined
  /** The last time that nothing was sent to anybody, which may be over. */
  readonly waiting: RunWait | undefined
}

/** Why nothing is sent, and until when, in milliseconds since 1970. */
export interface RunWait {
  readonly reason: string
  readonly until: number
}

/**
 * Reads the journal of a run, or what was added since an earlier reading.
 * @throws {MsgrError} if the journal is damaged, or is not that of this run.
 */
export async function readLedger(
  run: StoredRun,
  manifest: Manifest,
  {
    ledger,
    end,
    lastAt: knownAt,
    waiting: knownWait,
  }: Partial<LedgerReading> & Pick<LedgerReading, 'ledger'> = nothingRead(manifest),
): Promise<LedgerReading> {
  let lastAt = knownAt
  let waiting = knownWait
  const newEnd = await toTheEnd(readRunJournal<BriefEntry>(run, end, parseBrief), batch => {
    for (const {entry} of batch) {
      if (!ledger.apply(entry))
        throw new MsgrError(`The journal ${run.places.journal} names a recipient that the run does not have`)
      lastAt = entry.at
      if (entry.event === 'wait') waiting = entry
      else if (entry.event === 'start') waiting = undefined
    }
  })
  return {ledger, end: newEnd, lastAt, waiting}
}

function nothingRead(manifest: Manifest): Pick<LedgerReading, 'ledger'> {
  return {ledger: new Ledger(manifest.recipients.total, skippedByPlan(manifest))}
}
