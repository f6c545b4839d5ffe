import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {findEmulator} from '../../emulator/find.ts'
import {defaultPageFields} from '../../platform/webhook-events.ts'
import {parseTargetUrl} from '../../webhook/forward-target.ts'
import {parseDuration} from '../duration.ts'
import {toFieldNames} from '../webhook/subscriptions.ts'
import {startBot} from './exec/start-bot.ts'
import {emulatorPlace, parseDay, reach} from './reach.ts'

interface Options {
  readonly asOf?: string
  readonly ephemeral?: boolean
  readonly webhook?: string
  readonly verifyToken?: string
  readonly fields?: string
  readonly webhookTimeout: string
}

export function declare(command: Command): void {
  command
    .argument('<command>', 'program to run')
    .argument('[arguments...]', 'its arguments')
    .option('--as-of <day>', 'answer as the platform did on that day, such as 2019-06-01')
    .option('--ephemeral', 'start from the first state and keep nothing')
    .option(
      '--webhook <address>',
      'register the webhook of the program: http://localhost:3000/webhook, or 3000',
    )
    .option('--verify-token <token>', 'what the webhook expects (default: the VERIFY_TOKEN it is given)')
    .option('--fields <names>', 'what the webhook gets, with commas between (default: the usual ones)')
    .option('--webhook-timeout <duration>', 'how long it may take to answer', '30s')
    .passThroughOptions()
    .addHelpText(
      'after',
      `
The program runs unchanged: for it and all it starts, https://graph.facebook.com is the emulator. Node programs are
redirected; others come by a proxy (HTTPS_PROXY) with a certificate of this run that they trust by SSL_CERT_FILE and its
like: curl, Python, Ruby, PHP, Go (on Linux), Java. Calls to other hosts go where they always go, unread.

It finds in its environment: MSGR_GRAPH_URL, and under the usual names the token (PAGE_ACCESS_TOKEN, MSGR_PAGE_TOKEN),
the app secret (APP_SECRET), the verify token (VERIFY_TOKEN), the ids (PAGE_ID, APP_ID), and with --webhook its PORT.
These win over a .env file. A variable that holds a real token (EAA…) gets the emulator's instead; the emulator refuses
real ones. With --webhook the callback that was there is put back at the end. The exit code is the program's.

Examples:
  $ msgr emulator exec -- npm test
  $ msgr emulator exec --webhook http://localhost:3000/webhook -- node bot.js
  $ msgr emulator exec --as-of 2019-06-01 -- sh -c 'msgr label list'`,
    )
}

/** Gives the exit code of the program. */
export async function run(
  context: Context,
  program: string,
  args: readonly string[],
  options: Options,
): Promise<number> {
  const {webhook, verifyToken} = options
  const url = webhook === undefined ? undefined : parseTargetUrl(webhook, '/webhook')
  const timeoutMs = parseDuration(options.webhookTimeout, '--webhook-timeout')
  const fields = options.fields === undefined ? defaultPageFields : toFieldNames(context, [options.fields])
  const emulator = await reach(context, {
    asOf: parseDay(options.asOf),
    isEphemeral: options.ephemeral ?? false,
    // So that another terminal can let a person write to the bot.
    isPublished: url !== undefined && (await findEmulator(await emulatorPlace(context))) === undefined,
  })
  const attached = url === undefined ? undefined : {url, fields, timeoutMs}
  const bot = await startBot(context, emulator, {program, args, webhook: attached, verifyToken})
  if (bot.fields !== undefined) {
    if (bot.fields.includes('message_echoes')) {
      const {watchEchoes} = await import('./exec/watch-echoes.ts')
      await watchEchoes(context, emulator.url)
    }
    context.io.note(`✔ webhook   ${url} gets ${bot.fields.join(', ')}`)
    context.io.note(`✔ chat      ${emulator.url}/`)
  } else if (url !== undefined) context.io.warn(`${program} ended before ${url} answered`)
  return bot.ended
}

export const view = undefined

export const exitCode = (code: number): number => code
