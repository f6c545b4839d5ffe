/** Whom something happened to. */
export interface Whose {
  readonly psid: string
  readonly pageId: string
}

export interface Typing {
  readonly sinceMs: number
  readonly personaId: string | undefined
}

/** Typing dots vanish by themselves after so long. Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/sender-actions */
const TYPING_MS = 20_000

/** What is kept nowhere and is true only now: in which conversations the Page types, and how often each of them changed. */
export class LiveConversations {
  readonly #revisions = new Map<string, number>()
  readonly #typing = new Map<string, Typing>()
  /** Called for each change. */
  onChange: (whose: Whose) => void = () => {}

  /** Something in the conversation of a person changed. */
  changed(whose: Whose): void {
    this.#revisions.set(whose.psid, this.revisionOf(whose) + 1)
    this.onChange(whose)
  }

  revisionOf({psid}: Pick<Whose, 'psid'>): number {
    return this.#revisions.get(psid) ?? 0
  }

  startTyping({psid}: Whose, typing: Typing): void {
    this.#typing.set(psid, typing)
  }

  stopTyping({psid}: Whose): void {
    this.#typing.delete(psid)
  }

  /** Undefined when the Page does not type, or began longer than 20 s ago. */
  typingIn({psid}: Whose, nowMs: number): Typing | undefined {
    const typing = this.#typing.get(psid)
    return typing !== undefined && nowMs - typing.sinceMs < TYPING_MS ? typing : undefined
  }

  /** Everything is another world now. */
  forget(): void {
    this.#typing.clear()
  }
}
