/** The webhook of a program that runs as a bot. */
export interface WebhookOptions {
  readonly url: URL
  /** An origin routed to that of `url`: the program registers its own callback below this address. */
  readonly publicUrl?: string
  /** Subscribed by the app and the Page; with a public URL, by the Page only. */
  readonly fields: readonly string[]
  /** How long to wait for the program to answer. */
  readonly timeoutMs: number
}
