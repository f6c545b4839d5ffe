import type {Command} from 'commander'
import {collect} from '../../api/core/paging.ts'
import type {Context} from '../../context.ts'
import type {StickerPackId} from '../../platform/ids.ts'
import type {View} from '../../terminal/view.ts'
import {declareLimit, limited, parseLimit} from '../shared/arguments/limit.ts'
import {stickersNeed} from './shared/sticker-row.ts'

/** One pack. The keys are a public API. */
export interface StickerPackRow {
  readonly id: StickerPackId
  readonly name: string | undefined
  readonly description: string | undefined
  readonly previewImageUrl: string | undefined
  /** The number of its stickers. */
  readonly stickers: number | undefined
}

export const json = 'array'
export const csv = {columns: ['id', 'name', 'description', 'previewImageUrl', 'stickers']}

export function declare(command: Command): void {
  declareLimit(command, 'packs', 'short').addHelpText(
    'after',
    `
${stickersNeed}

Examples:
  $ msgr sticker packs
  $ msgr sticker list 1265467060000001`,
  )
}

export async function run(
  context: Context,
  {limit}: {readonly limit: string},
): Promise<readonly StickerPackRow[]> {
  const most = parseLimit(limit)
  const api = await context.api()
  const packs = await collect(limited(context, api.stickers.packs(), most))
  return packs.map(
    ({id, name, description, preview_image_url: previewImageUrl, sticker_count: stickers}) => ({
      ...{id, name, description, previewImageUrl, stickers},
    }),
  )
}

export const view: View<readonly StickerPackRow[]> = packs => ({
  columns: ['id', 'name', 'description', 'stickers'],
  rows: packs.map(({id, name, description, stickers}) => [id, name, description, stickers]),
  whole: ['id'],
  leaveOut: ['description'],
})

export const empty = (): string => 'The platform lists no sticker packs.'
