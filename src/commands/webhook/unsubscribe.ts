import type {Command} from 'commander'
import {agreeToTakeOff, readPageFields, toFieldNames} from '../../callback/subscriptions.ts'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'

export interface Unsubscribed {
  /** The remaining fields, as the platform reports them afterwards. */
  readonly fields: readonly string[]
  readonly removed: readonly string[]
  /** Named fields that were not subscribed. */
  readonly notSubscribed: readonly string[]
}

export function declare(command: Command): void {
  command
    .addArgument(
      completedArgument({listOf: 'webhookFields'}, '[fields...]', 'names of fields (default: all)'),
    )
    .addHelpText(
      'after',
      `
Asks before unsubscribing a field: its events are lost until it is subscribed again. Without names, unsubscribes the app from the Page,
with all its fields.

Examples:
  $ msgr webhook unsubscribe feed --yes
  $ msgr webhook unsubscribe --yes`,
    )
}

export async function run(context: Context, words: readonly string[]): Promise<Unsubscribed> {
  const api = await context.api()
  const {appId} = await context.connection()
  const isAll = words.length === 0
  const named = toFieldNames(context, words)
  const before = await readPageFields(api, appId)
  const wanted = isAll ? [] : before.filter(name => !named.includes(name))
  if (isAll) await context.prompt.agree('Unsubscribe the app from the Page, with all its fields?')
  else await agreeToTakeOff(context, {before, wanted})
  if (wanted.length === 0) await api.subscribedApps.delete()
  else if (wanted.length < before.length) await api.subscribedApps.set(wanted)
  const fields = await readPageFields(api, appId)
  return {
    fields,
    removed: before.filter(name => !fields.includes(name)),
    notSubscribed: named.filter(name => !before.includes(name)),
  }
}

export const view: View<Unsubscribed> = ({fields, removed, notSubscribed: missing}, style) =>
  [
    `Subscribed: ${listed(fields)}`,
    `Removed: ${listed(removed)}`,
    ...(missing.length === 0 ? [] : [style.warn(`Not subscribed before: ${missing.join(', ')}`)]),
  ].join('\n')

const listed = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(', '))
