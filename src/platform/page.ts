import type {PageId} from './ids.ts'

/**
 * The Page of the token.
 * Source: https://developers.facebook.com/docs/graph-api/reference/page
 */
export const pageRoutes = {
  get: 'GET /{page}',
} as const

export interface PageNode {
  readonly id: PageId
  readonly name?: string
  readonly username?: string
  readonly category?: string
  readonly link?: string
}
