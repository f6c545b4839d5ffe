import type {ExitCode} from '../errors.ts'
import {decodeChecked, encodeChecked} from './checked-line.ts'
import type {RunCounts} from './ledger.ts'

/** How a run that is not being sent stands. */
export type EndState = 'done' | 'paused' | 'stopped' | 'interrupted' | 'canceled'

/** How somebody in doubt was found: by the echo of the message, or in their conversation. */
export type Evidence = 'echo' | 'conversation'

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
  | {readonly event: 'sent'; readonly messageId: string; readonly evidence?: Evidence | undefined}
  | ({readonly event: 'unsent' | 'failed' | 'skipped' | 'doubt'} & Reason)
)

/** What happened to the run as a whole. The counts at its end save reading the rest to tell how it stands. */
export type RunEntry = {readonly at: number} & (
  | {readonly event: 'start'; readonly pid: number}
  | {
      readonly event: 'pause'
      readonly state: Exclude<EndState, 'done' | 'canceled'>
      readonly reason: string
      readonly exitCode: ExitCode
      readonly counts: RunCounts
      /** The sample is sent, and what comes next is the rest. */
      readonly isSample?: true | undefined
    }
  /** From here on nobody is sent to; those who were left count as skipped. */
  | {readonly event: 'cancel'; readonly counts: RunCounts}
  | {readonly event: 'end'; readonly counts: RunCounts}
)

export type JournalEntry = RecipientEntry | RunEntry

export const encodeEntry = (entry: JournalEntry): string => encodeChecked(entry)

/** The entry of a line without its end; undefined when the checksum does not fit the content. */
export const decodeEntry = (line: Buffer): JournalEntry | undefined =>
  decodeChecked(line) as JournalEntry | undefined
