import type {NotSubscribed} from '../events/undelivered.ts'

/** The platform's refusal of a call, or of an operation of a batch. */
export interface Refusal {
  readonly code?: number
  readonly subcode?: number
  readonly message: string
}

/** Where the answer to the newest thing a person did remains, and what helps. */
export type ConversationStatus = StatusParts & StatusState

interface StatusParts {
  /** The message below which it is shown: the newest of the person. */
  readonly mid?: string
  /** The log entry with the details. */
  readonly entry?: string
  /** In one sentence, without the offers. */
  readonly text: string
  /** The most useful first. */
  readonly offers: readonly Offer[]
  /** When the event is sent again by itself. */
  readonly nextAttemptMs?: number
  /** When the status changes by itself, if nothing else happens: request the conversation again then. */
  readonly changesAtMs?: number
}

export type StatusState =
  | {readonly state: 'no-webhook'}
  | ({readonly state: 'not-subscribed'} & NotSubscribed)
  /** Another app controls the conversation, and the field is not among those of `standby`. */
  | {readonly state: 'not-in-control'; readonly owner: string}
  /** Nobody received it at the time, and somebody would now. */
  | {readonly state: 'missed'}
  /** Waiting for the callback's answer to the delivery. */
  | {readonly state: 'sending'}
  /** The bot answered with another status than 2xx; `line` is the first line of its answer. */
  | {readonly state: 'bot-error'; readonly status: number; readonly line?: string}
  /** No answer from the bot; `error` says why, in words. */
  | {readonly state: 'no-answer'; readonly error: string}
  /** The bot answered with 2xx, and has sent nothing yet. */
  | {readonly state: 'taken'}
  /** The same, for longer than a person waits. */
  | {readonly state: 'silent'; readonly sinceMs: number}
  /** The bot answered with 2xx, but later than the platform waits. */
  | {readonly state: 'slow'; readonly ms: number}
  /** What the bot sent was refused. */
  | ({readonly state: 'refused'} & Refusal)

/** What helps: a command to copy, an act that a button performs, or both. */
export interface Offer {
  readonly label: string
  readonly command?: string
  readonly remedy?: Remedy
}

/** Something the page can do about a trouble, by calls below `/_msgr/`. */
export type Remedy = {
  /** The entry of the event that is sent once more afterwards, so that the bot gets what it missed. */
  readonly thenSend?: string
} & (
  | {readonly does: 'send-again'}
  /** Subscribes the app and the Page to a field: `POST webhook/field`. */
  | {readonly does: 'subscribe'; readonly appId: string; readonly pageId: string; readonly field: string}
  /** Makes the attempts that wait now: `POST webhooks/retry`. */
  | {readonly does: 'retry'; readonly appId: string; readonly pageId: string}
  /** Removes one fault: `POST faults/clear`. */
  | {readonly does: 'remove-fault'; readonly id: number}
  /** Stops limiting how often calls may come: `POST limits`. */
  | {readonly does: 'lift-limits'}
  /** Makes the token of a Page valid again: `POST tokens`. */
  | {readonly does: 'restore-token'; readonly pageId: string}
  /** Lets a Page send again: `POST pages`. */
  | {readonly does: 'lift-restriction'; readonly pageId: string}
)
