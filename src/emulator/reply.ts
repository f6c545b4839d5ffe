import type {OutgoingHttpHeaders, ServerResponse} from 'node:http'

/** What is answered below `/_msgr/`, and to strangers: what is ours, and not the platform's. */
export interface OwnReply {
  readonly status: number
  readonly body?: unknown
  /** Instead of `body`, for what is not JSON. */
  readonly text?: string | Buffer
  readonly contentType?: string
  readonly headers?: OutgoingHttpHeaders
  /** Answers by itself, for as long as it likes. */
  readonly stream?: (response: ServerResponse) => void
}
