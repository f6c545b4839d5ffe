import type {Command} from 'commander'
import type {Context} from '../../../context.ts'
import type {Fault, FaultEffect, ListedFault} from '../../../emulator/core/faults.ts'
import {UsageError} from '../../../errors.ts'
import type {View} from '../../../terminal/view.ts'
import {parseCount} from '../../count.ts'
import {reach} from '../reach.ts'
import {faultTable} from './listing.ts'

interface Options {
  readonly call?: string
  readonly nth?: string
  readonly share?: string
  readonly seed?: string
  readonly times?: string
  readonly error?: string
  readonly minutes?: string
  readonly status?: string
  readonly delay?: string
  readonly reset?: boolean
  readonly withhold?: boolean
  readonly accept?: boolean
}

export function declare(command: Command): void {
  command
    .option(
      '--call <call>',
      'which calls: a path such as /me/messages, with * for any part, or "POST /me/messages"',
    )
    .option('--nth <n>', 'only the n-th of them')
    .option('--share <percent>', 'so many in a hundred of them')
    .option('--seed <n>', 'with --share: the same calls each time')
    .option('--times <n>', 'over after so many')
    .option('--error <code>', 'refuse with a code of the platform: 4, 190/463')
    .option('--minutes <n>', 'with --error: say to wait so long')
    .option('--status <status>', 'answer with this status and no JSON')
    .option('--delay <ms>', 'answer so much later')
    .option('--reset', 'break the connection')
    .option('--withhold', 'carry it out and never answer')
    .option('--accept', 'carry it out all the same, and then refuse, break or answer as said')
    .addHelpText(
      'after',
      `
Faults last until they are cleared or the emulator ends.

Examples:
  $ msgr emulator fault add --call "POST /me/messages" --share 2 --error 613 --minutes 1
  $ msgr emulator fault add --call /me/messages --nth 3 --withhold
  $ msgr emulator fault add --call /me/messages --error 1/1357046 --accept`,
    )
}

export async function run(context: Context, options: Options): Promise<ListedFault | Fault> {
  const fault = toFault(options)
  if (context.globals.dryRun) return fault
  return (await (await reach(context)).admin('POST', 'faults', fault)) as ListedFault
}

export const view: View<ListedFault | Fault> = fault => faultTable([{id: 0, met: 0, struck: 0, ...fault}])

/** @throws {UsageError} if the flags name no effect, or several. */
function toFault(options: Options): Fault {
  const [, method, path] = /^(?:(GET|POST|DELETE) )?(\/.*)$/.exec(options.call ?? '') ?? []
  if (options.call !== undefined && path === undefined) {
    throw new UsageError(`--call ${options.call} is no call`, {hint: 'Write it like "POST /me/messages"'})
  }
  return {
    ...(method === undefined ? {} : {method}),
    ...(path === undefined ? {} : {path}),
    ...number('nth', parseCount(options.nth, '--nth')),
    ...number('times', parseCount(options.times, '--times')),
    ...number('seed', parseCount(options.seed, '--seed')),
    ...(options.share === undefined ? {} : {probability: Number(options.share) / 100}),
    effect: {...toEffect(options), ...(options.accept === true ? {accept: true} : {})},
  }
}

const number = <Name extends string>(name: Name, value: number | undefined) =>
  value === undefined ? {} : {[name]: value}

function toEffect(options: Options): FaultEffect {
  const {error, minutes, status, delay, reset, withhold} = options
  const effects: FaultEffect[] = []
  if (error !== undefined) {
    const [, code, subcode] = /^(\d+)(?:\/(\d+))?$/.exec(error) ?? []
    if (code === undefined) throw new UsageError(`--error ${error} is no code; write 4 or 190/463`)
    effects.push({
      kind: 'error',
      code: Number(code),
      ...(subcode === undefined ? {} : {subcode: Number(subcode)}),
      ...(minutes === undefined ? {} : {minutes: Number(minutes)}),
    })
  }
  if (status !== undefined) effects.push({kind: 'status', status: parseCount(status, '--status') ?? 500})
  if (delay !== undefined) effects.push({kind: 'delay', ms: parseCount(delay, '--delay') ?? 0})
  if (reset === true) effects.push({kind: 'reset'})
  if (withhold === true) effects.push({kind: 'withhold'})
  const [effect, another] = effects
  if (effect !== undefined && another === undefined) return effect
  throw new UsageError(effect === undefined ? 'There is no effect' : 'There are several effects', {
    hint: 'Give one of --error, --status, --delay, --reset and --withhold',
  })
}
