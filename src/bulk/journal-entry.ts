import {crc32} from 'node:zlib'
import type {ExitCode} from '../errors.ts'
import type {RunCounts} from './ledger.ts'

/** How a run that is not being sent stands. */
export type EndState = 'done' | 'paused' | 'stopped' | 'interrupted'

/** Why something was not sent, as the platform or the network put it. */
export interface Reason {
  readonly reason: string
  readonly code?: number | undefined
  readonly subcode?: number | undefined
}

/** Only what belongs in the journal. After an earlier attempt that may have arrived, the reason says so. */
export function toReason({reason, code, subcode}: Reason, isResend: boolean): Reason {
  return {
    reason: isResend ? `an earlier attempt may have arrived; the later one: ${reason}` : reason,
    ...(code !== undefined && {code}),
    ...(subcode !== undefined && {subcode}),
  }
}

/**
 * What happened to one recipient, known by the number of its line in the frozen list.
 * - `attempt`: a request is about to leave; without a later entry nobody knows whether it arrived
 * - `unsent`: it certainly did not arrive, and the recipient is to be tried again
 * - the others settle the recipient
 */
export type RecipientEntry = {readonly line: number; readonly at: number} & (
  | {readonly event: 'attempt'}
  | {readonly event: 'sent'; readonly messageId: string}
  | ({readonly event: 'unsent' | 'failed' | 'skipped' | 'doubt'} & Reason)
)

/** What happened to the run as a whole. The counts at its end save reading the rest to tell how it stands. */
export type RunEntry = {readonly at: number} & (
  | {readonly event: 'start'; readonly pid: number}
  | {
      readonly event: 'pause'
      readonly state: Exclude<EndState, 'done'>
      readonly reason: string
      readonly exitCode: ExitCode
      readonly counts: RunCounts
    }
  | {readonly event: 'end'; readonly counts: RunCounts}
)

export type JournalEntry = RecipientEntry | RunEntry

const checksumKey = ',"crc":"'
const tailBytes = checksumKey.length + 8 + '"}'.length

/** One line of the journal: the entry as JSON with, as its last key, the CRC-32 of the JSON without that key. */
export function encodeEntry(entry: JournalEntry): string {
  const body = JSON.stringify(entry)
  return `${body.slice(0, -1)}${checksumKey}${crc32(body).toString(16).padStart(8, '0')}"}\n`
}

/** The entry of a line without its end; undefined when the checksum does not fit the content. */
export function decodeEntry(line: Buffer): JournalEntry | undefined {
  if (line.length <= tailBytes) return undefined
  const tail = line.toString('latin1', line.length - tailBytes)
  const expected = crc32('}', crc32(line.subarray(0, -tailBytes)))
    .toString(16)
    .padStart(8, '0')
  if (tail !== `${checksumKey}${expected}"}`) return undefined
  return JSON.parse(`${line.toString('utf8', 0, line.length - tailBytes)}}`) as JournalEntry
}
