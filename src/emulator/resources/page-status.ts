import {PAGE_STATUS_SCOPE, type PageStatus, pageStatusRoutes as routes} from '../../platform/page-status.ts'
import {isRestrictedAt, type PageState} from '../state/page.ts'
import {type Endpoint, pageOf, type Resource} from '../world.ts'

/** The status of the Page, as the restriction that refuses its messages has it. */
const status: Endpoint = {
  tokens: ['page'],
  scopes: [PAGE_STATUS_SCOPE],
  answer: (world, call) => statusOf(pageOf(call), world.now()),
}

export const pageStatus: Resource = {
  [routes.get]: status,
  [routes.getAsPlural]: status,
  [routes.featureReviews]: {
    tokens: ['page'],
    scopes: ['pages_messaging'],
    answer: () => ({data: []}),
  },
}

function statusOf(page: PageState, nowMs: number): PageStatus {
  if (!isRestrictedAt(page, nowMs)) return {status: 'active', violations: [], restrictions: []}
  const {violation = 'SPAM', restrictedSinceMs, restrictedUntilMs} = page
  return {
    status: 'restricted',
    violations: [{type: violation}],
    restrictions: [
      {
        feature: 'page_messaging',
        status: 'RESTRICTED',
        ...(restrictedSinceMs === undefined ? {} : {applied_time: Math.floor(restrictedSinceMs / 1000)}),
        ...(restrictedUntilMs === undefined ? {} : {expiration_time: Math.ceil(restrictedUntilMs / 1000)}),
      },
    ],
  }
}
