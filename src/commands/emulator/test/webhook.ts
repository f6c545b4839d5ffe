import type {Context} from '../../../context.ts'
import type {EmulatorAccess} from '../../../emulator/find.ts'
import {MsgrError, NetworkError, UsageError} from '../../../errors.ts'
import {planWebhook, type WebhookFlags} from '../shared/plan-webhook.ts'
import {
  isPublic,
  lendAddress,
  type PublicWebhook,
  unregisteredHint,
  untilRegistered,
} from '../shared/public-address.ts'
import {startBot} from '../shared/start-bot.ts'

/** The bot as named on the command line. A bot that msgr starts has 30 s to answer; a running one has to answer at once. */
export interface BotChoice extends WebhookFlags {
  /** Webhook fields that the chats need in addition to the default ones. */
  readonly moreFields?: readonly string[]
  /** The program to start and its arguments; empty for a running bot. */
  readonly program: readonly string[]
}

/**
 * Makes sure that the bot gets events: starts it, makes its address the callback until the command ends, or checks the
 * registered callback.
 * @throws {MsgrError} when it does not get events, with a hint of what to type.
 */
export async function readyBot(context: Context, emulator: EmulatorAccess, choice: BotChoice): Promise<void> {
  const {verifyToken} = choice
  const [program, ...args] = choice.program
  const isStarted = program !== undefined
  const webhook = await planWebhook(context, choice, {
    isNeeded: isStarted,
    defaultTimeout: isStarted ? '30s' : '0s',
    ...(choice.moreFields !== undefined && {moreFields: choice.moreFields}),
  })
  if (program !== undefined && webhook !== undefined) {
    const bot = await startBot(context, emulator, {program, args, webhook, verifyToken, outputTo: 'stderr'})
    context.onExit(async () => void (await bot.stop()))
    if (isPublic(webhook)) await demandRegistered(context, emulator, webhook, bot.hasEnded)
    else if (bot.fields === undefined)
      throw new MsgrError(
        `${choice.program.join(' ')} ended with ${await bot.ended} before ${webhook.url} answered.`,
        {hint: 'Use the port in PORT, or name another: --webhook 3000'},
      )
    return
  }
  if (webhook !== undefined) {
    const {attachWebhook} = await import('../shared/attach-webhook.ts')
    const known = await emulator.connection(context.globals.page)
    if (isPublic(webhook)) {
      await lendAddress(context, emulator, known, webhook)
      return demandRegistered(context, emulator, webhook, context.signal)
    }
    await attachWebhook(context, {
      ...known,
      ...webhook,
      emulator,
      url: webhook.url.href,
      verifyToken: verifyToken ?? known.verifyToken,
      ended: context.signal,
    })
    return
  }
  const {pageId} = await emulator.connection(context.globals.page)
  const overview = await emulator.admin('GET', `chat?page=${pageId}`)
  const {state, url, hint} = overview.webhook
  if (state !== 'missing' && state !== 'unsubscribed') return
  throw new UsageError(
    state === 'missing'
      ? 'There is no bot to test: no webhook is registered.'
      : `${url} gets no events of this Page.`,
    {
      hint: `Start the bot with msgr: msgr emulator test -- node bot.js. Or name a running one: --webhook 3000${hint === undefined ? '' : `. To fix it permanently: ${hint}`}`,
    },
  )
}

/** @throws {NetworkError} when nothing was registered, {MsgrError} when the Page is not subscribed. */
async function demandRegistered(
  context: Context,
  emulator: EmulatorAccess,
  webhook: PublicWebhook,
  ended: AbortSignal,
): Promise<void> {
  const registered = await untilRegistered(context, emulator, webhook, ended)
  if (registered === undefined)
    throw new NetworkError(`The bot did not register a webhook at ${webhook.publicUrl}.`, {
      sent: 'no',
      hint: unregisteredHint(webhook),
    })
  if (registered.fields.length > 0) return
  throw new MsgrError(`${registered.url} gets no events of this Page.`, {
    hint: 'Call POST /PAGE_ID/subscribed_apps in the bot, or name fields: --fields messages,messaging_postbacks',
  })
}
