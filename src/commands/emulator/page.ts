import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {PageSettings} from '../../emulator/control/protocol.ts'
import {UsageError} from '../../errors.ts'
import type {View} from '../../terminal/view.ts'
import {parseSwitch} from '../shared/arguments/switch.ts'
import {reach} from './shared/reach.ts'

interface Options {
  readonly contactTerms?: string
  readonly restricted?: string
  readonly likes?: string
}

export function declare(command: Command): void {
  command
    .option(
      '--contact-terms <accepted|open>',
      'whether the Page Contact Terms are accepted, which labels need',
    )
    .option('--restricted <yes|no>', 'whether the Page is temporarily blocked from sending')
    .option('--likes <n>', 'how many people like the Page; below 100 it has no insights')
    .addHelpText(
      'after',
      `
Without a flag, shows the Page: that of --page, or else the first.

Examples:
  $ msgr emulator page --contact-terms open
  $ msgr emulator page --page "Acme Support" --restricted yes`,
    )
}

export async function run(context: Context, options: Options): Promise<PageSettings> {
  const change = {
    contactTerms: parseSwitch(options.contactTerms, '--contact-terms', ['accepted', 'open']),
    restricted: parseSwitch(options.restricted, '--restricted', ['yes', 'no']),
    likes: parseLikes(options.likes),
  }
  const emulator = await reach(context)
  const {pageId: page} = await emulator.connection(context.globals.page)
  const asked = context.globals.dryRun ? {page} : {page, ...change}
  return emulator.admin('POST', 'pages', asked)
}

export const view: View<PageSettings> = ({id, name, contactTerms, restricted, likes}) =>
  [
    `${name} (${id})`,
    `contact terms   ${contactTerms ? 'accepted' : 'open'}`,
    `restricted      ${restricted ? 'yes' : 'no'}`,
    `likes           ${likes}`,
  ].join('\n')

/** 0 is allowed. */
function parseLikes(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^[0-9]{1,9}$/.test(text)) return Number(text)
  throw new UsageError(`--likes ${text} is not a number`, {hint: 'Write it like --likes 99'})
}
