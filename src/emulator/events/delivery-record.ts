/** `standby`: for apps that do not control the conversation. */
export type Channel = 'messaging' | 'changes' | 'standby'

/** One delivery to one app, as `/_msgr/deliveries` shows it. */
export interface DeliveryRecord {
  readonly appId: string
  readonly pageId: string
  readonly field: string
  /** `standby`: the app does not control the conversation. */
  readonly channel: Channel
  readonly url: string
  /** The local address it is sent to, for a program that registered its public address. */
  readonly localUrl?: string
  readonly at: number
  /** The number of events in it. */
  readonly events: number
  /** HTTP status of the last attempt; undefined when there was no answer. */
  status: number | undefined
  /** The number of attempts that have ended. */
  attempts: number
  /** How long the last attempt took, in ms. */
  tookMs?: number
  /** Whether the last answer took longer than the current documentation allows. */
  isSlow?: boolean
  state: 'pending' | 'delivered' | 'failed'
  /** What became of it behind the callback, where `msgr listen` is the callback: the newest report of each target. */
  forwarded?: readonly ForwardedDelivery[]
}

/** What a target of `msgr listen` did with a delivery. */
export interface ForwardedDelivery {
  /** Without user name, password and query: `http://localhost:3000/webhook`. */
  readonly target: string
  /** HTTP status of its answer; absent when there was none. */
  readonly status?: number
  /** How long the answer took, in ms. */
  readonly ms?: number
  /** The beginning of the answer. */
  readonly body?: string
  /** Why there was no answer. */
  readonly error?: string
  /** When it is sent there again, on the emulated clock. */
  readonly nextAttemptMs?: number
}

/** One attempt to deliver. */
export interface DeliveryAttempt {
  /** ms since 1970, on the emulated clock. */
  readonly atMs: number
  /** How long it took, in ms. */
  readonly ms: number
  /** HTTP status of the answer; absent when there was none. */
  readonly status?: number
  /** Why there was no answer. */
  readonly error?: string
}
