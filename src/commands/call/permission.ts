import type {Command} from 'commander'
import {parsePsid} from '../../audience/people.ts'
import type {Context} from '../../context.ts'
import {CALL_PERMISSION_DAYS} from '../../platform/calls.ts'
import type {Psid} from '../../platform/ids.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {toOwn} from '../shared/wording/own-names.ts'
import {secondsToIso} from '../shared/wording/times.ts'

export interface OwnCallPermission {
  readonly psid: Psid
  /** As the platform calls it; undefined if it does not say. */
  readonly status: string | undefined
  /** ISO 8601, UTC. */
  readonly expiresAt: string | undefined
  readonly actions: readonly {
    readonly name: string
    readonly allowed: boolean
    /** As the platform describes them. */
    readonly limits: readonly unknown[]
  }[]
}

export const csv = {columns: ['psid', 'status', 'expiresAt', 'actions']}

export function declare(command: Command): void {
  command.addArgument(completedArgument('people', '<psid>', 'the person')).addHelpText(
    'after',
    `
Shows whether the person lets the Page call, and what the Page may do. To ask for it, send the template calling_optin; an
approval holds for ${CALL_PERMISSION_DAYS} days. Meta documents the call, but not all words in its answer.

Examples:
  $ msgr call permission 6411223344556677
  $ msgr send template 6411223344556677 ask.json

ask.json:
  {"template_type": "calling_optin"}`,
  )
}

export async function run(context: Context, text: string): Promise<OwnCallPermission> {
  const psid = parsePsid(text)
  const {calls} = await context.api()
  const {permission, actions = []} = await calls.permission(psid)
  return {
    psid,
    status: permission?.status,
    expiresAt: secondsToIso(permission?.expiration_time),
    actions: actions.map(({action_name: name, can_perform_action: allowed, limits = []}) => ({
      name,
      allowed,
      limits: limits.map(limit => toOwn(limit)),
    })),
  }
}

export const view: View<OwnCallPermission> = ({status, expiresAt, actions}, {time, good}) => ({
  columns: ['field', 'value'],
  rows: [
    ['status', status],
    ...(expiresAt === undefined ? [] : [['until', time(expiresAt)]]),
    ...actions.map(({name, allowed}) => [
      name.replaceAll('_', ' '),
      allowed ? good('allowed') : 'not allowed',
    ]),
  ],
})
