import type {OutgoingHttpHeaders, ServerResponse} from 'node:http'

/** An answer of the emulator itself, below `/_msgr/` and to strangers. */
export interface OwnReply {
  readonly status: number
  readonly body?: unknown
  /** Instead of `body`, if it is not JSON. */
  readonly text?: string | Buffer
  readonly contentType?: string
  readonly headers?: OutgoingHttpHeaders
  /** Writes the answer itself, without a time limit. */
  readonly stream?: (response: ServerResponse) => void
}
