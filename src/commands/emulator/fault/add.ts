import type {Command} from 'commander'
import type {Context} from '../../../context.ts'
import type {Fault, ListedFault} from '../../../emulator/graph/faults.ts'
import {UsageError} from '../../../errors.ts'
import {nearest} from '../../../platform/near-miss.ts'
import {pageFieldNames} from '../../../platform/webhook-events.ts'
import type {View} from '../../../terminal/view.ts'
import {completedOption} from '../../shared/arguments/completed.ts'
import {parseCount} from '../../shared/arguments/count.ts'
import {durationOption, parseDuration} from '../../shared/arguments/duration.ts'
import {reach} from '../shared/reach.ts'
import {callEffect, deliveryEffect, type EffectFlags} from './add/effects.ts'
import {faultTable, type OwnFault, toOwnFault} from './shared/listing.ts'

interface Options extends EffectFlags {
  readonly call?: string
  readonly event?: string
  readonly nth?: string
  readonly share?: string
  readonly seed?: string
  readonly times?: string
  readonly for?: string
}

export function declare(command: Command): void {
  command
    .option(
      '--call <call>',
      'which calls: a path such as /me/messages, with * for any part, or "POST /me/messages"',
    )
    .addOption(
      completedOption(
        'webhookFields',
        '--event <field>',
        'deliveries to webhooks instead: those of a field such as messages, or "*"',
      ),
    )
    .option('--nth <n>', 'only the n-th of them')
    .option('--share <percent>', 'so many in a hundred of them')
    .option('--seed <n>', 'with --share: the same calls each time')
    .option('--times <n>', 'over after so many')
    .addOption(durationOption('--for <duration>', 'over after so long by the emulated clock, such as 10m'))
    .option('--error <code>', 'refuse with a code of the platform: 4, 190/463')
    .option('--minutes <n>', 'with --error: say to wait so long')
    .option('--http-status <status>', 'answer with this status and no JSON')
    .addOption(
      durationOption(
        '--delay <duration>',
        'answer so much later, such as 500ms; with --event: deliver so much later',
      ),
    )
    .option('--reset', 'break the connection')
    .option('--withhold', 'carry it out and never answer')
    .option('--accept', 'carry it out all the same, and then refuse, break or answer as said')
    .option('--duplicate [times]', 'with --event: deliver it once more, or so many times')
    .option('--late [events]', 'with --event: let one later delivery go first, or so many')
    .option('--gather <n>', 'with --event: deliver so many of them in one POST')
    .option('--into <where>', 'with --gather: entries (default) or items of one entry')
    .addHelpText(
      'after',
      `
Faults last until they are cleared, over, or the emulator ends. A delivery that waits for others goes after a second all the same.

Examples:
  $ msgr emulator fault add --call "POST /me/messages" --share 2 --error 613 --minutes 1
  $ msgr emulator fault add --call /me/messages --nth 3 --withhold
  $ msgr emulator fault add --call /me/messages --error 1/1357046 --accept
  $ msgr emulator fault add --event messages --duplicate --share 10
  $ msgr emulator fault add --event "*" --gather 3 --into items`,
    )
}

export async function run(context: Context, options: Options): Promise<OwnFault> {
  const fault = toFault(options)
  if (context.globals.dryRun) return toOwnFault(fault)
  return toOwnFault((await (await reach(context)).admin('POST', 'faults', fault)) as ListedFault)
}

export const view: View<OwnFault> = fault => faultTable([fault])

/** @throws {UsageError} if the flags name no effect, several, or one that calls or deliveries do not have. */
function toFault(options: Options): Fault {
  const [, method, path] = /^(?:(GET|POST|DELETE) )?(\/.*)$/.exec(options.call ?? '') ?? []
  if (options.call !== undefined && path === undefined) {
    throw new UsageError(`--call ${options.call} is no call`, {hint: 'Write it like "POST /me/messages"'})
  }
  if (options.call !== undefined && options.event !== undefined) {
    throw new UsageError('A fault meets calls or deliveries, not both', {hint: 'Give --call or --event'})
  }
  if (options.seed !== undefined && options.share === undefined)
    throw new UsageError('--seed goes with --share', {hint: 'Write it like --share 2 --seed 7'})
  return {
    ...(options.event === undefined ? {} : {event: checkField(options.event)}),
    ...(method === undefined ? {} : {method}),
    ...(path === undefined ? {} : {path}),
    ...number('nth', parseCount(options.nth, '--nth')),
    ...number('times', parseCount(options.times, '--times')),
    ...number('seed', parseCount(options.seed, '--seed')),
    ...number('forMs', options.for === undefined ? undefined : parseDuration(options.for, '--for')),
    ...(options.share === undefined ? {} : {probability: parsePercent(options.share, '--share') / 100}),
    effect: options.event === undefined ? callEffect(options) : deliveryEffect(options),
  }
}

const number = <Name extends string>(name: Name, value: number | undefined) =>
  value === undefined ? {} : {[name]: value}

/** @throws {UsageError} unless it is more than 0 and at most 100. */
function parsePercent(text: string, flag: string): number {
  const percent = Number(text)
  if (/^[0-9]+(\.[0-9]+)?$/.test(text) && percent > 0 && percent <= 100) return percent
  throw new UsageError(`${flag} ${text} is not a share of 100, from above 0 to 100`, {
    hint: `Write it like ${flag} 2.5`,
  })
}

function checkField(event: string): string {
  if (event === '*' || pageFieldNames.includes(event)) return event
  const meant = nearest(event, pageFieldNames)
  throw new UsageError(`--event ${event} is no field that a Page has`, {
    hint: meant === undefined ? 'Write a field such as messages, or "*"' : `Did you mean ${meant}?`,
  })
}
