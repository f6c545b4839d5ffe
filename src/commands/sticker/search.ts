import type {Command} from 'commander'
import {collect} from '../../api/core/paging.ts'
import type {Context} from '../../context.ts'
import type {StickerId} from '../../platform/ids.ts'
import type {View} from '../../terminal/view.ts'
import {declareLimit, limited, parseLimit} from '../shared/arguments/limit.ts'

export interface FoundSticker {
  readonly id: StickerId
  readonly name: string | undefined
  readonly imageUrl: string | undefined
  /** In pixels. */
  readonly width: number | undefined
  readonly height: number | undefined
}

export const json = 'array'
export const csv = {columns: ['id', 'name', 'imageUrl', 'width', 'height']}

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
Needs the app id and the app secret, or an app token.

Examples:
  $ msgr sticker search thanks
  $ msgr send sticker 7001 369239263222822`,
  )
}

export async function run(
  context: Context,
  words: string,
  {locale, limit}: SearchOptions,
): Promise<readonly FoundSticker[]> {
  const most = parseLimit(limit)
  const {stickers} = await context.api()
  const found = await collect(
    limited(context, stickers.search(words, locale === undefined ? {} : {locale}), most),
  )
  return found.map(({id, name, image_url: imageUrl, width, height}) => ({id, name, imageUrl, width, height}))
}

export const view: View<readonly FoundSticker[]> = stickers => ({
  columns: ['id', 'name', 'image'],
  rows: stickers.map(({id, name, imageUrl: image}) => [id, name, image]),
  whole: ['id', 'image'],
  leaveOut: ['image'],
})

export const empty = (words: string, {locale}: SearchOptions): string =>
  `No sticker matches "${words}"${locale === undefined ? '' : ` in ${locale}`}.`
