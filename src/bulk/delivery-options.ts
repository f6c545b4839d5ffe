import type {Clock} from '../system/clock.ts'
import type {FailpointHit} from './failpoints.ts'
import type {Journal} from './journal.ts'
import type {Ledger} from './ledger.ts'
import type {Manifest, SendRequest} from './manifest.ts'
import type {OnSendEvent, SendOutcome} from './outcome.ts'

export interface DeliveryOptions {
  /** Makes one request, once. Aborting the signal cuts the request off; what was sent by then is in doubt. */
  readonly send: (request: SendRequest, signal: AbortSignal) => Promise<SendOutcome>
  /** Maximum number of requests in flight. */
  readonly width: number
  /** Messages per second. */
  readonly rate: number
  readonly clock: Clock
  /** How far the platform's clock is ahead of `clock` in milliseconds, by its last answer; undefined when unknown. */
  readonly aheadMs?: (() => number | undefined) | undefined
  /** In [0, 1). */
  readonly random: () => number
  /** When aborted, requests in flight finish and are recorded, and the run ends. */
  readonly signal: AbortSignal
  /** Sends again to those in doubt, who may then get the message twice. Default false. */
  readonly resendInDoubt?: boolean | undefined
  /** Pauses after this many in a row failed or are in doubt. Default 25. */
  readonly breakAfter?: number | undefined
  readonly onEvent?: OnSendEvent | undefined
  readonly failpoint?: FailpointHit | undefined
}

/** A run that only this process sends. */
export interface OpenRun {
  readonly folder: string
  readonly manifest: Manifest
  readonly ledger: Ledger
  readonly journal: Journal
  /** When given, the run sends only to these lines, then pauses. */
  readonly isInSample?: ((line: number) => boolean) | undefined
}
