import {
  type MessengerCode,
  type MessengerCodeRequest,
  messengerCodesRoutes as routes,
} from '../../platform/messenger-codes.ts'
import {download} from '../core/download.ts'
import type {GraphClient} from '../core/graph-client.ts'

/** Ended on the platform; alive in an emulator of an earlier day. */
export const messengerCodes = (graph: GraphClient) => ({
  create: (request: MessengerCodeRequest) =>
    graph.request<MessengerCode>(routes.create, {...request}, {needs: ['uri']}),

  /** The bytes of the picture. @throws {NetworkError} when they cannot be had; the reason of the signal when it aborts. */
  picture: ({uri}: MessengerCode, signal?: AbortSignal) => download(uri, signal),
})
