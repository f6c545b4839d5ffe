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
import type {WebhookOptions} from './start-bot.ts'

/** The flags about the webhook of a program, as they are typed. */
export interface WebhookFlags {
  /** `3000`, or an address. */
  readonly webhook?: string | undefined
  readonly publicUrl?: string | undefined
  readonly verifyToken?: string | undefined
  readonly fields?: string | undefined
  readonly webhookTimeout?: string | undefined
}

/** What `exec` and `test` share. */
export function declareWebhook(command: Command): Command {
  return command
    .option(
      '--public-url <url>',
      'the address at which the program registers its webhook itself: https://bot.example; events go to the port of --webhook',
    )
    .option('--verify-token <token>', 'what the webhook expects (default: the VERIFY_TOKEN it is given)')
    .addOption(
      completedOption(
        {listOf: 'webhookFields'},
        '--fields <names>',
        'what the webhook gets, with commas between (default: those of tutorials, without echoes, reads and deliveries)',
      ),
    )
}

/**
 * Which webhook the program has; undefined when it has none.
 * @param isNeeded takes any free port where none is named.
 * @throws {UsageError} for flags that do not go together, or are not what they are for.
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
    /** Beside the usual ones, where none are named. */
    readonly moreFields?: readonly string[]
  },
): Promise<WebhookOptions | undefined> {
  const {webhook} = flags
  const timeoutMs = parseDuration(flags.webhookTimeout ?? defaultTimeout, '--webhook-timeout')
  const publicUrl = flags.publicUrl === undefined ? undefined : parsePublicUrl(flags.publicUrl, withoutPath)
  if (webhook === undefined && publicUrl === undefined && !isNeeded) {
    if (flags.fields === undefined) return undefined
    throw new UsageError('--fields says what a webhook gets, and none is named', {
      hint: 'Add where it is: --webhook 3000',
    })
  }
  const named = flags.fields === undefined ? undefined : toFieldNames(context, [flags.fields])
  if (named?.length === 0)
    throw new UsageError('--fields names no field', {hint: 'Such as --fields messages,messaging_postbacks'})
  const url = parseTargetUrl(webhook ?? String(await freePort()), '/webhook')
  // A program that registers itself subscribes what it wants.
  if (publicUrl !== undefined) return {url, publicUrl, fields: named ?? [], timeoutMs}
  return {url, fields: named ?? [...botPageFields, ...moreFields], timeoutMs}
}

const withoutPath =
  'Name it without a path, which is the one that the program registers: --public-url https://bot.example'

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const {port} = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
