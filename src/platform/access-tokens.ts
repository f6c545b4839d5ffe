/**
 * Exchanges a token for another one. The call is authorised by the id and the secret of the app, not by a token. A GET is documented; Meta's own PHP
 * SDK sends the form of a POST instead, which keeps the secret and the token out of URLs.
 * Source: https://developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived
 */
export const accessTokensRoutes = {
  exchange: 'POST /oauth/access_token',
  exchangeByUrl: 'GET /oauth/access_token',
} as const

/** What gives a long-lived user token for a short-lived one. */
export const EXCHANGE_GRANT = 'fb_exchange_token'

/** What gives an app its own token for its secret. Source: https://developers.facebook.com/docs/facebook-login/guides/access-tokens */
export const CLIENT_GRANT = 'client_credentials'

export interface ExchangedToken {
  /** The new token: a secret. */
  readonly access_token: string
  readonly token_type: 'bearer'
  /** Seconds; about 60 days. Missing when it has no end. */
  readonly expires_in?: number
}
