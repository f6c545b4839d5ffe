/**
 * A token for another one. Takes no token of its own but the id and the secret of the app; they, and the token that is given
 * in, may travel in the query of a GET or in the form of a POST, which leaves them out of the logs on the way.
 * Source: https://developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived
 */
export const accessTokensRoutes = {
  exchange: 'POST /oauth/access_token',
  exchangeByUrl: 'GET /oauth/access_token',
} as const

/** What gives a long-lived user token for a short-lived one. */
export const EXCHANGE_GRANT = 'fb_exchange_token'

export interface ExchangedToken {
  /** The new token: a secret. */
  readonly access_token: string
  readonly token_type: 'bearer'
  /** Seconds; about 60 days. Missing when it has no end. */
  readonly expires_in?: number
}
