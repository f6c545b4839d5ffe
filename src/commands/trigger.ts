import {type Command, Option} from 'commander'
import type {Context} from '../context.ts'
import {type ExitCode, exitCodes, NetworkError, UsageError} from '../errors.ts'
import type {View} from '../terminal/view.ts'
import {parseTargetUrl} from '../webhook/forward-target.ts'
import {findListeners} from '../webhook/locator.ts'
import {postRaw, type RawAnswer} from '../webhook/post-raw.ts'
import {listSamples, loadSample, type Sample} from '../webhook/samples.ts'
import {parseCount} from './count.ts'
import {assign} from './trigger/assign.ts'
import {makeCurrent} from './trigger/make-current.ts'
import {type Signing, signings, toRequest} from './trigger/request.ts'

export interface TriggerOptions {
  readonly to?: string
  readonly list?: boolean
  readonly set?: readonly string[]
  readonly count?: string
  readonly signature: Signing
  readonly asIs?: boolean
}

/** What the receiver answered. */
export interface Triggered {
  readonly event: string
  readonly to: string
  readonly signature: Signing
  /** The highest of all attempts. */
  readonly status: number
  /** The time until the last answer. */
  readonly ms: number
  readonly attempts: readonly RawAnswer[]
}

/** What would be sent. */
export interface Planned {
  readonly event: string
  readonly to: string
  readonly method: 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

type Result = readonly Sample[] | Triggered | Planned

export function declare(command: Command): void {
  command
    .argument('[event]', 'a sample event such as messages.text, a JSON file, or - for standard input')
    .option('--list', 'show the sample events')
    .option('--to <target>', 'a port, path or URL (default: the running msgr listen)')
    .option('--set <path=value>', 'change a value, from the first item or from entry; repeatable', collect)
    .option('--count <number>', 'send so many, each with its own message id')
    .addOption(new Option('--signature <kind>', 'how to sign it').choices([...signings]).default('valid'))
    .option('--as-is', 'keep the ids and times of the sample or file')
    .addHelpText(
      'after',
      `
The event goes out as the platform sends it: escaped, signed with the app secret, about your Page and with today's time.
The exit code is 1 when the receiver answers 400 or more.

Examples:
  $ msgr trigger messages.text --set message.text="Do you ship to Graz?"
  $ msgr trigger messaging_postbacks --set postback.payload=HOURS --to 3000
  $ msgr trigger message_echoes.text --signature wrong`,
    )
}

export async function run(
  context: Context,
  event: string | undefined,
  options: TriggerOptions,
): Promise<Result> {
  if (options.list === true) return listSamples()
  if (event === undefined)
    throw new UsageError('No event is named', {hint: 'See them all: msgr trigger --list'})
  const count = parseCount(options.count, '--count') ?? 1
  const source = await loadEvent(context, event)
  const to = await chooseTarget(context, options.to)
  const {appSecret, pageId} = await context.connection()
  const signing = chooseSigning(context, options.signature, appSecret)
  const prepare = () => {
    const present = {pageId, nowMs: context.clock.now(), random: context.random}
    const current = options.asIs === true ? source : makeCurrent(source, present)
    return toRequest((options.set ?? []).reduce(assign, current), signing, appSecret)
  }
  if (context.globals.dryRun) {
    const {headers, body} = prepare()
    return {event, to: to.href, method: 'POST', headers, body: body.toString('ascii')}
  }
  const attempts: RawAnswer[] = []
  while (attempts.length < count) attempts.push(await send(context, to, prepare()))
  const status = Math.max(...attempts.map(attempt => attempt.status))
  return {event, to: to.href, signature: signing, status, ms: attempts.at(-1)?.ms ?? 0, attempts}
}

export const exitCode = (result: Result): ExitCode =>
  'status' in result && result.status >= 400 ? exitCodes.failed : exitCodes.done

export const view: View<Result> = (result, style) => {
  if (isList(result))
    return {
      columns: ['event', 'field', 'shows'],
      rows: result.map(({name, field, note}) => [name, field, note]),
    }
  if ('body' in result) {
    const headers = Object.entries(result.headers).map(([name, value]) => `${name}: ${value}`)
    return [`${style.bold(result.method)} ${result.to}`, ...headers, '', result.body].join('\n')
  }
  return result.attempts
    .map(
      ({status, ms}) =>
        `${status < 400 ? style.good('→') : style.bad('→')} ${status} ${result.to}  ${ms} ms  ${style.faint(result.event)}`,
    )
    .join('\n')
}

const isList = (result: Result): result is readonly Sample[] => Array.isArray(result)

async function loadEvent({io}: Context, event: string): Promise<unknown> {
  const isFile = event === '-' || event.includes('/') || event.includes('\\') || event.endsWith('.json')
  if (!isFile) return loadSample(event)
  try {
    return JSON.parse(await io.readText(event))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new UsageError(`${event} is not JSON: ${error.message}`, {cause: error})
  }
}

/** @throws {UsageError} if nothing is named and not exactly one receiver runs. */
async function chooseTarget({config, globals}: Context, to: string | undefined): Promise<URL> {
  if (to !== undefined) return parseTargetUrl(to, '/webhook')
  const {paths} = await config()
  const [listener, ...others] = await findListeners(paths.stateFolder)
  if (listener === undefined) {
    if (globals.dryRun) return new URL('http://127.0.0.1:1337/webhook')
    throw new UsageError('There is nobody to send it to: no receiver runs', {
      hint: 'Start one in another terminal (msgr listen), or name one: --to 3000',
    })
  }
  if (others.length === 0) return new URL(listener.url)
  const urls = [listener, ...others].map(({url}) => url).join(', ')
  throw new UsageError(`Several receivers run: ${urls}`, {hint: `Name one: --to ${listener.url}`})
}

function chooseSigning({io}: Context, wanted: Signing, appSecret: string | undefined): Signing {
  if (appSecret !== undefined || wanted === 'none' || wanted === 'wrong') return wanted
  io.warn('No app secret is known: the event is sent unsigned (MSGR_APP_SECRET)')
  return 'none'
}

async function send(
  {signal}: Context,
  url: URL,
  {headers, body}: ReturnType<typeof toRequest>,
): Promise<RawAnswer> {
  signal.throwIfAborted()
  try {
    return await postRaw({url, headers: Object.entries(headers).flat(), body, signal})
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof NetworkError)) throw error
    throw new NetworkError(error.message, {
      hint: 'Does the receiver run there? Start one with msgr listen',
      sent: error.sent,
      cause: error,
    })
  }
}

const collect = (value: string, former: readonly string[] = []) => [...former, value]
