import type {Command} from 'commander'
import type {Context} from '../context.ts'
import {UsageError} from '../errors.ts'
import {type Close, closeAll} from '../system/close-all.ts'
import {urlAt} from '../system/host-url.ts'
import {createQueue, type Queue} from '../system/queue.ts'
import type {TakenNow} from '../terminal/output.ts'
import {plainStyle} from '../terminal/style.ts'
import {attachKeyboard, type Keyboard} from './listen/keyboard.ts'
import {type Line, viewLine} from './listen/lines.ts'
import {createNameFinder} from './listen/person-names.ts'
import {type ListenOptions, planListening} from './listen/plan.ts'
import {refuseForeignFiles} from './listen/refuse-foreign-files.ts'
import {runBeside} from './listen/run-beside.ts'
import {startSession} from './listen/session.ts'
import type {Say} from './listen/session-parts.ts'
import {completedOption} from './shared/arguments/completed.ts'
import {passedVariables} from './shared/arguments/passed-variables.ts'
import {clockTime} from './shared/wording/clock-time.ts'
import type {EventLine} from './shared/wording/event-line.ts'

export function declare(command: Command): void {
  command
    .option('--port <port>', 'the port on this machine; 0 takes any free one (default: 1337)')
    .option(
      '--host <address>',
      'the address to listen on; 0.0.0.0 is every one of this machine (default: 127.0.0.1)',
    )
    .option('--path <path>', 'the path of the webhook (default: "/webhook")')
    .option(
      '--verify-token <token>',
      'the token that the platform must send (default: from the settings, else generated)',
    )
    .option('--require-signature', 'do not start without an app secret for checking signatures')
    .addOption(
      completedOption(
        {listOf: 'webhookFields'},
        '--events <names>',
        'only these fields, comma-separated: messages,messaging_postbacks',
      ),
    )
    .addOption(completedOption('people', '--person <psid>', 'only events from this person'))
    .option(
      '--forward-to <target>',
      'forward deliveries to a port, path, URL, or field=URL; repeatable',
      collect,
    )
    .option(
      '-H, --header <header>',
      "add a header to forwarded deliveries: 'X-Stage: local'; repeatable",
      collect,
    )
    .option('--insecure', 'forward to https targets with an untrusted certificate')
    .option('--public-url <url>', 'the address of this machine from outside')
    .option(
      '--tunnel [provider]',
      'open a tunnel: ngrok, cloudflared or ssh:user@host (default: what is installed)',
    )
    .option(
      '--tunnel-command <command>',
      'open a tunnel with a program that prints its https address; {port} is filled in',
    )
    .option('--remote-port <port>', 'with ssh: the port on the host that leads here (default: 80)')
    .addOption(
      completedOption(
        'files',
        '--ssh-config <file>',
        'with ssh: an ssh configuration file to use instead of the default',
      ),
    )
    .option('--subscribe', 'become the callback of the app (default: if reachable and the app is known)')
    .option('--no-subscribe', 'leave the callback of the app and the fields of the Page alone')
    .option('--take-over', 'replace a callback that is in use, for all Pages of the app, until listen ends')
    .option('--restore-verify-token <token>', 'the verify token of the callback in use, for restoring it')
    .addOption(
      completedOption(
        'files',
        '--record [file]',
        'append deliveries to this file, one JSON line each; without a name, for msgr replay last',
      ),
    )
    .addOption(
      completedOption(
        'files',
        '--spool [folder]',
        'write deliveries to disk before they are answered, and go on with them after a crash',
      ),
    )
    .option('--inbox', 'store events in the inbox of the store, where msgr inbox work finds them')
    .addOption(
      completedOption('files', '--ready-file <file>', 'write this file when ready, and remove it at the end'),
    )
    .option('--limit <n>', 'end after this many events')
    .option(
      '--opt-out <words>',
      'record people who write or tap exactly one of these words, comma-separated: "stop,unsubscribe"',
    )
    .option('--opt-in <words>', 'with --opt-out: words by which they get messages again: "start,subscribe"')
    .option('--chat', 'show conversations: the person on the left, the Page on the right')
    .option(
      '--pass-env <names>',
      'variables with secrets of msgr to pass to the programs of --exec and --tunnel-command, comma-separated',
    )
    .option('--exec <command>', 'run this shell command when ready, and exit with it, with its exit code')
    .addHelpText(
      'after',
      `
--tunnel without a provider uses ngrok if its authtoken is known, else cloudflared if it is installed. ssh needs a key without a
passphrase, and --public-url unless the server prints its address. listen is ready only after a request from outside to the
address has arrived here; a tunnel that is lost or stalls is opened again. The tunnel ends with msgr.

--host is for a container, and for a proxy on another machine: whoever reaches the address can send events, so add
--require-signature.

With --emulator, the chat page shows what the targets did with each event: listen itself always answers 200.

--opt-out adds to the list of msgr optout whoever writes one of the words and nothing else (STOP. and stop are the same), or taps a button
with such a payload, and whoever stops marketing messages or gets the label optOutLabel of the settings. Who is on
the list gets no broadcast. They come back by a word of --opt-in, or when all that put them there is taken back. Echoes do not
count; --events and --person do not narrow it.

With --events or --person, a delivery is forwarded if one of its events matches. Ctrl-C ends listen.
With an address that is reachable from outside and a known app id and secret, listen becomes the callback of the app and adds
the fields to the Page. Both are restored at the end, and after a crash by msgr webhook restore. With --emulator, no address
is needed.

With --spool, a delivery is on disk before the platform gets its 200, and stays there until every target has answered it and
its events are printed. What a crash or Ctrl-C left is handled first by the next listen --spool, so a delivery may arrive
twice, but none is lost. A target that fails is tried again for a while; what it does not take goes to not-taken.ndjson in the
folder, for msgr replay. While the disk is full, deliveries are answered with 503 and the platform sends them again.

With --inbox, the events of a delivery are in the database of --store before the platform gets its 200; while it cannot be reached,
deliveries are answered with 503 and the platform sends them again. Any number of receivers may store, and any number of workers
handle what they stored: msgr inbox work --help. An event that comes twice is stored once.

At a terminal, use keys to browse the last 1,000 events: ↑ ↓ choose one, enter shows it as JSON, r sends its delivery to
the targets again, / filters, ? shows all keys, q ends. Not with --exec, whose program gets the keys.

The program of --exec gets MSGR_WEBHOOK_URL and MSGR_PUBLIC_URL in its environment; its output goes to stderr. Programs get
msgr's environment without its tokens and secrets; --pass-env MSGR_APP_SECRET passes one on.
The file of --ready-file is written in one step, contains {"pid", "url", "publicUrl"}, and is removed when listen ends.

Examples:
  $ msgr listen --forward-to 3000
  $ msgr listen --host 0.0.0.0 --public-url https://bot.example --require-signature
  $ msgr listen --tunnel --opt-out "stop,unsubscribe" --opt-in start
  $ msgr listen --tunnel --events messages,messaging_postbacks
  $ msgr listen --tunnel --take-over --restore-verify-token "$BOT_VERIFY_TOKEN"
  $ msgr listen --tunnel ssh:ada@bot.example --remote-port 8080 --public-url https://bot.example
  $ msgr listen --tunnel-command 'npx localtunnel --port {port}'
  $ msgr --emulator listen --json --limit 1 | jq .item
  $ msgr --emulator listen --chat
  $ msgr listen --spool --forward-to 3000
  $ msgr listen --inbox --store postgres://msgr@db.example/msgr
  $ msgr listen --tunnel-command 'ngrok http {port} --log stdout' --pass-env NGROK_AUTHTOKEN
  $ msgr listen --port 0 --exec 'npm test'`,
    )
}

export const json = 'lines'

/**
 * Only events are results of `--json`; the rest goes to stderr.
 * @public
 */
export type Printed = AsyncIterable<EventLine>

/** Other commands find the emulator that its first call may have started. */
export const isService = true

/** The lines of a session until the signal. Those of one delivery can be taken together, without a promise for each. */
export function run(
  context: Context,
  options: ListenOptions,
): AsyncGenerator<Line, number | undefined> & TakenNow<Line> {
  const printing = createPrinting()
  return Object.assign(linesOf(context, options, printing), {nextNow: printing.nextNow})
}

async function* linesOf(
  context: Context,
  options: ListenOptions,
  printing: Printing,
): AsyncGenerator<Line, number | undefined> {
  const config = await context.config()
  const plan = planListening(options, config.webhook, config.optOutLabel)
  if (plan.isChat && context.globals.json)
    throw new UsageError('--chat is for people, --json for programs', {hint: 'Leave one of them out'})
  passedVariables(context, plan)
  await refuseForeignFiles(context, plan)
  if (context.globals.dryRun) {
    yield {kind: 'next', text: `would listen at ${urlAt(plan.host, plan.port)}${plan.path}`}
    return undefined
  }
  const connection = await context.connection()
  const {lines} = printing
  const ending = new AbortController()
  const signal = AbortSignal.any([context.signal, ending.signal])
  const end = () => lines.end()
  signal.addEventListener('abort', end, {once: true})
  const closers: Close[] = []
  const terminal = plan.exec === undefined ? await context.terminal() : undefined
  const keyboard =
    terminal &&
    attachKeyboard(terminal, {
      print: lines.add,
      quit: end,
      now: context.clock.now,
      signal,
    })
  const say = createSay(context, {printing, keyboard}, plan.limit)
  const nameOf = plan.isChat ? createNameFinder(context, connection) : undefined
  printing.isTakenNow = nameOf === undefined

  let program: Promise<number | undefined> | undefined
  const endProgram = new AbortController()
  const starting = startSession({
    context,
    plan,
    config,
    connection,
    say,
    signal,
    defer: close => closers.push(close),
  }).then(ready => {
    if (plan.exec === undefined || signal.aborted) return
    const {target} = connection
    const {signal: programSignal} = endProgram
    // The exit code of a program that msgr ended, because it is done itself, means nothing.
    const parts = {path: plan.path, target, signal: programSignal, passed: passedVariables(context, plan)}
    program = runBeside(context, plan.exec, ready, parts).then(code =>
      programSignal.aborted ? undefined : code,
    )
    program.then(end, end)
    closers.push(async () => {
      // Ctrl-C and SIGTERM have reached it already, and it may be finishing its work.
      if (!context.signal.aborted) endProgram.abort()
      await program
    })
  })
  starting.catch(error => (signal.aborted ? end() : lines.end(error)))
  try {
    if (signal.aborted) end()
    for await (const line of lines) {
      printing.begin(line)
      if (line.kind !== 'event' || nameOf === undefined) yield line
      else yield {kind: 'chat', event: line, name: await nameOf(line.psid)}
      printing.end()
    }
  } finally {
    ending.abort()
    await starting.catch(() => undefined)
    await closeAll(closers)
  }
  return program
}

/** The lines on their way to the reader. */
interface Printing extends TakenNow<Line> {
  readonly lines: Queue<Line>
  /** Whether `nextNow` may take lines; a line of `--chat` needs a name first. */
  isTakenNow: boolean
  /** What to call when the line of an event is printed. */
  readonly onShown: (line: Line, call: () => void) => void
  readonly begin: (line: Line) => void
  /** The line that was begun is printed. */
  readonly end: () => void
}

function createPrinting(): Printing {
  const lines = createQueue<Line>()
  const calls = new WeakMap<Line, () => void>()
  let current: Line | undefined
  const printing: Printing = {
    lines,
    isTakenNow: false,
    onShown: (line, call) => calls.set(line, call),
    begin(line) {
      current = line
    },
    end() {
      if (current !== undefined) calls.get(current)?.()
      current = undefined
    },
    nextNow() {
      if (!printing.isTakenNow) return undefined
      printing.end()
      current = lines.takeNow()
      return current
    },
  }
  return printing
}

interface SayParts {
  readonly printing: Printing
  readonly keyboard: Keyboard | undefined
}

/** Sends lines to where they belong, and ends the stream after this many events. */
function createSay(
  {globals, io}: Context,
  {printing: {lines, onShown}, keyboard}: SayParts,
  limit = Number.POSITIVE_INFINITY,
): Say {
  let events = 0
  return (line, source) => {
    if (lines.isEnded()) {
      // It may take a moment to write it.
      if (line.kind === 'optOut') io.note(viewLine(line, plainStyle) as string)
      return
    }
    if (line.kind === 'event') {
      if (keyboard === undefined || source === undefined) {
        if (source?.onShown !== undefined) onShown(line, source.onShown)
        lines.add(line)
      } else {
        keyboard.show(line, source)
        source.onShown?.()
      }
      events += 1
      if (events >= limit) lines.end()
    } else if (globals.json || globals.quiet) {
      const text = viewLine(line, plainStyle) as string
      if (line.kind === 'notice') io.warn(`${clockTime(line.at)} ${line.text}`)
      else if (line.kind === 'refused') io.warn(text)
      else io.note(text)
    } else lines.add(line)
  }
}

const collect = (value: string, former: readonly string[] = []) => [...former, value]

export const isVerbatim = true

export const view = viewLine

/** The exit code of the program of --exec. */
export const exitCode = (ended: Line | number | undefined): number | undefined =>
  typeof ended === 'number' ? ended : undefined
