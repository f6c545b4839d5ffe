import type {Clock} from '../system/clock.ts'
import type {FailpointHit} from './failpoints.ts'
import type {Journal} from './journal.ts'
import type {Reason} from './journal-entry.ts'
import type {Ledger} from './ledger.ts'
import type {Manifest, SendRequest} from './manifest.ts'
import type {EarlyEnd, OnSendEvent, SendOutcome} from './outcome.ts'
import type {ListedRecipient} from './recipients-file.ts'
import type {Schedule} from './schedule.ts'
import type {Steering} from './steering/steering.ts'
import type {Held, StoredRun} from './store.ts'

/** Called when nothing is sent for so many milliseconds, with the reason. */
export type WaitNotice = (ms: number, reason: string) => void

/** How a run reaches people: all that differs between the messages of a Page and marketing messages while it is sent. */
export interface Channel {
  /**
   * Makes one request, once. Aborting the signal cuts the request off; what was sent by then is in doubt.
   * @param recipient the line of the frozen list, with the token if people are reached by one.
   */
  readonly send: (
    request: SendRequest,
    signal: AbortSignal,
    recipient: ListedRecipient,
  ) => Promise<SendOutcome>
  /** Called before the first attempt of a process, and of one after a wait for the hours of the run. Returns why nothing may be sent now; undefined when it may. Aborting the signal ends its waits. */
  readonly open?: ((waiting: WaitNotice, signal: AbortSignal) => Promise<EarlyEnd | undefined>) | undefined
  /** Called before each attempt. Returns why the person is left out after all. */
  readonly leavesOut?:
    | ((recipient: ListedRecipient) => Reason | undefined | Promise<Reason | undefined>)
    | undefined
}

export interface DeliveryOptions extends Channel {
  /** Maximum number of requests in flight. Default: enough for the rate, also after that was changed. */
  readonly width?: number | undefined
  /** Messages per second. */
  readonly rate: number
  readonly clock: Clock
  /** How far the platform's clock is ahead of `clock` in milliseconds, by its last answer; undefined when unknown. */
  readonly aheadMs?: (() => number | undefined) | undefined
  /** In [0, 1). */
  readonly random: () => number
  /** When aborted, requests in flight finish and are recorded, and the run ends. */
  readonly signal: AbortSignal
  /** How long outcomes of `not-yet` are waited for, all together, in milliseconds; then the run pauses. Default 0. */
  readonly mostWaitMs?: number | undefined
  /** When the run may send; default: as its plan says. */
  readonly schedule?: Schedule | undefined
  /** Asks the target for its time again, while the run waits for its hours; only if its clock may be moved. */
  readonly refreshTime?: (() => Promise<void>) | undefined
  /** Whether the run ends as `scheduled` instead of waiting for its hours, and when it is interrupted. Default false. */
  readonly isDetached?: boolean | undefined
  /** Sends again to those in doubt, who may then get the message twice. Default false. */
  readonly resendInDoubt?: boolean | undefined
  /** Pauses after this many in a row failed or are in doubt. Default 25. */
  readonly breakAfter?: number | undefined
  readonly onEvent?: OnSendEvent | undefined
  /** Called when an attempt is recorded, with how long that took, in milliseconds. */
  readonly onCommit?: ((ms: number) => void) | undefined
  readonly failpoint?: FailpointHit | undefined
}

/** A run that only this process sends. */
export interface OpenRun {
  readonly stored: StoredRun
  readonly manifest: Manifest
  readonly ledger: Ledger
  readonly lock: Held
  readonly journal: Journal
  /** What other processes ask for. */
  readonly steering: Steering
  /** When given, the run sends only to these lines, then pauses. */
  readonly isInSample?: ((line: number) => boolean) | undefined
}
