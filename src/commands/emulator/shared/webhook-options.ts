/** The webhook of a program that runs as a bot. */
export interface WebhookOptions {
  readonly url: URL
  /** An origin that leads to the one of `url`: the program registers its callback itself, below this address. */
  readonly publicUrl?: string
  /** Subscribed by the app and at the Page; with a public URL at the Page alone. */
  readonly fields: readonly string[]
  /** How long the program may take until it answers. */
  readonly timeoutMs: number
}
