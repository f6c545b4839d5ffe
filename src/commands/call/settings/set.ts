import type {Command} from 'commander'
import type {Context} from '../../../context.ts'
import {UsageError} from '../../../errors.ts'
import {type CallHours, type CallSettings, ringTargets} from '../../../platform/calls.ts'
import {completedOption} from '../../shared/arguments/completed.ts'
import {parseSwitch} from '../../shared/arguments/switch.ts'
import {readPlaced} from '../../shared/files/placed-document.ts'
import {judge} from '../../shared/wording/faults.ts'
import {
  callsCertainty,
  type OwnCallSettings,
  ringNames,
  settingsTable,
  toOwnSettings,
} from '../shared/own-settings.ts'

interface SetOptions {
  readonly audio?: string
  readonly video?: string
  readonly icon?: string
  readonly ring?: string
  readonly hours?: string
}

export function declare(command: Command): void {
  command
    .option('--audio <on|off>', 'whether people can call with sound')
    .option('--video <on|off>', 'whether people can call with video')
    .option('--icon <on|off>', 'whether the conversation shows a button for calls')
    .option('--ring <where>', 'meta: the inbox of the Page; partners: your app, by its webhook')
    .addOption(
      completedOption(
        'files',
        '--hours <file>',
        'when people can call, from JSON or YAML; - reads standard input',
      ),
    )
    .addHelpText(
      'after',
      `
Settings that are not given stay unchanged. Calling has to be on for the Page: msgr call enable. Times are four digits.
The settings can be part of a Page file too: msgr page plan --help.
${callsCertainty}

Examples:
  $ msgr call settings set --audio on --icon on
  $ msgr call settings set --ring partners --hours hours.yaml

hours.yaml:
  timezone_id: Europe/Zurich
  weekly_operating_hours:
    - {day_of_week: MONDAY, open_time: "0900", close_time: "1800"}`,
    )
}

/** What was set. */
export async function run(context: Context, options: SetOptions): Promise<OwnCallSettings> {
  const settings = await readSettings(context, options)
  if (Object.keys(settings).length === 0)
    throw new UsageError('There is nothing to set', {
      hint: 'Give a setting: msgr call settings set --audio on',
    })
  const {calls} = await context.api()
  await calls.set(settings)
  return toOwnSettings(settings)
}

async function readSettings(context: Context, options: SetOptions): Promise<CallSettings> {
  const audio = parseSwitch(options.audio, '--audio')
  const video = parseSwitch(options.video, '--video')
  const icon = parseSwitch(options.icon, '--icon')
  return {
    ...(audio !== undefined && {audio_enabled: audio}),
    ...(video !== undefined && {video_enabled: video}),
    ...(icon !== undefined && {icon_enabled: icon}),
    ...(options.ring !== undefined && {call_routing: {ring_target: parseRing(options.ring)}}),
    ...(options.hours !== undefined && {call_hours: await readHours(context, options.hours)}),
  }
}

function parseRing(text: string): (typeof ringTargets)[number] {
  const known = ringTargets.find(target => ringNames[target] === text)
  if (known !== undefined) return known
  throw new UsageError(`--ring ${text} is neither meta nor partners`)
}

/** @throws {InvalidInputError} with each fault of the hours, and its line. */
async function readHours(context: Context, file: string): Promise<CallHours> {
  const {data, input} = await readPlaced(context, file)
  const {judgeCallHours} = await import('../../../platform/calls-schema.ts')
  const {faults, value} = judgeCallHours(data)
  judge(context.io, input, faults)
  return value
}

export const view = settingsTable
