import type {AddressInfo} from 'node:net'
import {createServer} from 'node:net'
import type {Command} from 'commander'
import {toFieldNames} from '../../../callback/subscriptions.ts'
import type {Context} from '../../../context.ts'
import {UsageError} from '../../../errors.ts'
import {botPageFields} from '../../../platform/webhook-events.ts'
import {parseTargetUrl} from '../../../webhook/outgoing/forward-target.ts'
import {completedOption} from '../../shared/arguments/completed.ts'
import {parseDuration} from '../../shared/arguments/duration.ts'
import {parsePublicUrl} from '../../shared/arguments/public-url.ts'
import type {WebhookOptions} from './webhook-options.ts'

/** The flags about a program's webhook, as typed. */
export interface WebhookFlags {
  /** `3000`, or an address. */
  readonly webhook?: string | undefined
  readonly publicUrl?: string | undefined
  readonly verifyToken?: string | undefined
  readonly fields?: string | undefined
  readonly webhookTimeout?: string | undefined
}

/** The options that `exec` and `test` share. */
export function declareWebhook(command: Command): Command {
  return command
    .option(
      '--public-url <url>',
      'the public address where the program registers its own webhook: https://bot.example; events go to the port of --webhook',
    )
    .option(
      '--verify-token <token>',
      'the token the webhook expects (default: the VERIFY_TOKEN in its environment)',
    )
    .addOption(
      completedOption(
        {listOf: 'webhookFields'},
        '--fields <names>',
        'comma-separated fields the webhook gets (default: those of tutorials, without echoes, reads and deliveries)',
      ),
    )
}

/**
 * Which webhook the program has; undefined if it has none.
 * @param isNeeded picks a free port if no webhook is named.
 * @throws {UsageError} for flags that do not go together, or have wrong values.
 */
export async function planWebhook(
  context: Context,
  flags: WebhookFlags,
  {
    isNeeded,
    defaultTimeout,
    moreFields = [],
  }: {
    readonly isNeeded: boolean
    readonly defaultTimeout: string
    /** Fields to add to the default ones. */
    readonly moreFields?: readonly string[]
  },
): Promise<WebhookOptions | undefined> {
  const {webhook} = flags
  const timeoutMs = parseDuration(flags.webhookTimeout ?? defaultTimeout, '--webhook-timeout')
  const publicUrl = flags.publicUrl === undefined ? undefined : parsePublicUrl(flags.publicUrl, withoutPath)
  if (webhook === undefined && publicUrl === undefined && !isNeeded) {
    if (flags.fields === undefined) return undefined
    throw new UsageError('--fields needs a webhook', {
      hint: 'Add its address: --webhook 3000',
    })
  }
  const named = flags.fields === undefined ? undefined : toFieldNames(context, [flags.fields])
  if (named?.length === 0)
    throw new UsageError('--fields names no field', {
      hint: 'Write it like --fields messages,messaging_postbacks',
    })
  const url = parseTargetUrl(webhook ?? String(await freePort()), '/webhook')
  // A program that registers its own webhook subscribes the fields it wants.
  if (publicUrl !== undefined) return {url, publicUrl, fields: named ?? [], timeoutMs}
  return {url, fields: named ?? [...botPageFields, ...moreFields], timeoutMs}
}

const withoutPath = 'Leave out the path, which the program registers itself: --public-url https://bot.example'

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const {port} = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
