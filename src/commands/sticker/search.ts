import type {Command} from 'commander'
import {collect} from '../../api/core/paging.ts'
import type {Context} from '../../context.ts'
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

interface SearchOptions {
  readonly locale?: string
  readonly limit: string
}

export function declare(command: Command): void {
  declareLimit(
    command
      .argument('<words>', 'keywords for the sticker')
      .option('--locale <locale>', 'the language of the words (default: en_US)'),
    'stickers',
    'long',
  ).addHelpText(
    'after',
    `
${stickersNeed}

Examples:
  $ msgr sticker search thanks
  $ msgr send sticker 7001 369239263222822`,
  )
}

export async function run(
  context: Context,
  words: string,
  {locale, limit}: SearchOptions,
): Promise<readonly StickerRow[]> {
  const most = parseLimit(limit)
  const {stickers} = await context.api()
  const found = await collect(
    limited(context, stickers.search(words, locale === undefined ? {} : {locale}), most),
  )
  return found.map(toStickerRow)
}

export const view = viewStickers

export const empty = (words: string, {locale}: SearchOptions): string =>
  `No sticker matches "${words}"${locale === undefined ? '' : ` in ${locale}`}.`
