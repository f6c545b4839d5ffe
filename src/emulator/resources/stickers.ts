import {stickersRoutes as routes, STICKERS_SINCE} from '../../platform/stickers.ts'
import {missingParameter, noSuchObject, notEmulated, PlatformError} from '../errors.ts'
import {answerList, type NodeType} from '../graph/nodes.ts'
import type {Endpoint, Resource} from '../world.ts'
import {invalid} from './refusals.ts'

interface PackRow {
  readonly id: string
  readonly name: string
  /** Some packs have none. */
  readonly description?: string
  readonly stickers: readonly StickerRow[]
}

interface StickerRow {
  readonly id: string
  readonly name: string
  /** Found by these words as well. */
  readonly words: string
  readonly isAnimated?: true
}

/** The thumb of the like button: it can be sent, and no pack or search has it. */
const LIKE = '369239263222822'
const LEAST_CHARACTERS = 2

/** A small catalogue. */
const packs: readonly PackRow[] = [
  {
    id: '1265467060000001',
    name: 'Thumbs',
    description: 'Short answers',
    stickers: [
      {id: '369239263222823', name: 'Thumbs down', words: 'no bad'},
      {id: '369239263222824', name: 'High five', words: 'yes ok good clap', isAnimated: true},
    ],
  },
  {
    id: '1265467060000002',
    name: 'Shop',
    stickers: [
      {id: '767226160478561', name: 'Thank you', words: 'thanks gratitude'},
      {id: '767226160478562', name: 'On its way', words: 'parcel delivery shipping order'},
      {id: '767226160478563', name: 'Happy birthday', words: 'cake party'},
    ],
  },
]

const packType: NodeType<PackRow> = {
  name: 'StickerPack',
  id: ({id}) => id,
  defaults: ['name', 'description', 'preview_image_url', 'sticker_count'],
  fields: {
    name: ({name}) => name,
    description: ({description}) => description,
    preview_image_url: ({stickers}) => imageOf(stickers[0]?.id ?? ''),
    sticker_count: ({stickers}) => stickers.length,
  },
}

const stickerType: NodeType<StickerRow> = {
  name: 'Sticker',
  id: ({id}) => id,
  defaults: ['name', 'image_url', 'width', 'height', 'is_animated'],
  fields: {
    name: ({name}) => name,
    image_url: ({id}) => imageOf(id),
    width: () => 240,
    height: () => 240,
    is_animated: ({isAnimated = false}) => isAnimated,
  },
}

export const stickers: Resource = {
  [routes.packs]: sinceStickers((world, call) => answerList(packType, packs, world, call)),
  [routes.list]: sinceStickers((world, call) => {
    const id = call.ids['pack_id'] ?? ''
    const pack = packs.find(each => each.id === id)
    if (pack === undefined) throw noSuchObject('GET', id)
    return answerList(stickerType, pack.stickers, world, call)
  }),
  [routes.search]: sinceStickers((world, call) => {
    const {q} = call.params
    if (typeof q !== 'string' || q === '') throw missingParameter('q')
    if ([...q].length < LEAST_CHARACTERS)
      throw invalid(`Param q must have at least ${LEAST_CHARACTERS} characters`)
    const wanted = q.toLowerCase()
    const found = packs
      .flatMap(pack => pack.stickers)
      .filter(({name, words}) => `${name} ${words}`.toLowerCase().includes(wanted))
    return answerList(stickerType, found, world, call)
  }),
}

/** Before their day these paths did not exist. */
function sinceStickers(answer: Endpoint['answer']): Endpoint {
  return {
    tokens: ['app'],
    answer: (world, call) => {
      if (world.today() < STICKERS_SINCE)
        throw new PlatformError(2500, `Unknown path components: /${call.route.split('/')[1] ?? ''}`)
      const {locale = 'en_US'} = call.params
      if (locale !== 'en_US') throw notEmulated(`stickers in the locale ${String(locale)}`)
      return answer(world, call)
    },
  }
}

/** @throws {PlatformError} 100 when no sticker has the id. */
export function checkSticker(id: number | string | undefined): void {
  if (
    id === undefined ||
    String(id) === LIKE ||
    packs.some(pack => pack.stickers.some(sticker => sticker.id === String(id)))
  )
    return
  throw invalid(`Invalid sticker_id: ${id}`)
}

/** Where the platform would show the picture of a sticker. */
export function imageOf(id: string): string {
  return `https://scontent.example-fbcdn.test/v/${id}.png`
}
