import {
  EXCHANGE_GRANT,
  type ExchangedToken,
  accessTokensRoutes as routes,
} from '../../platform/access-tokens.ts'
import type {GraphClient} from '../core/graph-client.ts'

/** The id and the secret of an app. */
export interface AppIdentity {
  readonly id: string
  readonly secret: string
}

export const accessTokens = (graph: GraphClient, app: () => AppIdentity) => ({
  /**
   * A long-lived user token for a short-lived one; Page tokens got with it have no end.
   * @throws {UnauthorisedError} when the app id or the app secret is not known.
   */
  extend: (userToken: string): Promise<ExchangedToken> => {
    const {id, secret} = app()
    return graph.request<ExchangedToken>(
      routes.exchange,
      {grant_type: EXCHANGE_GRANT, client_id: id, client_secret: secret, fb_exchange_token: userToken},
      {token: 'app', paramsIn: 'form', needs: ['access_token']},
    )
  },
})
