import type {StickerId, StickerPackId} from './ids.ts'
import type {Route} from './route.ts'

/**
 * The stickers that a Page may send, since 2026-06-01. Takes an app token. A search needs two characters.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/sticker-api
 */
export const stickersRoutes = {
  packs: 'GET /sticker_packs',
  list: 'GET /sticker_packs/{pack_id}/stickers',
  search: 'GET /sticker_search',
} as const satisfies Record<string, Route>

/** The first day with stickers. */
export const STICKERS_SINCE = '2026-06-01'

export interface StickerPack {
  readonly id: StickerPackId
  readonly name?: string
  readonly description?: string
  /** URL of a preview. */
  readonly preview_image_url?: string
  readonly sticker_count?: number
}

export interface Sticker {
  readonly id: StickerId
  readonly name?: string
  readonly image_url?: string
  /** In pixels. */
  readonly width?: number
  readonly height?: number
  readonly is_animated?: boolean
}
