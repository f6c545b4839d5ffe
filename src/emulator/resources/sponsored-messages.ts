import type {BroadcastId, PageId} from '../../platform/ids.ts'
import {sponsoredMessagesRoutes as routes, type SponsoredMessage} from '../../platform/sponsored-messages.ts'
import {missingParameter, notEmulated} from '../errors.ts'
import type {Call, Resource, World} from '../world.ts'
import {runBroadcasts} from './broadcast-run.ts'
import {creativeOf} from './message-creatives.ts'
import {invalid} from './refusals.ts'

export const sponsoredMessages: Resource = {
  [routes.create]: {
    tokens: ['page', 'user'],
    scopes: ['ads_management'],
    answer: (world, call): SponsoredMessage => {
      const creative = creativeOf(world, call, pagesOf(world, call))
      for (const amount of ['daily_budget', 'bid_amount']) demandAmount(call, amount)
      const countries = readCountries(call)
      if (creative.isSponsored === true) throw invalid('A message creative can be sponsored only once')
      creative.isSponsored = true
      const id = world.newId('82') as BroadcastId
      world.state.broadcasts[id] = {
        id,
        pageId: creative.pageId,
        appId: call.app.id,
        creativeId: creative.id,
        audience: countries === undefined ? {} : {countries},
        startMs: world.now(),
        isScheduled: false,
        status: 'SCHEDULED',
        pending: [],
        sentCount: 0,
      }
      runBroadcasts(world)
      return {ad_group_id: world.newId('60'), broadcast_id: id, success: true}
    },
  },
}

function pagesOf({state}: World, {token}: Call): readonly PageId[] {
  if (token.pageId !== undefined) return [token.pageId]
  return state.users[token.userId ?? '']?.pageIds ?? []
}

function demandAmount({params}: Call, name: string): void {
  const amount = params[name]
  if (amount === undefined) throw missingParameter(name)
  if (!/^[1-9]\d{0,11}$/.test(String(amount))) throw invalid(`Param ${name} must be a positive integer`)
}

/** Of the targeting specification of the Marketing API only the countries. */
function readCountries({params}: Call): readonly string[] | undefined {
  const {targeting} = params
  if (targeting === undefined) throw missingParameter('targeting')
  if (typeof targeting !== 'object' || targeting === null) throw invalid('Param targeting must be an object.')
  const {geo_locations: places, ...others} = targeting as Readonly<Record<string, unknown>>
  const [other] = Object.keys(others)
  if (other !== undefined) throw notEmulated(`sponsored messages with targeting.${other}`)
  if (places === undefined) return undefined
  const {countries, ...more} = places as {readonly countries?: unknown}
  if (Object.keys(more).length > 0) throw notEmulated('targeting by other places than countries')
  if (Array.isArray(countries)) return countries.map(String)
  throw invalid('Param targeting[geo_locations][countries] must be an array.')
}
