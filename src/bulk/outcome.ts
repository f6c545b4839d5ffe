import type {ExitCode} from '../errors.ts'
import type {EndState, Reason} from './journal-entry.ts'
import type {RunCounts} from './ledger.ts'

/**
 * What became of one request.
 * - `throttled`: not sent, for now; it goes again after `waitMs`, or after a growing delay
 * - `skip`: not sent, because of this person
 * - `fail`: not sent, refused
 * - `stop`: not sent, and nothing else would be: the run ends
 * - `in-doubt`: it may have been sent, and is not sent again
 */
export type SendOutcome =
  | {readonly kind: 'sent'; readonly messageId: string; readonly usagePercent?: number | undefined}
  | ({
      readonly kind: 'throttled'
      readonly waitMs?: number | undefined
      readonly exitCode?: ExitCode | undefined
    } & Partial<Reason>)
  | ({readonly kind: 'skip' | 'fail' | 'in-doubt'} & Reason)
  | ({readonly kind: 'stop'; readonly exitCode: ExitCode} & Reason)

/** What `sendAll` yields. Each says how the whole run stands. */
export type SendEvent = {readonly counts: RunCounts} & (
  | {readonly kind: 'sent'; readonly line: number; readonly psid: string; readonly messageId: string}
  | ({
      readonly kind: 'failed' | 'skipped' | 'in-doubt'
      readonly line: number
      readonly psid: string
    } & Reason)
  /** Nothing goes for a while. */
  | {readonly kind: 'waiting'; readonly ms: number; readonly reason: string}
  /** Always the last. */
  | ({readonly kind: 'end'} & RunEnd)
)

export interface RunEnd {
  readonly state: EndState
  /** Why it ended before everybody was settled. */
  readonly reason?: string | undefined
  readonly exitCode?: ExitCode | undefined
}
