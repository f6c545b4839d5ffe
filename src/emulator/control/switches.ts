import {noSuchObject, PlatformError} from '../errors.ts'
import {limitCalls} from '../graph/rate-limits.ts'
import {deadSubcodes} from '../graph/tokens.ts'
import type {PageState, Token} from '../state/state.ts'
import type {Admin} from './handler.ts'

/** What the body of a call holds. */
type Given = Readonly<Record<string, unknown>>

/** Calls under `/_msgr/` by method and name. */
export type Switches = Readonly<Record<string, (admin: Admin, given: Given) => unknown>>

/** How the platform is set: limits, tokens, what a Page has accepted. Each answers how things are afterwards. */
export const switchHandlers: Switches = {
  'GET limits': tellLimits,
  'POST limits': (admin, {rates, profile, deadlineMs}) => {
    const {state} = admin.world
    if (rates !== undefined) limitCalls(state, flag('rates', rates))
    if (profile !== undefined) state.isProfileLimited = flag('profile', profile)
    if (deadlineMs !== undefined) state.receiverDeadlineMs = whole('deadlineMs', deadlineMs)
    return tellLimits(admin)
  },
  'GET alerts': ({world}) => world.state.alerts,
  'GET tokens': ({world}) => Object.values(world.state.tokens).map(token => tellToken(token, world.now())),
  'POST tokens': (admin, given) => tellToken(changeToken(admin, given), admin.world.now()),
  'GET pages': ({world}) => Object.values(world.state.pages).map(tellPage),
  'POST pages': ({world}, {page, contactTerms, restricted, likes}) => {
    const found = world.state.pages[String(page)]
    if (found === undefined) throw noSuchObject('POST', String(page))
    if (contactTerms !== undefined) found.areContactTermsAccepted = flag('contactTerms', contactTerms)
    if (restricted !== undefined) found.isRestricted = flag('restricted', restricted)
    if (likes !== undefined) found.likes = whole('likes', likes)
    return tellPage(found)
  },
}

function tellLimits({world, rateLimits}: Admin): unknown {
  const {areRatesLimited: rates, isProfileLimited: profile, receiverDeadlineMs: deadlineMs} = world.state
  return {rates, profile, deadlineMs, allowances: rateLimits.allowances()}
}

function tellPage({id, name, areContactTermsAccepted, isRestricted, likes}: PageState): unknown {
  return {id, name, contactTerms: areContactTermsAccepted, restricted: isRestricted, likes}
}

function tellToken(token: Token, nowMs: number): unknown {
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

/**
 * Changes the token of a Page, or with `user` that of the person who administers it: `dead` is the subcode it dies of,
 * null revives it; `expiresInMs` from now, null for never; scopes to `take` and to `give`; `proof`: whether its app
 * demands `appsecret_proof`.
 */
function changeToken(admin: Admin, given: Given): Token {
  const {world} = admin
  const {dead, expiresInMs, proof} = given
  const token = findToken(admin, given)
  const app = world.state.apps[token.appId]
  const [taken, granted] = [names('take', given['take']), names('give', given['give'])]
  if (dead !== undefined && dead !== null && !deadSubcodes.includes(Number(dead)))
    throw new PlatformError(100, `A token dies of one of ${deadSubcodes.join(', ')}`)
  if (dead === null) delete token.deadSubcode
  else if (dead !== undefined) token.deadSubcode = Number(dead)
  if (expiresInMs === null) token.expiresMs = 0
  else if (expiresInMs !== undefined) token.expiresMs = world.now() + whole('expiresInMs', expiresInMs)
  if (proof !== undefined && app !== undefined) app.isProofRequired = flag('proof', proof)
  token.scopes = [...new Set([...token.scopes.filter(scope => !taken.includes(scope)), ...granted])]
  return token
}

function findToken({world, connection}: Admin, {page, user}: Given): Token {
  const {tokens} = world.state
  const {pageToken, appId} = connection(typeof page === 'string' ? page : undefined)
  const found =
    user === true
      ? Object.values(tokens).find(token => token.kind === 'user' && token.appId === appId)
      : tokens[pageToken]
  if (found === undefined) throw new PlatformError(100, 'There is no such token')
  return found
}

function flag(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw new PlatformError(100, `${name} is true or false`)
}

/** @throws {PlatformError} for anything else than a whole number, 0 or more. */
export function whole(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new PlatformError(100, `${name} is a whole number, 0 or more`)
}

/** @throws {PlatformError} for anything else than a list of texts, or nothing. */
export function names(name: string, value: unknown): readonly string[] {
  if (value === undefined) return []
  if (Array.isArray(value) && value.every(each => typeof each === 'string')) return value
  throw new PlatformError(100, `${name} is a list of names`)
}
