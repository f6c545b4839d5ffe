import type {ExitCode} from '../errors.ts'
import type {EndState, Evidence, Reason} from './journal-entry.ts'
import type {RunCounts} from './ledger.ts'

/**
 * What became of one request.
 * - `throttled`: not sent, for now; it goes again after `waitMs`, or after a growing delay
 * - `skip`: not sent, because of this person
 * - `fail`: not sent, refused
 * - `stop`: not sent, and nothing else would be: the run ends, or pauses when somebody can mend it
 * - `in-doubt`: it may have been sent, and is not sent again
 */
export type SendOutcome =
  | {readonly kind: 'sent'; readonly messageId: string; readonly usagePercent?: number | undefined}
  | ({
      readonly kind: 'throttled'
      readonly waitMs?: number | undefined
      readonly exitCode?: ExitCode | undefined
    } & Partial<Reason>)
  | ({readonly kind: 'in-doubt'} & Reason)
  /** `isUnknownPerson`: the Page has no such person. */
  | ({readonly kind: 'skip' | 'fail'; readonly isUnknownPerson?: boolean} & Reason)
  | ({
      readonly kind: 'stop'
      readonly exitCode: ExitCode
      readonly isMendable?: boolean
      /** What to do about it. */
      readonly hint?: string | undefined
    } & Reason)

/** What becomes of one person, or of the run, on its way. */
export type SendEvent =
  | {readonly kind: 'sent'; readonly line: number; readonly psid: string; readonly messageId: string}
  | ({
      readonly kind: 'failed' | 'skipped' | 'in-doubt'
      readonly line: number
      readonly psid: string
    } & Reason)
  /** Somebody in doubt was looked for; `unsent`: they did not get it, and so are to be sent to. */
  | {
      readonly kind: 'settled'
      readonly line: number
      readonly psid: string
      readonly as: 'sent' | 'unsent' | 'in-doubt'
      readonly evidence: Evidence
    }
  /** Nothing goes for a while. */
  | {readonly kind: 'waiting'; readonly ms: number; readonly reason: string}

/** How a run stands at the moment it is asked. */
export interface Standing {
  readonly counts: RunCounts
  /** Messages per second that may go as things stand. */
  readonly allowed: number
}

/** Is told of every event, as it comes. */
export type OnSendEvent = (event: SendEvent, standing: Standing) => void

/** With the reason why it ended before everybody was settled. */
export interface RunEnd extends Partial<Reason> {
  readonly state: EndState
  readonly exitCode?: ExitCode | undefined
  /** What to do about it. */
  readonly hint?: string | undefined
  /** The sample of the run is sent. */
  readonly isSample?: true | undefined
}
