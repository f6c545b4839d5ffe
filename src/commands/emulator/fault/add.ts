import type {Command} from 'commander'
import type {Context} from '../../../context.ts'
import {effectKinds} from '../../../emulator/graph/fault-table.ts'
import type {Fault} from '../../../emulator/graph/faults.ts'
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
  const {calls, deliveries} = effectKinds
  command
    .option(
      '--call <call>',
      'affect these calls: a path such as /me/messages, with * for any part, or "POST /me/messages"',
    )
    .addOption(
      completedOption(
        'webhookFields',
        '--event <field>',
        'affect webhook deliveries instead: those of a field such as messages, or "*"',
      ),
    )
    .option('--nth <n>', 'affect only the n-th')
    .option('--share <percent>', 'affect this percentage of them')
    .option('--seed <n>', 'with --share: choose the same calls each time')
    .option('--times <n>', 'end after affecting this many')
    .addOption(durationOption('--for <duration>', 'end after this time on the emulated clock, such as 10m'))
    .option('--error <code>', `${calls.error.does}: 4, 190/463`)
    .option('--minutes <n>', 'with --error: ask the caller to wait this long')
    .option('--http-status <status>', calls.status.does)
    .addOption(
      durationOption(
        '--delay <duration>',
        `${calls.delay.does}, such as by 500ms; with --event: ${deliveries.delay.does}`,
      ),
    )
    .option('--reset', calls.reset.does)
    .option('--withhold', calls.withhold.does)
    .option('--accept', 'carry out the call before refusing, breaking the connection or answering')
    .option('--duplicate [times]', `with --event: ${deliveries.duplicate.does}`)
    .option('--late [events]', `with --event: ${deliveries.late.does}`)
    .option('--gather <n>', `with --event: ${deliveries.gather.does}`)
    .option('--into <where>', 'with --gather: as entries (default) or as items of one entry')
    .addHelpText(
      'after',
      `
Faults last until they end, you clear them, or the emulator stops. A delivery that waits for others is sent after a second anyway.

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
  await refuseUnknownCall(fault)
  if (context.globals.dryRun) return toOwnFault(fault)
  return toOwnFault(await (await reach(context)).admin('POST', 'faults', fault))
}

export const view: View<OwnFault> = fault => faultTable([fault])

/** @throws {UsageError} if the flags name no effect, several, or one that calls or deliveries do not have. */
function toFault(options: Options): Fault {
  const [, method, path] = /^(?:(GET|POST|DELETE) )?(\/.*)$/.exec(options.call ?? '') ?? []
  if (options.call !== undefined && path === undefined) {
    throw new UsageError(`--call ${options.call} is not a call`, {hint: 'Write it like "POST /me/messages"'})
  }
  if (options.call !== undefined && options.event !== undefined) {
    throw new UsageError('A fault affects calls or deliveries, not both', {hint: 'Give --call or --event'})
  }
  if (options.seed !== undefined && options.share === undefined)
    throw new UsageError('--seed needs --share', {hint: 'Write it like --share 2 --seed 7'})
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

/** @throws {UsageError} for a path that is not that of any call. */
async function refuseUnknownCall({method, path}: Fault): Promise<void> {
  if (path === undefined) return
  const [{createKnownCalls}, {resources}] = await Promise.all([
    import('../../../emulator/graph/known-calls.ts'),
    import('../../../emulator/resources/index.ts'),
  ])
  const known = createKnownCalls(resources)
  if (known.canMeet(method, path)) return
  const call = method === undefined ? path : `${method} ${path}`
  const meant = known.nearest(path)
  throw new UsageError(`--call ${call} is not a call that the emulator knows`, {
    hint:
      meant === undefined || meant === path ? 'Write it like "POST /me/messages"' : `Did you mean ${meant}?`,
  })
}

const number = <Name extends string>(name: Name, value: number | undefined) =>
  value === undefined ? {} : {[name]: value}

/** @throws {UsageError} unless it is more than 0 and at most 100. */
function parsePercent(text: string, flag: string): number {
  const percent = Number(text)
  if (/^[0-9]+(\.[0-9]+)?$/.test(text) && percent > 0 && percent <= 100) return percent
  throw new UsageError(`${flag} ${text} is not a percentage above 0 and up to 100`, {
    hint: `Write it like ${flag} 2.5`,
  })
}

function checkField(event: string): string {
  if (event === '*' || pageFieldNames.includes(event)) return event
  const meant = nearest(event, pageFieldNames)
  throw new UsageError(`--event ${event} is not a field that a Page can subscribe`, {
    hint: meant === undefined ? 'Write a field such as messages, or "*"' : `Did you mean ${meant}?`,
  })
}
