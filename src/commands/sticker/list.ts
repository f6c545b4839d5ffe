import type {Command} from 'commander'
import {collect} from '../../api/core/paging.ts'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import {isNumericId, type StickerPackId} from '../../platform/ids.ts'
import {declareLimit, limited, parseLimit} from '../shared/arguments/limit.ts'
import {
  type StickerRow,
  stickerColumns,
  stickersNeed,
  toStickerRow,
  viewStickers,
} from './shared/sticker-row.ts'

export const json = 'array'
export const csv = {columns: stickerColumns}

export function declare(command: Command): void {
  declareLimit(
    command.argument('<pack>', 'the id of the pack; msgr sticker packs shows all'),
    'stickers',
    'short',
  ).addHelpText(
    'after',
    `
${stickersNeed}

Examples:
  $ msgr sticker list 1265467060000001
  $ msgr send sticker 7001 369239263222822`,
  )
}

export async function run(
  context: Context,
  pack: string,
  {limit}: {readonly limit: string},
): Promise<readonly StickerRow[]> {
  const most = parseLimit(limit)
  if (!isNumericId(pack))
    throw new UsageError(`${pack} is not the id of a pack`, {hint: 'To see the packs: msgr sticker packs'})
  const {stickers} = await context.api()
  return (await collect(limited(context, stickers.list(pack as StickerPackId), most))).map(toStickerRow)
}

export const view = viewStickers

export const empty = (pack: string): string => `The pack ${pack} has no stickers.`
