/** One conversation of a person with a bot: what the person does, and what the bot must answer. */
export interface Chat {
  readonly name: string
  /** As named on the command line. */
  readonly file: string
  /** Its first line, counted from 1. */
  readonly line: number
  readonly person: PersonOfChat
  /** Ignores messages of the bot that no step expects. */
  readonly isLenient: boolean
  readonly steps: readonly Step[]
}

/** A new person with these traits, or an existing one by PSID. */
export interface PersonOfChat {
  readonly psid?: string | undefined
  /** First name, and after a space the last name. */
  readonly name?: string | undefined
  /** `de_DE` */
  readonly locale?: string | undefined
  /** Hours from GMT. */
  readonly timezone?: number | undefined
}

export interface Step {
  /** Counted from 1. */
  readonly line: number
  /** On one line, as in the file: `say: hi`. */
  readonly label: string
  readonly deed: Deed
}

export type Deed =
  | {
      readonly kind: 'say'
      readonly text: string
      readonly reply_to?: string | undefined
      readonly nlp?: unknown
    }
  | {readonly kind: 'tap'; readonly title?: string; readonly payload?: string; readonly element?: string}
  | {readonly kind: 'menu'; readonly title: string}
  | {readonly kind: 'ice-breaker'; readonly question: string}
  | {readonly kind: 'start'; readonly ref?: string}
  | {readonly kind: 'react'; readonly emoji: string; readonly to?: string}
  | {readonly kind: 'unreact'; readonly to?: string}
  | {readonly kind: 'edit'; readonly text: string}
  | {readonly kind: 'refer'; readonly ref: string; readonly source?: string}
  | {readonly kind: 'attach'; readonly file?: string; readonly url?: string; readonly type?: string}
  | {readonly kind: 'sticker'; readonly sticker_id?: string}
  | {readonly kind: 'read' | 'block' | 'unblock'}
  | {
      readonly kind: 'opt-in' | 'link' | 'unlink' | 'feedback'
      readonly words: Readonly<Record<string, unknown>>
    }
  | {readonly kind: 'wait'; readonly ms: number}
  | {readonly kind: 'expect'; readonly expectation: Expectation}

/** What the bot must do next. `withinMs`: how long it may take; undefined: the default of all steps. */
export type Expectation = {readonly withinMs?: number | undefined} & (
  | {readonly kind: 'message'; readonly parts: Readonly<Record<string, unknown>>}
  | {readonly kind: 'sender-action'; readonly action: string}
  | {readonly kind: 'reaction'; readonly emoji: string}
  | {readonly kind: 'nothing'; readonly forMs: number}
)
