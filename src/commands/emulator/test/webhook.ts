import type {AddressInfo} from 'node:net'
import {createServer} from 'node:net'
import type {Context} from '../../../context.ts'
import type {ChatOverview} from '../../../emulator/chat/view-types.ts'
import type {EmulatorAccess} from '../../../emulator/find.ts'
import {MsgrError, UsageError} from '../../../errors.ts'
import {defaultPageFields} from '../../../platform/webhook-events.ts'
import {parseTargetUrl} from '../../../webhook/forward-target.ts'
import {parseDuration} from '../../duration.ts'
import {startBot} from '../exec/start-bot.ts'

export interface BotChoice {
  /** Where the bot is, as a person names it. */
  readonly webhook?: string | undefined
  readonly verifyToken?: string | undefined
  /** How long it may take until it answers; default 30 s for a program that is started, else nothing. */
  readonly webhookTimeout?: string | undefined
  /** The program to start and its arguments; empty for a bot that runs already. */
  readonly program: readonly string[]
}

/**
 * Sees to it that the bot gets events: starts it, or makes its address the callback until the command ends, or looks
 * whether the callback that is there is any good.
 * @throws {MsgrError} with what to type, when it is not.
 */
export async function readyBot(context: Context, emulator: EmulatorAccess, choice: BotChoice): Promise<void> {
  const {webhook, verifyToken} = choice
  const [program, ...args] = choice.program
  const timeout = choice.webhookTimeout ?? (program === undefined ? '0s' : '30s')
  const timeoutMs = parseDuration(timeout, '--webhook-timeout')
  const fields = defaultPageFields
  if (program !== undefined) {
    const url = parseTargetUrl(webhook ?? String(await freePort()), '/webhook')
    const attached = {url, fields, timeoutMs}
    const bot = await startBot(context, emulator, {
      program,
      args,
      webhook: attached,
      verifyToken,
      outputTo: 'stderr',
    })
    context.onExit(async () => void (await bot.stop()))
    if (bot.fields !== undefined) return
    throw new MsgrError(`${choice.program.join(' ')} ended with ${await bot.ended} before ${url} answered.`, {
      hint: 'It finds its port in PORT; if it has one of its own, name it: --webhook 3000',
    })
  }
  if (webhook !== undefined) {
    const {attachWebhook} = await import('../exec/attach-webhook.ts')
    const known = await emulator.connection(context.globals.page)
    await attachWebhook(context, {
      ...known,
      emulator,
      url: parseTargetUrl(webhook, '/webhook').href,
      verifyToken: verifyToken ?? known.verifyToken,
      fields,
      timeoutMs,
      ended: context.signal,
    })
    return
  }
  const {pageId} = await emulator.connection(context.globals.page)
  const overview = (await emulator.admin('GET', `chat?page=${pageId}`)) as ChatOverview
  const {state, url, hint} = overview.webhook
  if (state !== 'missing' && state !== 'unsubscribed') return
  throw new UsageError(
    state === 'missing'
      ? 'No bot is there to talk to: no webhook is registered.'
      : `${url} gets no events of this Page.`,
    {
      hint: `Let msgr start the bot, msgr emulator test -- node bot.js, or say where it runs: --webhook 3000${hint === undefined ? '' : `. For good: ${hint}`}`,
    },
  )
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const {port} = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
