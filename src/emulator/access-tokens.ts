import {EXCHANGE_GRANT, type ExchangedToken, accessTokensRoutes as routes} from '../platform/access-tokens.ts'
import {notEmulated, PlatformError} from './core/errors.ts'
import type {Call, Endpoint, Resource, World} from './core/resource.ts'
import {livingToken} from './core/tokens.ts'
import {longLivedTokenFor} from './user-tokens.ts'

const endpoint: Endpoint = {tokens: ['app'], answer: exchange}

export const accessTokens: Resource = {[routes.exchange]: endpoint, [routes.exchangeByUrl]: endpoint}

/** Other grants are left out: msgr has a token already when it asks, and never the code of a login. */
function exchange({state, now}: World, {params, app}: Call): ExchangedToken {
  const {grant_type: grant, fb_exchange_token: text} = params
  if (grant !== EXCHANGE_GRANT)
    throw notEmulated(`/oauth/access_token with another grant_type than ${EXCHANGE_GRANT}`)
  if (typeof text !== 'string' || text === '')
    throw new PlatformError(1, 'Missing fb_exchange_token parameter')
  const short = livingToken(state, text, now())
  if (short.appId !== app.id)
    throw new PlatformError(190, `The access token does not belong to application ${app.id}`)
  if (short.kind !== 'user') throw notEmulated(`the exchange of another token than that of a user`)
  const {text: access_token, issuedMs, expiresMs} = longLivedTokenFor(state, short, now())
  return {access_token, token_type: 'bearer', expires_in: Math.floor((expiresMs - issuedMs) / 1000)}
}
