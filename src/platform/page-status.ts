/**
 * Whether the platform has restricted a Page, until when and why. The guide names both spellings of the route. The permission is
 * pages_manage_metadata. The guide describes the parts of the answer; that it has this shape is likely, not certain.
 * Source: https://developers.facebook.com/documentation/pages-api/integrity-webhook
 * Source: https://developers.facebook.com/docs/graph-api/reference/page/messaging_feature_review/
 */
export const pageStatusRoutes = {
  get: 'GET /{page}/page_status',
  getAsPlural: 'GET /{page}/pages_status',
  featureReviews: 'GET /{page}/messaging_feature_review',
} as const

/** The permission that the status of a Page takes. */
export const PAGE_STATUS_SCOPE = 'pages_manage_metadata'

export interface PageViolation {
  /** `SPAM` */
  readonly type?: string
  /** Where the rule is explained. */
  readonly url?: string
  readonly description?: string
}

export interface PageRestriction {
  /** `page_messaging` */
  readonly feature?: string
  readonly status?: string
  readonly description?: string
  /** In seconds since 1970, or as a time. */
  readonly applied_time?: number | string
  /** The same; undefined or 0 for a restriction without an end. */
  readonly expiration_time?: number | string
}

export interface PageStatus {
  readonly status?: string
  readonly violations?: readonly PageViolation[]
  readonly restrictions?: readonly PageRestriction[]
}

export interface FeatureReview {
  /** `subscription_messaging` */
  readonly feature: string
  /** `pending`, `rejected`, `approved` or `limited`. */
  readonly status: string
}

/** When a restriction ends, in ms since 1970; undefined when it has no end, or none that can be read. */
export function restrictionEndMs({expiration_time: end}: PageRestriction): number | undefined {
  if (end === undefined || end === 0) return undefined
  const ms = /^\d+$/.test(String(end)) ? Number(end) * 1000 : Date.parse(String(end))
  return Number.isNaN(ms) ? undefined : ms
}

/** The restrictions that hold at a time, in ms since 1970: an ended one may still be listed. */
export function restrictionsAt({restrictions = []}: PageStatus, nowMs: number): readonly PageRestriction[] {
  return restrictions.filter(each => (restrictionEndMs(each) ?? Number.POSITIVE_INFINITY) > nowMs)
}
