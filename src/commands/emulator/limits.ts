import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {Allowance} from '../../emulator/graph/rate-limits.ts'
import type {View} from '../../terminal/view.ts'
import {durationOption, parseDuration} from '../shared/arguments/duration.ts'
import {parseSwitch} from '../shared/arguments/switch.ts'
import {reach} from './shared/reach.ts'

interface Options {
  readonly rates?: string
  readonly profile?: string
  readonly deadline?: string
}

export interface Limits {
  readonly rates: boolean
  readonly profile: boolean
  /** How long a callback has for its answer. */
  readonly deadlineMs: number
  readonly allowances: readonly Allowance[]
}

export function declare(command: Command): void {
  command
    .option(
      '--rates <on|off>',
      'refuse calls that come too often, of every kind: 4, 613, 80006, with usage headers before',
    )
    .option(
      '--profile <on|off>',
      'alone: refuse the eleventh call to the Messenger Profile, or the menu of one person, in ten minutes',
    )
    .addOption(
      durationOption(
        '--deadline <duration>',
        'how long a callback has for its answer; 20s as it was documented for years',
      ),
    )
    .addHelpText(
      'after',
      `
Without a flag the limits are shown. --rates switches all of them, --profile beside it or later that one. An app may make 200 calls for a Page in 24 hours for each person the Page can write
to; a Page may send 300 messages a second, 10 of them with audio or video, and read conversations twice a second.

Examples:
  $ msgr emulator limits
  $ msgr emulator limits --rates off
  $ msgr emulator limits --rates off --profile on`,
    )
}

export async function run(context: Context, {rates, profile, deadline}: Options): Promise<Limits> {
  const change = {
    rates: parseSwitch(rates, '--rates'),
    profile: parseSwitch(profile, '--profile'),
    deadlineMs: deadline === undefined ? undefined : parseDuration(deadline, '--deadline'),
  }
  const emulator = await reach(context)
  return (await emulator.admin(context.globals.dryRun ? 'GET' : 'POST', 'limits', change)) as Limits
}

export const view: View<Limits> = ({rates, profile, deadlineMs, allowances}) =>
  [
    `rates      ${rates ? 'on' : 'off'}`,
    `profile    ${profile ? 'on' : 'off'}`,
    `deadline   ${deadlineMs / 1000} s for the answer to a delivery`,
    ...allowances.map(
      ({appId, pageId, calls, allowed}) =>
        `used       ${calls} of ${allowed} calls in 24 hours: app ${appId}, Page ${pageId}`,
    ),
  ].join('\n')
