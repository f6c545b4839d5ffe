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
  /** Where it really goes, when a program registered its public address. */
  readonly localUrl?: string
  readonly at: number
  /** How many events it carries. */
  readonly events: number
  /** HTTP status of the last attempt; undefined when there was no answer. */
  status: number | undefined
  /** That ended, one way or the other. */
  attempts: number
  /** How long the last attempt took, in ms. */
  tookMs?: number
  /** The last answer took longer than today's documentation allows. */
  isSlow?: boolean
  state: 'pending' | 'delivered' | 'failed'
}

/** One attempt to deliver. */
export interface DeliveryAttempt {
  /** ms since 1970, by the emulated clock. */
  readonly atMs: number
  /** How long it took. */
  readonly ms: number
  /** HTTP status of the answer; absent when there was none. */
  readonly status?: number
  /** Why there was none. */
  readonly error?: string
}
