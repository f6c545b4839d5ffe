import type {ExitCode} from '../errors.ts'
import type {RunCounts} from './ledger.ts'

/**
 * How a run that is not being sent stands. `failed`: everybody is settled, and nobody was reached. `paused` and `stopped`:
 * it can go on, once what stopped it is mended or over.
 */
export type EndState = 'done' | 'failed' | 'paused' | 'stopped' | 'interrupted' | 'canceled'

/** How a run ended in which everybody is settled: to reach nobody is not done. */
export function settledState({total, sent, inDoubt}: RunCounts): 'done' | 'failed' {
  return total > 0 && (sent > 0 || inDoubt > 0) ? 'done' : 'failed'
}

/** How somebody in doubt was found: by the echo of the message, or in their conversation. */
export type Evidence = 'echo' | 'conversation'

/** Why something was not sent, as the platform or the network put it. */
export interface Reason {
  readonly reason: string
  readonly code?: number | undefined
  readonly subcode?: number | undefined
  /** What Meta's support asks for. */
  readonly traceId?: string | undefined
}

/** A sentence of the platform is kept as far as this, in characters. */
const MAX_REASON = 400

/** Only what belongs in the journal. After an earlier attempt that may have arrived, the reason says so. */
export function toReason({reason, code, subcode, traceId}: Reason, isResend: boolean): Reason {
  const whole = isResend ? `an earlier attempt may have arrived; the later one: ${reason}` : reason
  return {
    reason: whole.length > MAX_REASON ? `${whole.slice(0, MAX_REASON - 1)}…` : whole,
    ...(code !== undefined && {code}),
    ...(subcode !== undefined && {subcode}),
    ...(traceId !== undefined && {traceId}),
  }
}

/** `(#100) Failed to fetch the file from the url (100, trace Axx)`. */
export function formatReason({reason, code, subcode, traceId}: Reason): string {
  const facts = [
    ...(code === undefined ? [] : [subcode === undefined ? `${code}` : `${code}/${subcode}`]),
    ...(traceId === undefined ? [] : [`trace ${traceId}`]),
  ]
  return facts.length === 0 ? reason : `${reason} (${facts.join(', ')})`
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
  /** How far the clock of the platform is ahead of the one that `at` is from, in milliseconds: at first, and when that changes. */
  | {readonly event: 'clock'; readonly aheadMs: number}
  | ({
      readonly event: 'pause'
      readonly state: Exclude<EndState, 'done' | 'failed' | 'canceled'>
      readonly exitCode: ExitCode
      readonly counts: RunCounts
      /** The sample is sent, and what comes next is the rest. */
      readonly isSample?: true | undefined
    } & Reason)
  /** From here on nobody is sent to; those who were left count as skipped. */
  | {readonly event: 'cancel'; readonly counts: RunCounts}
  | {readonly event: 'end'; readonly counts: RunCounts}
)

export type JournalEntry = RecipientEntry | RunEntry
