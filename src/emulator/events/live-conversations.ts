/** The person and Page of a conversation. */
export interface Whose {
  readonly psid: string
  readonly pageId: string
}

export interface Typing {
  readonly sinceMs: number
  readonly personaId: string | undefined
}

/** When the dots vanish by themselves. */
export const typingUntilMs = ({sinceMs}: Typing): number => sinceMs + TYPING_MS

/** Typing dots vanish by themselves after so long. Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/sender-actions */
const TYPING_MS = 20_000

/** Volatile state: in which conversations the Page is typing, and how often each has changed. */
export class LiveConversations {
  readonly #revisions = new Map<string, number>()
  readonly #typing = new Map<string, Typing>()
  /** Called for each change. */
  onChange: (whose: Whose) => void = () => {}

  /** Reports a change in a person's conversation. */
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

  /** Undefined if the Page is not typing, or started more than 20 s ago. */
  typingIn({psid}: Whose, nowMs: number): Typing | undefined {
    const typing = this.#typing.get(psid)
    return typing !== undefined && nowMs - typing.sinceMs < TYPING_MS ? typing : undefined
  }

  /** Resets everything, for another state. */
  forget(): void {
    this.#typing.clear()
  }
}
