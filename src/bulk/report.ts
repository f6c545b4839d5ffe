import type {TimeZone} from '../system/time-zone.ts'
import {decodeChained} from './checked-line.ts'
import {type Evidence, type RecipientEntry, toReason} from './journal-entry.ts'
import {isLocked} from './lock.ts'
import type {Manifest} from './manifest.ts'
import type {Fields} from './personal-text.ts'
import {ClockTrack} from './platform-clock.ts'
import {type ListedRecipient, readRecipients} from './recipients-file.ts'
import {readRunJournal} from './run-journal.ts'
import type {StoredRun} from './store.ts'

/** The result for one recipient. The keys are a public API. */
export interface ReportRow {
  readonly psid: string
  /** `planned`: not attempted yet. `in-flight` only while the run is being sent. */
  readonly outcome: 'sent' | 'failed' | 'skipped' | 'in-doubt' | 'in-flight' | 'planned'
  /** The platform's message and what it means, or why the plan leaves the recipient out. */
  readonly reason: string | undefined
  readonly code: number | undefined
  readonly subcode: number | undefined
  /** The trace id that Meta's support asks for. */
  readonly traceId: string | undefined
  readonly messageId: string | undefined
  /** How many times msgr tried: more than once after being throttled, or when a run was resumed. */
  readonly attempts: number
  /** Time of this result, ISO 8601; undefined for those that the plan leaves out. */
  readonly updatedAt: string | undefined
  /** The columns of the file with the people, by their headings; undefined for people from elsewhere. */
  readonly columns: Readonly<Record<string, string | undefined>> | undefined
}

/** A row with what later reports of the platform are found by. */
export interface ReportedRecipient {
  readonly row: ReportRow
  /** The subscription token of a marketing message; a secret. */
  readonly token: string | undefined
  /** The columns of the file that the run keeps, by their names in messages. */
  readonly fields: Fields
  /** The person's time zone, if the list has it. */
  readonly zone: TimeZone | undefined
  /** Time of this result by the platform's clock, as far as that is known, in milliseconds since 1970. */
  readonly atMs: number | undefined
  /** The same for the latest attempt. */
  readonly attemptMs: number | undefined
}

/** Iterates over the rows of `readReported` alone. */
export async function* readReport(run: StoredRun): AsyncGenerator<ReportRow> {
  for await (const {row} of readReported(run)) yield row
}

/**
 * Returns one row for each recipient, in the order of the list. Uses 18 bytes of memory per recipient: the place of its latest entry
 * in the journal, the time of its latest attempt, and the number of attempts.
 */
export async function* readReported(run: StoredRun): AsyncGenerator<ReportedRecipient> {
  const {recipients, columns} = await run.manifest()
  const isRunning = await isLocked(run)
  let isCanceled = false
  const clocks = new ClockTrack()
  const offsets = new Float64Array(recipients.total + 1).fill(-1)
  const attempts = new Uint16Array(recipients.total + 1)
  const attemptedAt = new Float64Array(recipients.total + 1)
  for await (const entries of readRunJournal(run)) {
    for (const {entry, offset} of entries) {
      clocks.see(entry, offset)
      if ('line' in entry) {
        offsets[entry.line] = offset
        if (entry.event !== 'attempt') continue
        attempts[entry.line] = Math.min(MOST_ATTEMPTS, (attempts[entry.line] ?? 0) + 1)
        attemptedAt[entry.line] = entry.at
      } else if (entry.event === 'cancel') isCanceled = true
    }
  }
  const journal = await run.lines()
  try {
    for await (const recipient of readRecipients(run)) {
      const offset = offsets[recipient.line] ?? -1
      const line = offset < 0 ? undefined : await journal.at(offset)
      const entry =
        line === undefined ? undefined : (decodeChained(line)?.entry as RecipientEntry | undefined)
      const count = attempts[recipient.line] ?? 0
      const fields = {...recipient.others, ...recipient.fields}
      const known = {
        ...toRow(recipient, entry, {isRunning, attempts: count}),
        columns: valuesOf(columns, fields),
      }
      const isDropped = isCanceled && known.outcome === 'planned'
      const row: ReportRow = isDropped ? {...known, outcome: 'skipped', reason: 'canceled'} : known
      const atMs = entry === undefined ? undefined : entry.at + clocks.aheadAt(offset)
      const attemptMs = count === 0 ? undefined : (attemptedAt[recipient.line] ?? 0) + clocks.aheadAt(offset)
      yield {row, token: recipient.token, fields, zone: recipient.zone, atMs, attemptMs}
    }
  } finally {
    await journal.close()
  }
}

/** What fits into two bytes. */
const MOST_ATTEMPTS = 65_535

function valuesOf(columns: Manifest['columns'], fields: Fields): ReportRow['columns'] {
  if (columns === undefined) return undefined
  return Object.fromEntries(columns.map(({name, written}) => [written, fields[name]]))
}

function toRow(
  {psid, skip, detail}: ListedRecipient,
  entry: RecipientEntry | undefined,
  {isRunning, attempts}: {readonly isRunning: boolean; readonly attempts: number},
): Omit<ReportRow, 'columns'> {
  const nothing = {
    ...{psid, outcome: 'planned', reason: undefined, code: undefined, subcode: undefined, traceId: undefined},
    ...{messageId: undefined, attempts, updatedAt: undefined},
  } as const
  if (skip !== undefined) return {...nothing, outcome: 'skipped', reason: detail ?? skip}
  if (entry === undefined) return {...nothing, outcome: 'planned'}
  const row = {...nothing, updatedAt: new Date(entry.at).toISOString()}
  switch (entry.event) {
    case 'sent':
      return {...row, outcome: 'sent', reason: foundBy(entry.evidence), messageId: entry.messageId}
    case 'attempt':
      return isRunning
        ? {...row, outcome: 'in-flight'}
        : {...row, outcome: 'in-doubt', reason: 'msgr ended before the answer came'}
    case 'unsent':
      return {...row, outcome: 'planned', ...toReason(entry, false)}
    case 'doubt':
      return {...row, outcome: 'in-doubt', ...toReason(entry, false)}
    default:
      return {...row, outcome: entry.event, ...toReason(entry, false)}
  }
}

function foundBy(evidence: Evidence | undefined): string | undefined {
  if (evidence === 'answer') return 'the answer came after another process had taken the run'
  return evidence === undefined ? undefined : `found later, by ${evidence}`
}
