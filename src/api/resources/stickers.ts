import type {StickerPackId} from '../../platform/ids.ts'
import {stickersRoutes as routes, type Sticker, type StickerPack} from '../../platform/stickers.ts'
import type {GraphClient} from '../core/graph-client.ts'

const call = {token: 'app', needs: ['data[].id']} as const

/** @throws {UnauthorisedError} from each call when no app token is known. */
export const stickers = (graph: GraphClient) => ({
  packs: () => graph.pages<StickerPack>(routes.packs, {}, call),

  /** The stickers of a pack. */
  list: (pack: StickerPackId) => graph.pages<Sticker>(routes.list, {pack_id: pack}, call),

  /** `locale` is the language of the words; default `en_US`. */
  search: (words: string, options: {readonly locale?: string} = {}) =>
    graph.pages<Sticker>(routes.search, {q: words, locale: options.locale}, call),
})
