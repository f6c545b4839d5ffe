import type {Clock} from '../system/clock.ts'
import type {FailpointHit} from './failpoints.ts'
import type {Journal} from './journal.ts'
import type {Ledger} from './ledger.ts'
import type {Manifest, SendRequest} from './manifest.ts'
import type {OnSendEvent, SendOutcome} from './outcome.ts'

export interface DeliveryOptions {
  /** Makes one request, once. It cuts the request off when the signal aborts; what was sent by then is in doubt. */
  readonly send: (request: SendRequest, signal: AbortSignal) => Promise<SendOutcome>
  /** Most requests in flight at once. */
  readonly width: number
  /** Messages per second. */
  readonly rate: number
  readonly clock: Clock
  /** How far the clock of the platform is ahead of `clock` in milliseconds, by its last answer; undefined when that is not known. */
  readonly aheadMs?: (() => number | undefined) | undefined
  /** In [0, 1). */
  readonly random: () => number
  /** Aborted: what is in flight is finished and written down, and the run ends. */
  readonly signal: AbortSignal
  /** Sends again to those in doubt, who may so get the message twice. Default false. */
  readonly resendInDoubt?: boolean | undefined
  /** Pauses after so many in a row failed or are in doubt. Default 25. */
  readonly breakAfter?: number | undefined
  readonly onEvent?: OnSendEvent | undefined
  readonly failpoint?: FailpointHit | undefined
}

/** A run that this process alone sends. */
export interface OpenRun {
  readonly folder: string
  readonly manifest: Manifest
  readonly ledger: Ledger
  readonly journal: Journal
  /** When given, only these are sent to, and then the run pauses. */
  readonly isInSample?: ((line: number) => boolean) | undefined
}
