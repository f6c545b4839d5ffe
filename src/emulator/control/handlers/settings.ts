import {noSuchObject} from '../../errors.ts'
import {limitCalls} from '../../graph/rate-limits.ts'
import {optionalText} from '../../people/scene.ts'
import type {PageState} from '../../state/page.ts'
import type {World} from '../../world.ts'
import type {Admin, Given, Handlers} from '../handler.ts'
import type {Limits, Ok, PageSettings, Protocol} from '../protocol.ts'
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
  'GET pages': ({world}) => Object.values(world.state.pages).map(settingsOf),
  'POST pages': ({world}, {json}) => {
    const {page, contactTerms, restricted, likes} = json()
    const found = world.state.pages[String(page)]
    if (found === undefined) throw noSuchObject('POST', String(page))
    if (contactTerms !== undefined) found.areContactTermsAccepted = flag('contactTerms', contactTerms)
    if (restricted !== undefined) found.isRestricted = flag('restricted', restricted)
    if (likes !== undefined) found.likes = whole('likes', likes)
    return settingsOf(found)
  },
  'POST review': ({world: {state}}, {json}) => {
    state.templateReviewMs = whole('seconds', json().seconds ?? 0) * 1000
    return {seconds: state.templateReviewMs / 1000}
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

function settingsOf({id, name, areContactTermsAccepted, isRestricted, likes}: PageState): PageSettings {
  return {id, name, contactTerms: areContactTermsAccepted, restricted: isRestricted, likes}
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
