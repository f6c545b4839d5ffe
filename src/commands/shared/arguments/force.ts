import type {Command} from 'commander'
import type {Context} from '../../../context.ts'
import {UsageError} from '../../../errors.ts'
import {type EndedCall, endedRoute, formatEnd, hasEnded} from '../../../platform/ended.ts'
import type {RuleFault} from '../../../platform/faults.ts'
import type {Route} from '../../../platform/route.ts'
import {insteadOf} from './instead.ts'
import {today} from './target-time.ts'

export interface ForceOptions {
  readonly force?: boolean
}

/** Declares `--force`; with a route, the help says that it ended, when, and what replaces it. */
export function declareForce(command: Command, route?: Route): Command {
  command.option('--force', 'make the call although the platform has discontinued it')
  return route === undefined ? command : command.addHelpText('after', `\n${explainEnd(route)}`)
}

/** For help: when the call ended, why, and what replaces it. */
export function explainEnd(route: Route): string {
  const ended = endedRoute(route)
  if (ended === undefined) return ''
  const instead = insteadOf(ended)
  return `${sentence(ended)}.${instead === undefined ? '' : `\nInstead: ${instead}.`}`
}

/**
 * Refuses a call that the platform has discontinued, before any request. An emulator with an earlier date still has it.
 * @throws {UsageError} with the date, the reason and what to use instead, unless `force` is set.
 */
export async function demandAlive(
  context: Context,
  route: Route,
  {force = false}: ForceOptions = {},
): Promise<void> {
  const ended = endedRoute(route)
  if (ended === undefined || force || !hasEnded(ended, await today(context))) return
  throw new UsageError(sentence(ended), {
    hint: [insteadOf(ended), 'To make the call anyway: --force'].flatMap(part => part ?? []).join('. '),
  })
}

/** The faults; with `force`, without those about a discontinued or unknown tag, template or property. */
export function forgive(faults: readonly RuleFault[], force: boolean): readonly RuleFault[] {
  return force ? faults.filter(({rule}) => !forgiven.includes(rule)) : faults
}

const forgiven: readonly RuleFault['rule'][] = ['ended', 'unknown-key', 'unknown-value']

/** `Messenger Codes ended on 2019-10-29: the camera of Messenger stopped scanning them` */
function sentence(ended: EndedCall): string {
  const {what, why} = ended
  return `${what.charAt(0).toUpperCase()}${what.slice(1)} ${formatEnd(ended)}: ${why}`
}
