import type {Command} from 'commander'
import {agreeToTakeOff, readPageFields, toFieldNames} from '../../callback/subscriptions.ts'
import type {Context} from '../../context.ts'
import {defaultPageFields} from '../../platform/webhook-events.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'

interface SubscribeOptions {
  readonly replace?: boolean
}

export interface Subscribed {
  /** All fields of the Page, as the platform reports them afterwards. */
  readonly fields: readonly string[]
  readonly added: readonly string[]
  readonly removed: readonly string[]
  /** Requested fields that are not subscribed. */
  readonly refused: readonly string[]
}

export function declare(command: Command): void {
  command
    .addArgument(
      completedArgument(
        {listOf: 'webhookFields'},
        '[fields...]',
        'names of fields (default: those that a bot usually needs)',
      ),
    )
    .option('--replace', 'unsubscribe all other fields')
    .addHelpText(
      'after',
      `
Default: ${defaultPageFields.join(', ')}.
response_feedback shows thumbs under every message of the Page, and is subscribed only if you name it.

Examples:
  $ msgr webhook subscribe
  $ msgr webhook subscribe messages messaging_postbacks --replace --yes`,
    )
}

export async function run(
  context: Context,
  words: readonly string[],
  options: SubscribeOptions,
): Promise<Subscribed> {
  const named = words.length === 0 ? defaultPageFields : toFieldNames(context, words)
  const api = await context.api()
  const {appId} = await context.connection()
  const before = await readPageFields(api, appId)
  const wanted = options.replace === true ? named : [...new Set([...before, ...named])]
  await agreeToTakeOff(context, {before, wanted})
  await api.subscribedApps.set(wanted)
  const fields = await readPageFields(api, appId)
  return {
    fields,
    added: fields.filter(name => !before.includes(name)),
    removed: before.filter(name => !fields.includes(name)),
    refused: wanted.filter(name => !fields.includes(name)),
  }
}

export const view: View<Subscribed> = ({fields, added, removed, refused}, style) =>
  [
    `Subscribed: ${fields.length === 0 ? 'none' : fields.join(', ')}`,
    ...named('Added', added),
    ...named('Removed', removed),
    ...named('Not accepted by the platform', refused).map(style.warn),
  ].join('\n')

const named = (what: string, names: readonly string[]) =>
  names.length === 0 ? [] : [`${what}: ${names.join(', ')}`]
