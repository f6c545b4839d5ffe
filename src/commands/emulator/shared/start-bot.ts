import type {Context} from '../../../context.ts'
import {appTokenOf, type ConnectionInfo, type EmulatorAccess} from '../../../emulator/find.ts'
import {isPublic, lendAddress} from './public-address.ts'
import type {WebhookOptions} from './webhook-options.ts'

/** A program that runs as the bot of one of the emulator's Pages. */
export interface Bot {
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number>
  /** Aborted when it has ended. */
  readonly hasEnded: AbortSignal
  /** The fields its webhook gets; undefined if none was to be registered, or the program ended before it answered. */
  readonly fields: readonly string[] | undefined
  /** Ends it and everything it started; returns its exit code. */
  readonly stop: () => Promise<number>
}

export interface BotOptions {
  readonly program: string
  readonly args: readonly string[]
  /** Made the app's callback once it answers, until the command ends. */
  readonly webhook?: WebhookOptions | undefined
  readonly verifyToken?: string | undefined
  /** Where its output goes. Default: stdout. */
  readonly outputTo?: 'stdout' | 'stderr'
}

/**
 * Runs a program with the emulator as its graph.facebook.com.
 * @throws {MsgrError} when its webhook does not answer in time, or not as the platform requires; the program is ended then.
 */
export async function startBot(
  context: Context,
  emulator: EmulatorAccess,
  {program, args, webhook, verifyToken, outputTo = 'stdout'}: BotOptions,
): Promise<Bot> {
  const known = await emulator.connection(context.globals.page)
  const connection = {...known, verifyToken: verifyToken ?? known.verifyToken}
  const environment = await environmentFor(context, emulator, connection, webhook)
  if (isPublic(webhook)) await lendAddress(context, emulator, connection, webhook)
  const [hasEnded, stopping] = [new AbortController(), new AbortController()]
  const ended = context.io.runProgram(program, args, environment, {outputTo, signal: stopping.signal})
  void ended.finally(() => hasEnded.abort())
  const stop = () => {
    stopping.abort()
    return ended
  }
  const bot = {ended, hasEnded: hasEnded.signal, stop}
  if (webhook === undefined || isPublic(webhook)) return {...bot, fields: undefined}
  try {
    const {attachWebhook} = await import('./attach-webhook.ts')
    const {url, ...rest} = webhook
    const fields = await attachWebhook(context, {
      ...rest,
      ...connection,
      emulator,
      url: url.href,
      ended: hasEnded.signal,
    })
    return {...bot, fields}
  } catch (error) {
    await stop()
    throw error
  }
}

async function environmentFor(
  context: Context,
  emulator: EmulatorAccess,
  connection: ConnectionInfo,
  webhook: WebhookOptions | undefined,
): Promise<Record<string, string | undefined>> {
  const [{openInterception}, {botVariables}] = await Promise.all([
    import('../../../emulator/interception/index.ts'),
    import('./variables.ts'),
  ])
  const {environment: inherited, warn} = context.io
  const interception = await openInterception({emulatorUrl: emulator.url, inherited, warn})
  context.onExit(interception.close)
  context.onLeave(interception.close)
  const {url, publicUrl} = webhook ?? {}
  const port = url?.port === '' ? undefined : url?.port
  return {
    // The address of this emulator for msgr, and the newest version of its day.
    MSGR_EMULATOR_URL: emulator.url,
    MSGR_EMULATOR_VERSION: connection.apiVersion,
    ...botVariables(inherited, {
      ...connection,
      appToken: appTokenOf(connection),
      graphUrl: emulator.url,
      port,
      publicUrl,
    }),
    ...interception.environment,
  }
}
