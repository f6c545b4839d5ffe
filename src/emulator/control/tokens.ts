import {PlatformError} from '../errors.ts'
import {deadSubcodes} from '../graph/tokens.ts'
import type {Token} from '../state/app.ts'
import {adTokenOf} from '../state/seed-marketing.ts'
import type {Admin, Given} from './handler.ts'
import type {TokenChange, TokenInfo} from './protocol.ts'
import {flag, names, whole} from './read-values.ts'

/** A token as shown: without its text. */
export function describeToken(token: Token, nowMs: number): TokenInfo {
  const {text, kind, appId, pageId, userId, scopes, expiresMs, deadSubcode} = token
  const isExpired = expiresMs !== 0 && expiresMs <= nowMs
  return {
    kind,
    appId,
    ...(pageId === undefined ? {} : {pageId}),
    ...(userId === undefined ? {} : {userId}),
    ending: text.slice(-4),
    valid: deadSubcode === undefined && !isExpired,
    ...(deadSubcode === undefined ? (isExpired ? {subcode: 463} : {}) : {subcode: deadSubcode}),
    ...(expiresMs === 0 ? {} : {expires: new Date(expiresMs).toISOString()}),
    scopes,
  }
}

/** Changes the token of a Page, of the person who administers it, or for the ad account. @throws {PlatformError} for an invalid change. */
export function changeToken(admin: Admin, change: Given<TokenChange>): Token {
  const {world} = admin
  const {dead, expiresInMs, proof} = change
  const token = findToken(admin, change)
  const app = world.state.apps[token.appId]
  const [taken, granted] = [names('take', change.take), names('give', change.give)]
  if (dead !== undefined && dead !== null && !deadSubcodes.includes(Number(dead)))
    throw new PlatformError(100, `The subcode of an invalid token is one of ${deadSubcodes.join(', ')}`)
  if (dead === null) delete token.deadSubcode
  else if (dead !== undefined) token.deadSubcode = Number(dead)
  if (expiresInMs === null) token.expiresMs = 0
  else if (expiresInMs !== undefined) token.expiresMs = world.now() + whole('expiresInMs', expiresInMs)
  if (proof !== undefined && app !== undefined) app.isProofRequired = flag('proof', proof)
  token.scopes = [...new Set([...token.scopes.filter(scope => !taken.includes(scope)), ...granted])]
  return token
}

function findToken({world, connection}: Admin, {page, user, ad}: Given<TokenChange>): Token {
  const {tokens} = world.state
  const {pageToken, appId} = connection(typeof page === 'string' ? page : undefined)
  const found =
    ad === true
      ? adTokenOf(world.state)
      : user === true
        ? Object.values(tokens).find(token => token.kind === 'user' && token.appId === appId)
        : tokens[pageToken]
  if (found === undefined) throw new PlatformError(100, 'There is no such token')
  return found
}
