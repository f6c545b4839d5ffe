import {messagesRoutes as routes, type SendRequest, type SendResponse} from '../platform/messages.ts'
import type {GraphClient} from './core/graph-client.ts'
import type {CallOptions} from './core/options.ts'
import type {UploadFile, UploadOptions} from './core/upload.ts'
import type {Usage} from './core/usage.ts'

/** Accepted, which is not yet delivered. */
export interface Sent extends SendResponse {
  /** What the answer told about limits, if anything. */
  readonly usage: Usage | undefined
}

export const messages = (graph: GraphClient) => ({
  /**
   * Sends one message or sender action. There is no key against repetition: after a NetworkError with `sent: 'maybe'`
   * nobody knows whether it arrived.
   */
  send: async (request: SendRequest, options?: CallOptions): Promise<Sent> => {
    const {answer, usage} = await graph.call<SendResponse>(routes.send, {...request}, options)
    return {...answer, usage}
  },

  /** Sends an attachment from disk. The message names its type and no URL. */
  sendFile: async (request: SendRequest, file: UploadFile, options?: UploadOptions): Promise<Sent> => {
    const {answer, usage} = await graph.upload<SendResponse>(routes.send, {...request}, file, options)
    return {...answer, usage}
  },
})
