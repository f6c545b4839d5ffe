import type {ExitCode} from '../errors.ts'
import type {RunCounts} from './run-counts.ts'

/**
 * The state of a run that is not being sent. `failed`: everybody is settled, and the run reached nobody. `paused`
 * and `stopped`: it can continue once the cause is fixed or over. `scheduled`: a process that sends what is due continues it.
 */
export type EndState = 'done' | 'failed' | 'paused' | 'stopped' | 'interrupted' | 'canceled' | 'scheduled'

/** How a message in doubt was found: by its echo, in the conversation, or by the answer that another process got. */
export type Evidence = 'echo' | 'conversation' | 'answer'

/** Why something was not sent, in the words of the platform or the network. */
export interface Reason {
  readonly reason: string
  readonly code?: number | undefined
  readonly subcode?: number | undefined
  /** The trace id that Meta's support asks for. */
  readonly traceId?: string | undefined
}

/** Maximum number of characters that are kept of a sentence of the platform. */
const MAX_REASON = 400

/** Keeps only what belongs in the journal. If an earlier attempt may have arrived, the reason says so. */
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
 * What happened to one recipient, who is identified by the line number in the frozen list.
 * - `attempt`: a request is about to be sent; without a later entry, it may or may not have arrived
 * - `unsent`: it certainly did not arrive, and the recipient is to be tried again
 * - the others settle the recipient
 */
export type RecipientEntry = {readonly line: number; readonly at: number} & (
  | {readonly event: 'attempt'}
  | {readonly event: 'sent'; readonly messageId: string; readonly evidence?: Evidence | undefined}
  | ({readonly event: 'unsent' | 'failed' | 'skipped' | 'doubt'} & Reason)
)

/**
 * What happened to the run as a whole. The counts at its end make it unnecessary to read the rest for the state
 * of the run. A detached start is that of a process that sends what is due.
 */
export type RunEntry = {readonly at: number} & (
  | {readonly event: 'start'; readonly pid: number; readonly isDetached?: true | undefined}
  /** How far the platform's clock is ahead of the one that `at` uses, in milliseconds: first, and when it changes. */
  | {readonly event: 'clock'; readonly aheadMs: number}
  | ({
      readonly event: 'pause'
      readonly state: Exclude<EndState, 'done' | 'failed' | 'canceled'>
      readonly exitCode: ExitCode
      readonly counts: RunCounts
      /** The sample is sent, and the rest comes next. */
      readonly isSample?: true | undefined
      /** Of `scheduled`: when it is due, by the platform's clock. */
      readonly until?: number | undefined
      /** Somebody paused it: it does not continue by itself. */
      readonly isHeld?: true | undefined
    } & Reason)
  /** Nothing is sent to anybody until then, in milliseconds since 1970 by the clock of `at`. */
  | {readonly event: 'wait'; readonly until: number; readonly reason: string}
  /** From here on it is sent at this rate, in messages per second, also when it is resumed. `request`: who asked for it. */
  | {readonly event: 'rate'; readonly perSecond: number; readonly request?: string | undefined}
  /** From here on nothing is sent; those who were left count as skipped. */
  | {readonly event: 'cancel'; readonly counts: RunCounts}
  | {readonly event: 'end'; readonly counts: RunCounts}
)

export type JournalEntry = RecipientEntry | RunEntry
