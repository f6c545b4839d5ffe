import {debugTokenRoutes as routes, type TokenInfo} from '../../platform/debug-token.ts'
import type {GraphClient} from '../core/graph-client.ts'

export const debugToken = (graph: GraphClient) => ({
  /**
   * What a token is and may do. Also answers for a token that is no longer valid.
   * @throws {UnauthorisedError} when no app token is known.
   */
  inspect: async (token: string): Promise<TokenInfo> =>
    (
      await graph.request<{data: TokenInfo}>(
        routes.inspect,
        {input_token: token},
        {token: 'app', needs: ['data.is_valid']},
      )
    ).data,
})
