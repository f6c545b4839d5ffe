import type {Command} from 'commander'
import {readCallback} from '../../callback/subscriptions.ts'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'

export interface CallbackUnset {
  /** The previous URL; null when the app had no callback. */
  readonly formerUrl: string | null
}

export function declare(command: Command): void {
  command.addHelpText(
    'after',
    `
Then no events of any Page of the app are delivered. The fields of the Page stay, and apply again once there is a callback.

Examples:
  $ msgr webhook unset
  $ msgr webhook unset --yes`,
  )
}

export async function run(context: Context): Promise<CallbackUnset> {
  const api = await context.api()
  const former = await readCallback(api)
  if (former === undefined && !context.globals.dryRun) return {formerUrl: null}
  await context.prompt.agree(`The app delivers to ${former?.url}, for all its Pages. Remove this callback?`)
  await api.subscriptions.delete()
  return {formerUrl: former?.url ?? null}
}

export const view: View<CallbackUnset> = ({formerUrl: former}) =>
  former === null ? 'The app has no callback.' : `Removed the callback ${former} of the app.`
