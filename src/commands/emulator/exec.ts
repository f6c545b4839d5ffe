import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {parseDay, reach} from './reach.ts'

interface Options {
  readonly asOf?: string
  readonly ephemeral?: boolean
}

export function declare(command: Command): void {
  command
    .argument('<command>', 'program to run')
    .argument('[arguments...]', 'its arguments')
    .option('--as-of <day>', 'answer as the platform did on that day, such as 2019-06-01')
    .option('--ephemeral', 'start from the first state and keep nothing')
    .passThroughOptions()
    .addHelpText(
      'after',
      `
The program finds in its environment: MSGR_GRAPH_URL, MSGR_PAGE_ID, MSGR_PAGE_TOKEN, MSGR_APP_ID, MSGR_APP_SECRET and
MSGR_VERIFY_TOKEN, so that msgr and scripts of its own work against the emulator. The exit code is the program's.

Examples:
  $ msgr emulator exec -- npm test
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
  const emulator = await reach(context, {
    asOf: parseDay(options.asOf),
    isEphemeral: options.ephemeral ?? false,
  })
  const {pageId, pageToken, appId, appSecret, verifyToken} = await emulator.connection(context.globals.page)
  return context.io.runProgram(program, args, {
    MSGR_EMULATOR: undefined,
    MSGR_PAGE: undefined,
    MSGR_PAGE_TOKEN_FILE: undefined,
    MSGR_GRAPH_URL: emulator.url,
    MSGR_PAGE_ID: pageId,
    MSGR_PAGE_TOKEN: pageToken,
    MSGR_APP_ID: appId,
    MSGR_APP_SECRET: appSecret,
    MSGR_VERIFY_TOKEN: verifyToken,
    MESSENGER_APP_SECRET: appSecret,
    MESSENGER_VERIFY_TOKEN: verifyToken,
  })
}

export const view = undefined

export const exitCode = (code: number): number => code
