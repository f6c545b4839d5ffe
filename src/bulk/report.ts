import {type FileHandle, open} from 'node:fs/promises'
import {join} from 'node:path'
import type {TimeZone} from '../system/time-zone.ts'
import {decodeChained} from './checked-line.ts'
import {type Evidence, type RecipientEntry, toReason} from './journal-entry.ts'
import {isLocked} from './lock.ts'
import {type Manifest, readManifest, runFiles} from './manifest.ts'
import type {Fields} from './personal-text.ts'
import {ClockTrack} from './platform-clock.ts'
import {type ListedRecipient, readRecipients} from './recipients-file.ts'
import {readRunJournal} from './run-journal.ts'

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
export async function* readReport(folder: string): AsyncGenerator<ReportRow> {
  for await (const {row} of readReported(folder)) yield row
}

/**
 * Returns one row for each recipient, in the order of the list. Uses 18 bytes of memory per recipient: the place of its latest entry
 * in the journal, the time of its latest attempt, and the number of attempts.
 */
export async function* readReported(folder: string): AsyncGenerator<ReportedRecipient> {
  const {recipients, columns} = await readManifest(folder)
  const isRunning = await isLocked(folder)
  let isCanceled = false
  const file = join(folder, runFiles.journal)
  const clocks = new ClockTrack()
  const offsets = new Float64Array(recipients.total + 1).fill(-1)
  const attempts = new Uint16Array(recipients.total + 1)
  const attemptedAt = new Float64Array(recipients.total + 1)
  for await (const entries of readRunJournal(folder)) {
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
  const journal = await open(file, 'r')
  try {
    const window = new FileWindow(journal)
    for await (const recipient of readRecipients(folder)) {
      const offset = offsets[recipient.line] ?? -1
      const line = offset < 0 ? undefined : await window.lineAt(offset)
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
  return evidence === undefined ? undefined : `found later, by ${evidence}`
}

const WINDOW_BYTES = 256 * 1024

/** Reads lines of a file at any offset; fast when they are close to each other, as in a journal. */
class FileWindow {
  readonly #handle: FileHandle
  #bytes: Buffer = Buffer.alloc(0)
  #start = 0

  constructor(handle: FileHandle) {
    this.#handle = handle
  }

  async lineAt(offset: number): Promise<Buffer> {
    return this.#find(offset) ?? (await this.#load(offset, WINDOW_BYTES))
  }

  #find(offset: number): Buffer | undefined {
    const start = offset - this.#start
    if (start < 0 || start >= this.#bytes.length) return undefined
    const end = this.#bytes.indexOf(0x0a, start)
    return end === -1 ? undefined : this.#bytes.subarray(start, end)
  }

  async #load(offset: number, length: number): Promise<Buffer> {
    const {buffer, bytesRead} = await this.#handle.read(Buffer.alloc(length), 0, length, offset)
    this.#bytes = buffer.subarray(0, bytesRead)
    this.#start = offset
    return this.#find(offset) ?? (bytesRead < length ? this.#bytes : this.#load(offset, length * 2))
  }
}
