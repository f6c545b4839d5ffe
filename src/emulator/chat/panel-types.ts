import type {MessengerProfile} from '../../platform/messenger-profile.ts'
import type {WebhookState} from './view-types.ts'

/*
 * What the panels of the chat page show, as JSON of the calls that `control/protocol.ts` lists. Times are ms since 1970, by the
 * emulated clock.
 */

/** A Page's webhooks: one for each app. */
export interface WebhookList {
  readonly pageId: string
  /** Those with a callback first. */
  readonly apps: readonly AppWebhook[]
}

/** The callback of an app, as one Page uses it. */
export interface AppWebhook extends WebhookState {
  readonly appId: string
  readonly appName: string
  /** Every field that a Page can subscribe to; first those that a bot usually needs. */
  readonly subscriptions: readonly FieldSubscription[]
  /** The newest ten answers of the callback to events of the Page, newest first. */
  readonly answers: readonly CallbackAnswer[]
  /** Events that failed and are sent again, the next one first; at most 20. */
  readonly retries: readonly Retry[]
  readonly retriesTotal: number
  /** Events that wait until the callback has answered those before them. */
  readonly queued: number
}

/** An event is sent when both levels subscribe to its field. */
export interface FieldSubscription {
  readonly field: string
  readonly atApp: boolean
  readonly atPage: boolean
}

export interface CallbackAnswer {
  /** Its entry in the log. */
  readonly activity: string
  readonly field: string
  readonly atMs: number
  /** How long the answer took. */
  readonly ms: number
  /** HTTP status; absent when there was none. */
  readonly status?: number
  /** Why there was no answer. */
  readonly error?: string
}

export interface Retry {
  readonly field: string
  /** When the event happened. */
  readonly atMs: number
  readonly attempts: number
  readonly dueMs: number
}

/** What happens by itself as the emulated clock goes on. */
export type DueKind =
  | 'window'
  | 'retry'
  | 'token'
  | 'template'
  | 'warm-up'
  | 'campaign'
  | 'broadcast'
  | 'audience'
  | 'subscription'
  | 'control'
  | 'fault'
  | 'profile-limit'

export interface DueItem {
  readonly kind: DueKind
  readonly atMs: number
  /** In one sentence: `The window of Ada Lindqvist closes`. */
  readonly text: string
  readonly psid?: string
}

/** The emulated clock, and what falls due next. */
export interface ClockView {
  readonly nowMs: number
  /** How far the clock is ahead of this machine's. */
  readonly offsetMs: number
  /** The emulated day, `YYYY-MM-DD`, to which the clock can return; absent for today. */
  readonly asOf?: string
  /** The soonest first, at most 40. */
  readonly due: readonly DueItem[]
}

/** The Messenger Profile of a Page. */
export interface ProfileView {
  readonly pageId: string
  readonly profile: MessengerProfile
  /** How many calls the platform takes in ten minutes. */
  readonly most: number
  /** How many of them are left; absent while they are not limited. */
  readonly left?: number
  /** When one more is left; absent if all are. */
  readonly nextMs?: number
}

/** A picture that a bot sent by its URL: its path on the emulator, or why it is not shown. */
export type FetchedPicture = {readonly path: string} | {readonly refusal: PictureRefusal}

export interface PictureRefusal {
  readonly reason:
    | 'not-allowed'
    | 'not-a-url'
    | 'unreachable'
    | 'slow'
    | 'status'
    | 'not-an-image'
    | 'too-large'
    | 'redirects'
  /** In a few words: `Answered 404`, `Not an image: text/html`. */
  readonly text: string
}
