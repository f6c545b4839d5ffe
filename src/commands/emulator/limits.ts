import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {Limits} from '../../emulator/control/protocol.ts'
import type {View} from '../../terminal/view.ts'
import {durationOption, parseDuration} from '../shared/arguments/duration.ts'
import {parseSwitch} from '../shared/arguments/switch.ts'
import {reach} from './shared/reach.ts'

interface Options {
  readonly rates?: string
  readonly profile?: string
  readonly deadline?: string
}

export function declare(command: Command): void {
  command
    .option(
      '--rates <on|off>',
      'refuse calls that are too frequent, of every kind (4, 613, 80006), with usage headers before that',
    )
    .option(
      '--profile <on|off>',
      "only this limit: refuse the eleventh call in ten minutes to the Messenger Profile, or to one person's menu",
    )
    .addOption(
      durationOption(
        '--deadline <duration>',
        'how long a callback may take to answer; 20s was documented for years',
      ),
    )
    .addHelpText(
      'after',
      `
Without a flag, shows the limits. --rates switches all of them; --profile, with it or later, only that one. In 24 hours an app may
make 200 calls for a Page for each person the Page can write to. A Page may send 300 messages a second, 10 of them with audio or
video, and read conversations twice a second.

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
  return context.globals.dryRun ? emulator.admin('GET', 'limits') : emulator.admin('POST', 'limits', change)
}

export const view: View<Limits> = ({rates, profile, deadlineMs, allowances}) =>
  [
    `rates      ${rates ? 'on' : 'off'}`,
    `profile    ${profile ? 'on' : 'off'}`,
    `deadline   ${deadlineMs / 1000} s to answer a delivery`,
    ...allowances.map(
      ({appId, pageId, calls, allowed}) =>
        `used       ${calls} of ${allowed} calls in 24 hours: app ${appId}, Page ${pageId}`,
    ),
  ].join('\n')
