import type {StickerId} from '../../../platform/ids.ts'
import type {Sticker} from '../../../platform/stickers.ts'
import type {View} from '../../../terminal/view.ts'

/** One sticker. The keys are a public API. */
export interface StickerRow {
  readonly id: StickerId
  readonly name: string | undefined
  readonly imageUrl: string | undefined
  /** In pixels. */
  readonly width: number | undefined
  readonly height: number | undefined
  readonly animated: boolean | undefined
}

export const stickerColumns = ['id', 'name', 'imageUrl', 'width', 'height', 'animated']

/** What calls about stickers need, for help. */
export const stickersNeed = 'Needs the app id and the app secret, or an app token.'

export const toStickerRow = ({
  id,
  name,
  image_url: imageUrl,
  width,
  height,
  is_animated: animated,
}: Sticker): StickerRow => ({id, name, imageUrl, width, height, animated})

export const viewStickers: View<readonly StickerRow[]> = stickers => ({
  columns: ['id', 'name', 'image'],
  rows: stickers.map(({id, name, imageUrl: image}) => [id, name, image]),
  whole: ['id', 'image'],
  leaveOut: ['image'],
})
