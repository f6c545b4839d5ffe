import type {Command} from 'commander'
import {parsePsid} from '../../audience/people.ts'
import type {Context} from '../../context.ts'
import type {AppId, Psid} from '../../platform/ids.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {secondsToIso} from '../shared/wording/times.ts'
import {appName} from './shared/control.ts'

export interface Owned {
  readonly psid: Psid
  /** True while no app controls the conversation. */
  readonly idle: boolean
  /** Only the owner and the default app of the Page can see it. */
  readonly appId: AppId | undefined
  /** `this app (1234)`, `the Page Inbox`, `another app`. */
  readonly owner: string | undefined
  /** When control ends, ISO 8601. */
  readonly endsAt: string | undefined
}

export function declare(command: Command): void {
  command.addArgument(completedArgument('people', '<psid>', 'the person')).addHelpText(
    'after',
    `
The platform shows the id of the app only to that app and to the default app of the Page. An idle conversation is answered
by the default app, or by every app if there is none.`,
  )
  addExamples(command, 'msgr thread owner 6411223344556677')
}

export async function run(context: Context, psid: string): Promise<Owned> {
  const person = parsePsid(psid)
  const {threadControl} = await context.api()
  const owner = await threadControl.owner(person)
  if (owner === undefined)
    return {psid: person, idle: true, appId: undefined, owner: undefined, endsAt: undefined}
  const {app_id: appId, expiration} = owner
  const {appId: ownApp} = await context.connection()
  return {
    psid: person,
    idle: false,
    appId,
    owner: appId === undefined ? 'another app' : appName(appId, ownApp),
    endsAt: secondsToIso(expiration),
  }
}

export const view: View<Owned> = ({psid, idle, owner, endsAt}, {time}) => {
  if (idle) return `The conversation with ${psid} is idle: no app controls it.`
  return `The conversation with ${psid} is controlled by ${owner}${endsAt === undefined ? '' : ` until ${time(endsAt)}`}.`
}
