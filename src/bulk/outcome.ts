import type {ExitCode} from '../errors.ts'
import type {EndState, Evidence, Reason} from './journal-entry.ts'
import type {RunCounts} from './run-counts.ts'

/**
 * The outcome of one request.
 * - `sent`: accepted; `messageId` is the name by which the platform reports on it, empty if it gave none
 * - `throttled`: not sent for now; tried again after `waitMs`, or after a growing delay
 * - `not-yet`: nothing is sent to anybody before `waitMs` have passed; nobody fails, however often that is the answer
 * - `skip`: not sent, because of this person
 * - `fail`: not sent, refused
 * - `stop`: not sent, and nothing else would be: the run ends, or pauses if the cause can be fixed
 * - `in-doubt`: it may have been sent, and is not sent again
 */
export type SendOutcome =
  | {readonly kind: 'sent'; readonly messageId: string; readonly usagePercent?: number | undefined}
  | ({
      readonly kind: 'throttled'
      readonly waitMs?: number | undefined
      readonly exitCode?: ExitCode | undefined
    } & Reason)
  | ({readonly kind: 'not-yet'; readonly waitMs: number} & Reason)
  | ({readonly kind: 'in-doubt'} & Reason)
  /** `isUnknownPerson`: the Page does not know the person. */
  | ({readonly kind: 'skip' | 'fail'; readonly isUnknownPerson?: boolean} & Reason)
  | ({
      readonly kind: 'stop'
      readonly exitCode: ExitCode
      readonly isMendable?: boolean
      /** What to do about it. */
      readonly hint?: string | undefined
    } & Reason)

export type Throttled = Extract<SendOutcome, {kind: 'throttled'}>

/** Why somebody has failed who was throttled so many times. */
export function tooOften({reason, code, subcode, traceId}: Throttled, tries: number): Reason {
  return {reason: `${reason} (${tries} times)`, code, subcode, traceId}
}

/** What happens to one person, or to the run, while it is sent. */
export type SendEvent =
  | {readonly kind: 'sent'; readonly line: number; readonly psid: string; readonly messageId: string}
  | ({
      readonly kind: 'failed' | 'skipped' | 'in-doubt'
      readonly line: number
      readonly psid: string
    } & Reason)
  /** The search for a person in doubt has a result; `unsent`: they did not get the message and are sent to. */
  | {
      readonly kind: 'settled'
      readonly line: number
      readonly psid: string
      readonly as: 'sent' | 'unsent' | 'in-doubt'
      readonly evidence: Evidence
    }
  /** Nothing is sent for a while. */
  | {
      readonly kind: 'waiting'
      readonly ms: number
      readonly reason: string
      /** When the hours of the run begin, by the platform's clock; undefined if it waits for something else. */
      readonly until?: number | undefined
    }
  /** Another process changed the rate, in messages per second. */
  | {readonly kind: 'rate'; readonly perSecond: number}

/** The state of a run at the moment it is read. */
export interface Standing {
  readonly counts: RunCounts
  /** Messages per second that are allowed at the moment. */
  readonly allowed: number
}

/** Called for every event. */
export type OnSendEvent = (event: SendEvent, standing: Standing) => void

/** The end of a run, with the reason if it ended before everybody was settled. */
export interface RunEnd extends Omit<Reason, 'reason'> {
  readonly state: EndState
  readonly reason?: string | undefined
  readonly exitCode?: ExitCode | undefined
  /** What to do about it. */
  readonly hint?: string | undefined
  /** The sample of the run is sent. */
  readonly isSample?: true | undefined
  /** Of `scheduled`: when the run is due, by the platform's clock, in milliseconds since 1970. */
  readonly until?: number | undefined
  /** Somebody paused it from elsewhere. */
  readonly isHeld?: true | undefined
}

/** The end of a run before everybody was settled. */
export type EarlyEnd = RunEnd &
  Reason & {readonly state: Exclude<EndState, 'done' | 'failed'>; readonly exitCode: ExitCode}
