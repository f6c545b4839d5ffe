import type {Command} from 'commander'
import type {Context} from '../context.ts'
import {plainStyle} from '../terminal/style.ts'
import {createQueue, type Queue} from './listen/line-queue.ts'
import {type Line, viewLine} from './listen/lines.ts'
import {type ListenOptions, planListening} from './listen/plan.ts'
import {startSession} from './listen/session.ts'

export function declare(command: Command): void {
  command
    .option('--port <port>', 'port of this machine; 0 takes any free one (default: 1337)')
    .option('--path <path>', 'path of the webhook (default: "/webhook")')
    .option('--verify-token <token>', 'what the platform has to know (default: configured, else made up)')
    .option('--require-signature', 'do not start without an app secret to check signatures with')
    .option('--events <names>', 'only these fields, with commas between: messages,messaging_postbacks')
    .option('--from <psid>', 'only events of this person')
    .option(
      '--forward-to <target>',
      'pass deliveries on: a port, path, URL, or field=URL; repeatable',
      collect,
    )
    .option(
      '-H, --header <header>',
      "add a header to what is forwarded: 'X-Stage: local'; repeatable",
      collect,
    )
    .option('--insecure', 'forward to https targets whose certificate nobody vouches for')
    .option('--public-url <url>', 'address under which this machine is reached from outside')
    .option('--tunnel [provider]', 'open a tunnel: ngrok')
    .option('--record <file>', 'add what comes to this file, one JSON line each')
    .option('--ready-file <file>', 'write this file once ready, remove it at the end')
    .option('--limit <count>', 'end after so many events')
    .addHelpText(
      'after',
      `
With --events or --from a delivery is forwarded when one of its events is wanted. Ctrl-C ends it.
With --emulator the receiver subscribes itself, so that what people do there arrives here.

Examples:
  $ msgr listen --forward-to 3000
  $ msgr listen --tunnel --events messages,messaging_postbacks
  $ msgr --emulator listen --json --limit 1 | jq .item`,
    )
}

/** Commands beside it find the emulator that its first call may have started. */
export const isService = true

/** The lines of a session until the signal comes. Under --json only events are results; the rest goes to stderr. */
export async function* run(context: Context, options: ListenOptions): AsyncGenerator<Line> {
  const config = await context.config()
  const plan = planListening(options, config.webhook)
  if (context.globals.dryRun) {
    yield {kind: 'next', text: `would listen at http://127.0.0.1:${plan.port}${plan.path}`}
    return
  }
  const connection = await context.connection()
  const lines = createQueue<Line>()
  const ending = new AbortController()
  const signal = AbortSignal.any([context.signal, ending.signal])
  const end = () => lines.end()
  signal.addEventListener('abort', end, {once: true})
  const closers: (() => Promise<void> | void)[] = []
  const say = createSay(context, lines, plan.limit)

  const starting = startSession({
    context,
    plan,
    config,
    connection,
    say,
    signal,
    defer: close => closers.push(close),
  })
  starting.catch(error => (signal.aborted ? end() : lines.end(error)))
  try {
    if (signal.aborted) end()
    yield* lines
  } finally {
    ending.abort()
    await starting.catch(() => undefined)
    for (const close of closers.reverse()) await close()
  }
}

/** Where lines go, and the end of the stream after so many events. */
function createSay(
  {globals, io}: Context,
  lines: Queue<Line>,
  limit = Number.POSITIVE_INFINITY,
): (line: Line) => void {
  let events = 0
  return line => {
    if (lines.isEnded()) return
    if (line.kind === 'event') {
      lines.add(line)
      events += 1
      if (events >= limit) lines.end()
    } else if (globals.json || globals.quiet) {
      const text = viewLine(line, plainStyle) as string
      if (line.kind === 'refused') io.warn(text)
      else io.note(text)
    } else lines.add(line)
  }
}

const collect = (value: string, former: readonly string[] = []) => [...former, value]

export const view = viewLine
