import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {PageSettings} from '../../emulator/control/page-settings.ts'
import {UsageError} from '../../errors.ts'
import type {View} from '../../terminal/view.ts'
import {durationOption, parseDuration} from '../shared/arguments/duration.ts'
import {parseSwitch} from '../shared/arguments/switch.ts'
import {reach} from './shared/reach.ts'

interface Options {
  readonly contactTerms?: string
  readonly restricted?: string
  readonly restrictedFor?: string
  readonly violation?: string
  readonly likes?: string
}

export function declare(command: Command): void {
  command
    .option(
      '--contact-terms <accepted|open>',
      'whether the Page Contact Terms are accepted, which labels need',
    )
    .option('--restricted <yes|no>', 'whether the Page is temporarily blocked from sending')
    .addOption(
      durationOption(
        '--restricted-for <duration>',
        'block it for this time on the emulated clock, such as 7d',
      ),
    )
    .option('--violation <type>', 'what it is restricted for, in capitals (default: SPAM)')
    .option('--likes <n>', 'how many people like the Page; below 100 it has no insights')
    .addHelpText(
      'after',
      `
msgr page status shows a restriction as the platform would. Without a flag, shows the Page: that of --page, or else the first.

Examples:
  $ msgr emulator page --contact-terms open
  $ msgr emulator page --page "Acme Support" --restricted yes
  $ msgr emulator page --restricted-for 7d --violation SPAM`,
    )
}

export async function run(context: Context, options: Options): Promise<PageSettings> {
  const change = {
    contactTerms: parseSwitch(options.contactTerms, '--contact-terms', ['accepted', 'open']),
    restricted: parseSwitch(options.restricted, '--restricted', ['yes', 'no']),
    restrictedForMs:
      options.restrictedFor === undefined
        ? undefined
        : parseDuration(options.restrictedFor, '--restricted-for'),
    violation: parseViolation(options.violation),
    likes: parseLikes(options.likes),
  }
  const isLifted = change.restricted === false
  if (isLifted && (change.restrictedForMs !== undefined || change.violation !== undefined))
    throw new UsageError('A Page cannot be restricted and let go at once', {
      hint: 'Leave out --restricted no',
    })
  const emulator = await reach(context)
  const {pageId: page} = await emulator.connection(context.globals.page)
  const asked = context.globals.dryRun ? {page} : {page, ...change}
  return emulator.admin('POST', 'pages', asked)
}

export const view: View<PageSettings> = ({
  id,
  name,
  contactTerms,
  restricted,
  restrictedUntil,
  violation,
  likes,
}) =>
  [
    `${name} (${id})`,
    `contact terms   ${contactTerms ? 'accepted' : 'open'}`,
    `restricted      ${restricted ? `yes, ${restrictedUntil === null ? 'without an end' : `until ${restrictedUntil}`}: ${violation}` : 'no'}`,
    `likes           ${likes}`,
  ].join('\n')

function parseViolation(text: string | undefined): string | undefined {
  if (text === undefined || /^[A-Z][A-Z_]{0,63}$/.test(text)) return text
  throw new UsageError(`--violation ${text} is not a type of violation`, {
    hint: 'Write it in capitals, like --violation SPAM',
  })
}

/** 0 is allowed. */
function parseLikes(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^[0-9]{1,9}$/.test(text)) return Number(text)
  throw new UsageError(`--likes ${text} is not a number`, {hint: 'Write it like --likes 99'})
}
