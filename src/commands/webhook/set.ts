import type {Command} from 'commander'
import {readCallback, toFieldNames} from '../../callback/subscriptions.ts'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import {privateHost} from '../../platform/addresses.ts'
import {defaultPageFields} from '../../platform/webhook-events.ts'
import type {View} from '../../terminal/view.ts'
import {completedOption} from '../shared/arguments/completed.ts'

interface SetOptions {
  readonly fields?: string
  readonly verifyToken?: string
}

export interface CallbackSet {
  readonly url: string
  /** The fields that the platform will deliver there, for Pages that are subscribed too. */
  readonly fields: readonly string[]
  /** The URL before; null when there was none. */
  readonly formerUrl: string | null
}

export function declare(command: Command): void {
  command
    .argument('<url>', 'the public https address, with its path')
    .addOption(
      completedOption(
        {listOf: 'webhookFields'},
        '--fields <names>',
        'fields to add, comma-separated (default: the current ones, else the usual ones)',
      ),
    )
    .option(
      '--verify-token <token>',
      'the token that the receiver expects (default: from the settings, else asked for)',
    )
    .addHelpText(
      'after',
      `
The platform calls the URL before it accepts it, so the receiver must be running. An app has one callback for all its Pages;
for development, use a separate app. Fields that are already subscribed stay.

Examples:
  $ msgr webhook set https://bot.example/webhook
  $ msgr webhook set https://ab12.ngrok-free.dev/webhook --fields messages,messaging_postbacks`,
    )
}

export async function run(context: Context, url: string, options: SetOptions): Promise<CallbackSet> {
  const connection = await context.connection()
  checkUrl(url, connection.target === 'emulator')
  const api = await context.api()
  const verifyToken = options.verifyToken ?? connection.verifyToken ?? (await askForToken(context))
  const former = await readCallback(api)
  if (former !== undefined && former.url !== url && former.active)
    await context.prompt.agree(
      `The app delivers to ${former.url}, for all its Pages. Deliver to the new address instead?`,
    )
  const named = options.fields === undefined ? [] : toFieldNames(context, [options.fields])
  const kept = former?.fields ?? []
  const fields = named.length > 0 ? named : kept.length > 0 ? kept : defaultPageFields
  try {
    await api.subscriptions.set({callbackUrl: url, verifyToken, fields})
  } catch (error) {
    const {explainVerification} = await import('./set/explain-verification.ts')
    throw await explainVerification(error, {url, verifyToken, signal: context.signal})
  }
  return {url, fields: [...new Set([...kept, ...fields])], formerUrl: former?.url ?? null}
}

export const view: View<CallbackSet> = ({url, fields, formerUrl: former}) => {
  const replaced = former === null || former === url ? '' : `, instead of ${former}`
  return `The callback of the app is ${url}${replaced}.\nFields: ${fields.join(', ')}\nThe Page needs them too: msgr webhook status`
}

function checkUrl(text: string, isEmulator: boolean): void {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const host = privateHost(text)
  if (url?.protocol === 'https:' && host !== undefined && !isEmulator)
    throw new UsageError(`${text} is at ${host}, which the platform cannot reach`, {
      hint: 'To open a public address for this machine: msgr listen --tunnel',
    })
  if (url?.protocol === 'https:' || (isEmulator && url?.protocol === 'http:')) return
  throw new UsageError(`${text} is not an https address`, {
    hint: 'The platform calls only https addresses with a publicly trusted certificate. To open one: msgr listen --tunnel',
  })
}

async function askForToken({prompt, globals}: Context): Promise<string> {
  return globals.dryRun
    ? '<verify token>'
    : prompt.secret('Verify token that the receiver expects', '--verify-token')
}
