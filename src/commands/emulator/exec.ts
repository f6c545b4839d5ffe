import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {type EmulatorAccess, findEmulator} from '../../emulator/find.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {durationOption} from '../shared/arguments/duration.ts'
import {declareWebhook, planWebhook, type WebhookFlags} from './shared/plan-webhook.ts'
import {isPublic, type PublicWebhook, unregisteredHint, untilRegistered} from './shared/public-address.ts'
import {emulatorPlace, parseDay, reach} from './shared/reach.ts'
import {type Bot, startBot} from './shared/start-bot.ts'

interface Options extends WebhookFlags {
  readonly asOf?: string
  readonly ephemeral?: boolean
}

export function declare(command: Command): void {
  declareWebhook(
    command
      .addArgument(completedArgument('files', '<command>', 'program to run'))
      .addArgument(completedArgument('files', '[arguments...]', 'its arguments'))
      .option(
        '--as-of <day>',
        'answer as the platform did on that day, such as 2019-06-01; uses the running emulator if it emulates that day',
      )
      .option('--ephemeral', 'start from the initial state and keep nothing')
      .option(
        '--webhook <address>',
        "register the program's webhook: http://localhost:3000/webhook, or 3000",
      ),
  )
    .addOption(
      durationOption('--webhook-timeout <duration>', 'how long to wait for it to answer').default('30s'),
    )
    .passThroughOptions()
    .addHelpText(
      'after',
      `
The program runs unchanged: for it and everything it starts, https://graph.facebook.com is the emulator. Node programs are
redirected. Others (curl, Python, Ruby, PHP, Go on Linux, Java) use a proxy (HTTPS_PROXY) with a certificate made for this run,
which they trust through SSL_CERT_FILE and similar variables. Calls to other hosts go to those hosts, unread.

The program's environment contains MSGR_GRAPH_URL and, under the usual names, the token (PAGE_ACCESS_TOKEN, FACEBOOK_ACCESS_TOKEN …),
the app secret (APP_SECRET …), the verify token (VERIFY_TOKEN, VALIDATION_TOKEN …), the ids (PAGE_ID, APP_ID …), the tokens of a
person and of the app (USER_ACCESS_TOKEN, APP_ACCESS_TOKEN …), and with --webhook its PORT. To use another name, set it in
the shell: sh -c 'MY_TOKEN=$PAGE_ACCESS_TOKEN npm start'. msgr emulator token show prints all the values. A name that other
services use too, such as ACCESS_TOKEN, is not changed if it is already set.
These variables take precedence over a .env file. Every msgr command inside uses this emulator, with the newest version of its
day unless you name one. A real token (EAA…) in a variable is replaced by the emulator's; the emulator refuses real tokens.

Some libraries ship their own certificates. Node's are handled, and so are both of Facebook's PHP SDKs, through a file that
PHP runs first (auto_prepend_file). Point any other library to the file in SSL_CERT_FILE: in PHP with
curl_setopt($curl, CURLOPT_CAINFO, getenv('SSL_CERT_FILE')), in Python with verify=os.environ['SSL_CERT_FILE'].

--webhook registers the program's webhook. If the program registers its own webhook at a public address, pass that
address: --public-url https://bot.example (the program finds it in APP_URL, SERVER_URL, PUBLIC_URL and BASE_URL). The webhook
is then verified and called at the same path on the program's local port: that of --webhook, or else its PORT.
--fields then subscribes the Page, for a program that registers only the callback. With either option, the previous callback is
restored at the end. The exit code is the program's.

Examples:
  $ msgr emulator exec -- npm test
  $ msgr emulator exec --webhook http://localhost:3000/webhook -- node bot.js
  $ msgr emulator exec --webhook 3000 --public-url https://bot.example -- npm start
  $ msgr emulator exec --as-of 2019-06-01 -- sh -c 'msgr label list && msgr emulator status'`,
    )
}

/** Returns the exit code of the program. */
export async function run(
  context: Context,
  program: string,
  args: readonly string[],
  options: Options,
): Promise<number> {
  const webhook = await planWebhook(context, options, {isNeeded: false, defaultTimeout: '30s'})
  const emulator = await reach(context, {
    asOf: parseDay(options.asOf),
    isEphemeral: options.ephemeral ?? false,
    // Lets another terminal write to the bot as a person.
    isPublished: webhook !== undefined && (await findEmulator(await emulatorPlace(context))) === undefined,
  })
  const bot = await startBot(context, emulator, {program, args, webhook, verifyToken: options.verifyToken})
  if (isPublic(webhook)) await reportRegistered(context, emulator, {program, bot, webhook})
  else if (bot.fields !== undefined) await reportReady(context, emulator, `${webhook?.url}`, bot.fields)
  else if (webhook !== undefined) context.io.warn(`${program} ended before ${webhook.url} answered`)
  return bot.ended
}

async function reportReady(
  context: Context,
  emulator: EmulatorAccess,
  webhook: string,
  fields: readonly string[],
): Promise<void> {
  if (fields.includes('message_echoes')) {
    const {watchEchoes} = await import('./exec/watch-echoes.ts')
    await watchEchoes(context, emulator.url)
  }
  context.io.note(`✔ webhook   ${webhook} gets ${fields.join(', ')}`)
  context.io.note(`✔ chat      ${emulator.url}/`)
}

/** How long after the program registers its callback to wait for the Page's fields before warning that they are missing. */
const FIELDS_MS = 3_000

/** Reports what the program registered at its public address, or that it registered nothing. */
async function reportRegistered(
  context: Context,
  emulator: EmulatorAccess,
  {program, bot, webhook}: {readonly program: string; readonly bot: Bot; readonly webhook: PublicWebhook},
): Promise<void> {
  const {io} = context
  const {publicUrl, timeoutMs} = webhook
  const registered = await untilRegistered(context, emulator, {...webhook, fieldsMs: FIELDS_MS}, bot.hasEnded)
  if (registered === undefined) {
    if (bot.hasEnded.aborted) io.warn(`${program} ended before it registered a webhook at ${publicUrl}`)
    else
      io.warn(
        `${program} did not register a webhook at ${publicUrl} within ${timeoutMs / 1000} s. ${unregisteredHint(webhook)}`,
      )
    return
  }
  const {url, localUrl, fields} = registered
  if (fields.length > 0) return reportReady(context, emulator, `${url} (${localUrl})`, fields)
  io.warn(
    `${url} is registered (${localUrl}) but gets no events: the Page is not subscribed. Call POST /PAGE_ID/subscribed_apps in the program, or name fields: --fields messages,messaging_postbacks`,
  )
}

export const view = undefined

export const exitCode = (code: number): number => code
