import {debugTokenRoutes as routes} from '../../platform/debug-token.ts'
import {missingParameter, PlatformError} from '../errors.ts'
import {deadToken, tokenWith} from '../graph/tokens.ts'
import type {Token} from '../state/app.ts'
import type {Resource, World} from '../world.ts'

const DATA_ACCESS_SECONDS = 90 * 86_400

export const debugToken: Resource = {
  [routes.inspect]: {
    tokens: ['app', 'user'],
    answer: (world, call) => {
      const text = call.params['input_token']
      if (typeof text !== 'string' || text === '') throw missingParameter('input_token')
      const token = tokenWith(world.state, text, world.now())
      if (token === undefined) {
        const {message} = new PlatformError(190, 'Invalid OAuth access token - Cannot parse access token')
        return {data: {app_id: call.app.id, is_valid: false, scopes: [], error: {code: 190, message}}}
      }
      if (token.appId !== call.app.id) {
        throw new PlatformError(
          100,
          '(#100) You must provide an app access token, or a user access token that is an owner or developer of the app',
        )
      }
      return {data: describe(token, world, call.app.name)}
    },
  },
}

function describe(token: Token, world: World, application: string): Record<string, unknown> {
  const isExpired = token.expiresMs !== 0 && token.expiresMs <= world.now()
  const subcode = token.deadSubcode ?? (isExpired ? 463 : undefined)
  const issuedAt = Math.floor(token.issuedMs / 1000)
  return {
    app_id: token.appId,
    type: token.kind.toUpperCase(),
    application,
    ...(subcode === undefined ? {} : {error: {code: 190, message: deadToken(subcode).message, subcode}}),
    data_access_expires_at: issuedAt + DATA_ACCESS_SECONDS,
    expires_at: Math.floor(token.expiresMs / 1000),
    is_valid: subcode === undefined,
    issued_at: issuedAt,
    ...(token.pageId === undefined ? {} : {profile_id: token.pageId}),
    scopes: token.scopes,
    granular_scopes: token.scopes.map(scope => ({
      scope,
      ...(token.pageId === undefined ? {} : {target_ids: [token.pageId]}),
    })),
    ...(token.userId === undefined ? {} : {user_id: token.userId}),
  }
}
