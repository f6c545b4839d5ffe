import type {Command} from 'commander'
import {parsePsid} from '../../audience/people.ts'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import type {Psid} from '../../platform/ids.ts'
import {MAX_CONTROL_SECONDS} from '../../platform/thread-control.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {durationOption, parseDuration} from '../shared/arguments/duration.ts'
import {addExamples} from '../shared/wording/examples.ts'

export interface Extended {
  readonly psid: Psid
  readonly durationSeconds: number
}

export function declare(command: Command): void {
  command
    .addArgument(completedArgument('people', '<psid>', 'the person'))
    .addOption(
      durationOption('--for <duration>', 'how long from now, up to 7d: 12h, 3d').makeOptionMandatory(),
    )
    .addHelpText(
      'after',
      '\nWithout this command, control ends 24 hours after the last message of the person.',
    )
  addExamples(command, 'msgr thread extend 6411223344556677 --for 3d')
}

export async function run(
  context: Context,
  psid: string,
  options: {readonly for: string},
): Promise<Extended> {
  const person = parsePsid(psid)
  const seconds = parseDuration(options.for, '--for') / 1000
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > MAX_CONTROL_SECONDS)
    throw new UsageError(`--for ${options.for} is not possible: control can be extended by 1s to 7d`)
  const {threadControl} = await context.api()
  await threadControl.extend(person, seconds)
  return {psid: person, durationSeconds: seconds}
}

export const view: View<Extended> = ({psid, durationSeconds: seconds}, {good}) =>
  `${good('✔')} Extended control of the conversation with ${psid} for ${duration(seconds)}`

/** `3 days`, `1 hour`, in the largest unit without a remainder. */
function duration(seconds: number): string {
  const units = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ] as const
  const [name, size] = units.find(([, each]) => seconds % each === 0) ?? ['second', 1]
  const count = seconds / size
  return `${count} ${name}${count === 1 ? '' : 's'}`
}
