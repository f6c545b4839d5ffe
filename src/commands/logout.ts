import type {Command} from 'commander'
import type {Context} from '../context.ts'
import {UsageError} from '../errors.ts'
import type {View} from '../terminal/view.ts'
import {addExamples} from './shared/wording/examples.ts'

export interface LoggedOut {
  readonly page: string
  /** False when nothing was stored for it. */
  readonly removed: boolean
  readonly dryRun: boolean
}

export function declare(command: Command): void {
  command.addHelpText(
    'after',
    '\nRemoves the token stored on this machine. It stays valid: a user can revoke it on the platform, in the settings of the app.',
  )
  addExamples(command, 'msgr logout', 'msgr logout --page staging')
}

export async function run({config, globals}: Context): Promise<LoggedOut> {
  const {connection, paths} = await config()
  const page = globals.page ?? connection.pageName
  if (page === undefined) throw new UsageError('Which Page?', {hint: 'Name it: msgr logout --page shop'})
  const {removeCredentials} = await import('../config/write.ts')
  if (globals.dryRun) return {page, removed: false, dryRun: true}
  return {page, removed: await removeCredentials(paths, page), dryRun: false}
}

export const view: View<LoggedOut> = ({page, removed, dryRun}) => {
  if (dryRun) return `Would remove the stored token of ${page}.`
  return removed ? `Logged out of ${page}.` : `No token was stored for ${page}.`
}
