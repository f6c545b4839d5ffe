import {noSuchObject, PlatformError} from '../../errors.ts'
import {limitCalls} from '../../graph/rate-limits.ts'
import {optionalText} from '../../people/scene.ts'
import {isRestrictedAt, type PageState} from '../../state/page.ts'
import type {World} from '../../world.ts'
import type {Admin, Given, Handlers} from '../handler.ts'
import type {PageChange, PageSettings} from '../page-settings.ts'
import type {Limits, Ok, Protocol} from '../protocol.ts'
import {flag, whole} from '../read-values.ts'
import {changeToken, describeToken} from '../tokens.ts'

/** Settings of the platform: limits, tokens, a Page's accepted terms. Each answers with the resulting settings. */
export const settingsHandlers = {
  'GET limits': readLimits,
  'POST limits': (admin, {json}) => {
    const {rates, profile, deadlineMs} = json()
    const {state} = admin.world
    if (rates !== undefined) limitCalls(state, flag('rates', rates))
    if (profile !== undefined) state.isProfileLimited = flag('profile', profile)
    if (deadlineMs !== undefined) state.receiverDeadlineMs = whole('deadlineMs', deadlineMs)
    return readLimits(admin)
  },
  'GET tokens': ({world}) =>
    Object.values(world.state.tokens).map(token => describeToken(token, world.now())),
  'POST tokens': (admin, {json}) => describeToken(changeToken(admin, json()), admin.world.now()),
  'GET pages': ({world}) => Object.values(world.state.pages).map(page => settingsOf(page, world.now())),
  'POST pages': ({world}, {json}) => {
    const {page, contactTerms, likes, ...restriction} = json()
    const found = world.state.pages[String(page)]
    if (found === undefined) throw noSuchObject('POST', String(page))
    if (contactTerms !== undefined) found.areContactTermsAccepted = flag('contactTerms', contactTerms)
    const likesNow = likes === undefined ? found.likes : whole('likes', likes)
    restrict(found, restriction, world.now())
    found.likes = likesNow
    return settingsOf(found, world.now())
  },
  'POST review': ({world: {state}}, {json}) => {
    state.templateReviewMs = whole('seconds', json().seconds ?? 0) * 1000
    return {seconds: state.templateReviewMs / 1000}
  },
  'POST welcome-flows': ({world: {state}}, {json}) => {
    const {flow, usedInAd} = json()
    const found = state.welcomeFlows[String(flow)]
    if (found === undefined) throw noSuchObject('POST', String(flow))
    found.isUsedInAd = flag('usedInAd', usedInAd)
    return {flow: found.id, usedInAd: found.isUsedInAd}
  },
  'POST patience': ({world: {state}}, {json}) => {
    const {slowMs, silentMs} = json()
    if (slowMs !== undefined) state.slowAfterMs = whole('slowMs', slowMs)
    if (silentMs !== undefined) state.silentAfterMs = whole('silentMs', silentMs)
    return {slowMs: state.slowAfterMs, silentMs: state.silentAfterMs}
  },
  'POST routing': ({world}, {json}) => setDefaultApp(world, json()),
} satisfies Partial<Handlers>

function readLimits({world, rateLimits}: Admin): Limits {
  const {areRatesLimited: rates, isProfileLimited: profile, receiverDeadlineMs: deadlineMs} = world.state
  return {rates, profile, deadlineMs, allowances: rateLimits.allowances()}
}

/** Restricts a Page from sending, or lets it send again. */
function restrict(
  page: PageState,
  {restricted, restrictedForMs, violation}: Given<Omit<PageChange, 'page'>>,
  nowMs: number,
): void {
  const isFor = restrictedForMs === undefined ? undefined : whole('restrictedForMs', restrictedForMs)
  if (violation !== undefined && (typeof violation !== 'string' || !/^[A-Z][A-Z_]{0,63}$/.test(violation)))
    throw new PlatformError(100, 'violation is a type such as SPAM, in capitals')
  const isRestricted = restricted === undefined ? undefined : flag('restricted', restricted)
  if (isRestricted === undefined && isFor === undefined && violation === undefined) return
  delete page.restrictedUntilMs
  page.isRestricted = isRestricted ?? true
  if (!page.isRestricted) {
    delete page.violation
    delete page.restrictedSinceMs
    return
  }
  page.restrictedSinceMs = nowMs
  if (isFor !== undefined) page.restrictedUntilMs = nowMs + isFor
  if (violation !== undefined) page.violation = violation
}

export function settingsOf(page: PageState, nowMs: number): PageSettings {
  const {id, name, areContactTermsAccepted, restrictedUntilMs, violation, likes} = page
  const restricted = isRestrictedAt(page, nowMs)
  return {
    id,
    name,
    contactTerms: areContactTermsAccepted,
    restricted,
    restrictedUntil:
      restricted && restrictedUntilMs !== undefined ? new Date(restrictedUntilMs).toISOString() : null,
    violation: restricted ? (violation ?? 'SPAM') : null,
    likes,
  }
}

/** A setting of a Page: the app that owns idle conversations, or none. */
function setDefaultApp({state}: World, words: Given<Protocol['POST routing']['body']>): Ok {
  const pageId = optionalText({words}, 'page') ?? ''
  const appId = optionalText({words}, 'defaultApp')
  const page = state.pages[pageId]
  if (page === undefined) throw noSuchObject('POST', pageId)
  const app = appId === undefined ? undefined : state.apps[appId]
  if (appId !== undefined && app === undefined) throw noSuchObject('POST', appId)
  if (app === undefined) delete page.defaultAppId
  else page.defaultAppId = app.id
  return {ok: true}
}
