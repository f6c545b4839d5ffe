import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {findEmulator} from '../../emulator/find.ts'
import {openEmulator} from '../../emulator/index.ts'
import {UsageError} from '../../errors.ts'
import type {View} from '../../terminal/view.ts'
import {parsePort} from '../shared/arguments/port.ts'
import {emulatorPlace, parseDay, warnIfUnkept} from './shared/reach.ts'

export const json = 'lines'

interface Options {
  readonly port: string
  readonly asOf?: string
  readonly ephemeral?: boolean
  readonly fetchPictures?: boolean
  readonly showWebviews?: boolean
  /** True unless `--no-rate-limits` is given. */
  readonly rateLimits: boolean
  readonly open?: boolean
  readonly echoBot?: boolean
}

interface Ready {
  readonly url: string
  readonly pageName: string
  readonly pageId: string
  readonly asOf: string
  /** Whether the built-in echo bot answers. */
  readonly echoBot: boolean
}

export function declare(command: Command): void {
  command
    .option('--port <port>', 'port on 127.0.0.1; 0 takes any free one', '4010')
    .option('--as-of <day>', 'answer as the platform did on that day, such as 2019-06-01')
    .option('--ephemeral', 'start from the initial state and keep nothing')
    .option('--no-rate-limits', 'accept calls at any rate')
    .option('--open', 'open the chat page in the browser')
    .option('--echo-bot', 'let the built-in echo bot answer what people write to the first Page')
    .option('--fetch-pictures', 'let the chat page show pictures of other hosts, which are asked for them')
    .option('--show-webviews', 'let the chat page show webviews of this machine in a frame')
    .addHelpText(
      'after',
      `
Open its address in a browser to write to the Page as any of its people. --open does so, with the browser in BROWSER or the
default one.

Other commands find it with --emulator (or MSGR_EMULATOR=1). Its state is kept between starts, in one folder for each
emulated day; msgr emulator reset clears it.
The chat page shows pictures that a bot sends by a URL of this machine. Those of other hosts are fetched only with --fetch-pictures,
from public addresses alone.

Examples:
  $ msgr emulator start
  $ msgr emulator start --echo-bot --open
  $ msgr emulator start --port 0 --as-of 2019-06-01 --ephemeral`,
    )
}

/** Returns one result, once the emulator answers; ends with Ctrl-C. */
export async function* run(
  context: Context,
  {
    port,
    asOf,
    ephemeral = false,
    rateLimits,
    open,
    echoBot = false,
    fetchPictures = false,
    showWebviews = false,
  }: Options,
): AsyncGenerator<Ready> {
  const place = await emulatorPlace(context)
  const running = await findEmulator(place)
  if (running !== undefined) {
    throw new UsageError(`An emulator is already running: process ${running.pid}, ${running.url}`, {
      hint: 'Use it with --emulator, or end it first',
    })
  }
  const emulator = await openEmulator({
    folder: place.folder,
    port: parsePort(port),
    asOf: parseDay(asOf),
    isEphemeral: ephemeral,
    isPublished: true,
    fetchesPictures: fetchPictures,
    showsWebviews: showWebviews,
    ...(rateLimits ? {} : {hasRateLimits: false}),
    machineNow: context.clock.now,
    ...warnIfUnkept(context),
  })
  context.onExit(emulator.close)
  const {pageName, pageId} = await emulator.connection()
  if (echoBot) await emulator.admin('POST', 'echo-bot', {isOn: true})
  yield {
    url: emulator.url,
    pageName,
    pageId,
    asOf: emulator.world.today(),
    echoBot,
  }
  if (open === true) await openPage(context, emulator.url)
  await untilAborted(context.signal)
}

/** Goes on without a browser. */
async function openPage({io}: Context, url: string): Promise<void> {
  const why = await io.openAddress(`${url}/`)
  if (why !== undefined) io.warn(`The chat page was not opened: ${why}. Open ${url}/ in a browser`)
}

export const view: View<Ready> = ({url, pageName, pageId, asOf, echoBot}, {good, bold, faint}) =>
  [
    `${good('✔')} emulator   ${bold(url)}   ${faint(`the platform of ${asOf}`)}`,
    `${good('✔')} Page       ${pageName} ${faint(`(${pageId})`)}`,
    `${good('✔')} chat page  ${faint(`open ${url}/ in a browser to write to the Page`)}`,
    ...(echoBot ? [`${good('✔')} echo bot   ${faint('answers what people write')}`] : []),
    `ready      ${faint('try, in another terminal:')} msgr --emulator whoami   ${faint('end with Ctrl-C')}`,
  ].join('\n')

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) return resolve()
    // A pending promise alone does not keep the process alive; the emulator's server does.
    signal.addEventListener('abort', () => resolve(), {once: true})
  })
}
