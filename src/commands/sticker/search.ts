import type {Command} from 'commander'
import {collect} from '../../api/core/paging.ts'
import type {Context} from '../../context.ts'
import type {Sticker} from '../../platform/stickers.ts'
import type {View} from '../../terminal/view.ts'
import {declareLimit, limited, parseLimit} from '../limit.ts'

interface SearchOptions {
  readonly locale?: string
  readonly limit: string
}

export function declare(command: Command): void {
  declareLimit(
    command
      .argument('<words>', 'what the sticker is about')
      .option('--locale <locale>', 'the language of the words (default: en_US)'),
    'stickers',
    'long',
  ).addHelpText(
    'after',
    `
Takes the app id and the app secret, or an app token.

Examples:
  msgr sticker search thanks
  msgr send sticker 7001 369239263222822`,
  )
}

export async function run(
  context: Context,
  words: string,
  {locale, limit}: SearchOptions,
): Promise<readonly Sticker[]> {
  const most = parseLimit(limit)
  const {stickers} = await context.api()
  return collect(limited(context, stickers.search(words, locale === undefined ? {} : {locale}), most))
}

export const view: View<readonly Sticker[]> = stickers => ({
  columns: ['id', 'name', 'image'],
  rows: stickers.map(({id, name, image_url: image}) => [id, name, image]),
})

export const empty = (words: string, {locale}: SearchOptions): string =>
  `No sticker matches "${words}"${locale === undefined ? '' : ` in ${locale}`}.`
