import {
  CLIENT_GRANT,
  EXCHANGE_GRANT,
  type ExchangedToken,
  accessTokensRoutes as routes,
} from '../../platform/access-tokens.ts'
import {notEmulated, PlatformError} from '../errors.ts'
import {livingToken} from '../graph/tokens.ts'
import type {Call, Endpoint, Resource, World} from '../world.ts'
import {appTokenFor, longLivedTokenFor} from './user-tokens.ts'

const endpoint: Endpoint = {tokens: ['app'], answer: exchange}

export const accessTokens: Resource = {[routes.exchange]: endpoint, [routes.exchangeByUrl]: endpoint}

/** The code of a login is not supported, as there are no logins here. */
function exchange({state, now}: World, {params, app}: Call): ExchangedToken {
  const {grant_type: grant, fb_exchange_token: text} = params
  if (grant === CLIENT_GRANT)
    return {access_token: appTokenFor(state, app.id, now()).text, token_type: 'bearer'}
  if (grant !== EXCHANGE_GRANT)
    throw notEmulated(`/oauth/access_token with the grant_type ${String(grant ?? 'authorization_code')}`)
  if (typeof text !== 'string' || text === '')
    throw new PlatformError(1, 'Missing fb_exchange_token parameter')
  const short = livingToken(state, text, now())
  if (short.appId !== app.id)
    throw new PlatformError(190, `The access token does not belong to application ${app.id}`)
  if (short.kind !== 'user') throw notEmulated(`the exchange of another token than that of a user`)
  const {text: access_token, issuedMs, expiresMs} = longLivedTokenFor(state, short, now())
  return {access_token, token_type: 'bearer', expires_in: Math.floor((expiresMs - issuedMs) / 1000)}
}
