import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {MarketingMessage} from '../../platform/marketing-messages.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {type MarketingMessageFlags, readMarketingMessage} from '../shared/files/marketing-message.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {declareStrict} from '../shared/wording/faults.ts'
import {drawMessage} from './preview/drawn-message.ts'
import {pageOfCampaigns} from './shared/page.ts'

/** How a message will look. */
export interface CampaignPreview {
  /** The address of a frame of Meta's that shows it, for a browser; undefined when Meta makes none. */
  readonly url: string | undefined
  /** As it would be sent. */
  readonly message: MarketingMessage
}

export function declare(command: Command): void {
  declareStrict(
    command
      .addArgument(
        completedArgument(
          'files',
          '[message]',
          'JSON or YAML file with a marketing message or a template; - reads standard input',
        ),
      )
      .option('--text <text>', 'a text instead of a file'),
  ).addHelpText(
    'after',
    `
Checks the message, draws it, and prints the address of Meta's own preview, which works for a while in a browser that is logged in
to the ad account. Nothing is sent or stored.`,
  )
  addExamples(
    command,
    'msgr campaign preview offer.yaml',
    'msgr campaign preview --text "The sale has begun" --json',
  )
}

export async function run(
  context: Context,
  file: string | undefined,
  options: MarketingMessageFlags,
): Promise<CampaignPreview> {
  const {message} = await readMarketingMessage(context, file, options)
  const api = await context.api()
  const html = await api.campaigns.preview(await pageOfCampaigns(context, api), message)
  return {url: frameAddress(html), message}
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
}

/** The `src` of the frame; undefined for anything but a web address. */
function frameAddress(html: string | undefined): string | undefined {
  const [, , src = ''] = /<iframe[^>]*\ssrc=(["'])(.*?)\1/is.exec(html ?? '') ?? []
  const url = src.replaceAll(/&(?:amp|quot|#39|lt|gt);/g, entity => entities[entity] ?? entity)
  return /^https?:\/\//i.test(url) && URL.canParse(url) ? url : undefined
}

export const isVerbatim = true

export const view: View<CampaignPreview> = ({url, message}, {faint}, width = 80) =>
  [drawMessage(message, width), url ?? faint('Meta made no preview of it')].join('\n')
