import type {Command} from 'commander'
import type {Chat} from '../../chats/chat.ts'
import {type Outcome, toJunit} from '../../chats/junit.ts'
import {newestEntry, refusedCalls} from '../../chats/refused-calls.ts'
import type {Context} from '../../context.ts'
import type {EmulatorAccess} from '../../emulator/find.ts'
import {type ExitCode, exitCodes, UsageError} from '../../errors.ts'
import {completedArgument, completedOption} from '../shared/arguments/completed.ts'
import {durationOption, parseDuration} from '../shared/arguments/duration.ts'
import {declareOverwrite, type OverwriteFlags, outFile, outFileIfNamed} from '../shared/files/write-out.ts'
import {declareWebhook, type WebhookFlags} from './shared/plan-webhook.ts'
import {parseDay, reach} from './shared/reach.ts'
import {findChats} from './test/find-chats.ts'
import type {Item, Summary} from './test/items.ts'
import {playAll} from './test/play-all.ts'
import {record} from './test/record.ts'
import {readyBot} from './test/webhook.ts'

export const json = 'lines'

interface Options extends OverwriteFlags, WebhookFlags {
  readonly timeout: string
  readonly bail?: boolean
  readonly filter?: string
  readonly junit?: string
  readonly ephemeral?: boolean
  readonly asOf?: string
  readonly record?: string
  readonly person?: string
  readonly sinceStart?: boolean
  /** The words after `--`. */
  readonly program: readonly string[]
}

export function declare(command: Command): void {
  declareWebhook(
    declareOverwrite(command)
      .addArgument(
        completedArgument(
          'files',
          '[files...]',
          'chats, or folders of them (default: chats); after -- the bot to start',
        ),
      )
      .option('--webhook <address>', "the bot's webhook: http://localhost:3000/webhook, or 3000"),
  )
    .addOption(
      durationOption(
        '--webhook-timeout <duration>',
        'how long to wait for it to answer (default: 30s with --)',
      ),
    )
    .addOption(
      durationOption('--timeout <duration>', 'how long to wait for each answer of the bot').default('5s'),
    )
    .option('--bail', 'stop after the first chat that fails')
    .option('--filter <name>', 'only chats with this in their name')
    .addOption(completedOption('files', '--junit <file>', 'write the results as JUnit XML, for CI'))
    .option('--ephemeral', "start from the emulator's initial state and keep nothing")
    .option('--as-of <day>', 'test on the platform of that day, such as 2019-06-01')
    .addOption(
      completedOption(
        'files',
        '--record <file>',
        'record what a person does from now on as a chat, until Ctrl-C',
      ),
    )
    .addOption(
      completedOption(
        'people',
        '--person <psid>',
        'the person to record (default: the first to do something)',
      ),
    )
    .option('--since-start', 'record what the person who wrote last has done since the emulator started')
    .usage('[files...] [options] [-- bot...]')
    .hook('preAction', takeProgram)
    .addHelpText('after', `\n${help}`)
}

const help = `A chat says what a person does and what the bot must answer:

  name: A person asks for the opening hours
  person: {name: Ada Lovelace, locale: de_DE, timezone: 1}   # new for each chat; or {psid: "6411…"}
  steps:
    - start                            # taps Get Started
    - expect: Hello Ada!               # this text, exactly; no other message may come before it
    - say: When are you open?
    - expect: /hours|open/i            # a pattern
    - expect:                          # or parts: what is not named is ignored
        template: generic
        elements: [{title: Lamp, buttons: [Buy, Details]}]
        quick_replies: [More]
        within: 2s
    - tap: Buy                         # a button or quick reply on screen; {title: Buy, element: Lamp}; {payload: BUY}
    - expect: nothing                  # for 1 s; {nothing: 5s}

Steps: say, tap, menu, ice-breaker, start, react, unreact, edit, read, refer, attach (a file or URL), sticker, opt-in, link,
unlink, feedback, block, unblock, wait (24h: moves the emulated clock, until the end of the chat), expect.
An expectation names: text, template, title, subtitle, elements, buttons, quick_replies, attachment, attachments, sticker_id,
persona, reply_to, messaging_type, tag, metadata, message (as sent in the call); or it is {sender_action: typing_on} or
{reaction: ❤️}. Lists must match completely. A message that no step expects fails the chat, unless it has lenient: true.
A file can contain several chats, separated by ---.

Refused calls outside the chats, such as one without a recipient, are reported as warnings. Patterns with a comma need quotes in
{ } and [ ]: {text: '/9, 10/'}. say: {text: Hi, nlp: [greetings]} includes what the built-in NLP finds in the text.

Without an address or a program, the test uses the webhook registered in the emulator. A program finds its port in PORT and the
emulator at graph.facebook.com, as with msgr emulator exec; its output goes to stderr.

Examples:
  $ msgr emulator test -- node bot.js
  $ msgr emulator test chats/hours.yaml --webhook 3000 --bail
  $ msgr emulator test chats --junit results.xml -- npm start`

/** commander drops the `--`, and with it the place where the program begins. */
function takeProgram(command: Command): void {
  const {rawArgs} = command as Command & {readonly rawArgs: readonly string[]}
  const at = rawArgs.indexOf('--')
  command.setOptionValue('program', at < 0 ? [] : rawArgs.slice(at + 1))
}

export async function* run(
  context: Context,
  named: readonly string[],
  options: Options,
): AsyncGenerator<Item> {
  const files = named.slice(0, named.length - options.program.length)
  if (options.record !== undefined) {
    if (files.length > 0) throw new UsageError(`--record plays no chats: leave out ${files.join(' ')}`)
    yield await recordInstead(context, options.record, options)
    return
  }
  const timeoutMs = parseDuration(options.timeout, '--timeout')
  const junit = await outFileIfNamed(context, options.junit, {overwrite: options.overwrite})
  const chats = await findChats(context.io, files, options.filter)
  if (context.globals.dryRun) {
    yield summaryOf(chats, [])
    return
  }
  const emulator = await reach(context, {
    asOf: parseDay(options.asOf),
    isEphemeral: options.ephemeral ?? false,
  })
  const begin = await newestEntry(emulator)
  await readyBot(context, emulator, {...options, moreFields: fieldsFor(chats)})
  const outcomes: Outcome[] = []
  try {
    yield* playAll(context, emulator, chats, {timeoutMs, bail: options.bail ?? false, outcomes})
  } finally {
    if (!context.signal.aborted) await junit?.write(toJunit(outcomes))
  }
  context.signal.throwIfAborted()
  await reportRefused(context, emulator, begin, outcomes)
  yield summaryOf(chats, outcomes)
}

/** A `read` step needs a field that bots do not get by default. */
function fieldsFor(chats: readonly Chat[]): readonly string[] {
  const isRead = chats.some(({steps}) => steps.some(({deed}) => deed.kind === 'read'))
  return isRead ? ['message_reads'] : []
}

/** Refused calls that name no person, such as a bot's first calls, belong to no chat: they are warnings. */
async function reportRefused(
  {io}: Context,
  emulator: EmulatorAccess,
  begin: string | undefined,
  outcomes: readonly Outcome[],
): Promise<void> {
  const shown = new Set(outcomes.flatMap(({failure}) => failure?.trouble ?? []))
  const refused = await refusedCalls(emulator, {after: begin, psid: undefined})
  for (const line of refused) if (!shown.has(line)) io.warn(line)
}

async function recordInstead(context: Context, file: string, options: Options): Promise<Item> {
  const {person, sinceStart: last = false, overwrite, asOf, ephemeral = false} = options
  const out = await outFile(context, file, {overwrite})
  const emulator = await reach(context, {asOf: parseDay(asOf), isEphemeral: ephemeral, isPublished: true})
  if (!last) await readyBot(context, emulator, options)
  return record(context, emulator, {file, out, person, last})
}

export {view} from './test/items.ts'

/** Ctrl-C completes a recording, and interrupts a test. */
export const exitCode = (item: Item | undefined): ExitCode | undefined => {
  if (item?.kind === 'recorded') return exitCodes.done
  if (item?.kind !== 'summary') return undefined
  return item.failed > 0 ? exitCodes.failed : exitCodes.done
}

function summaryOf(chats: readonly Chat[], outcomes: readonly Outcome[]): Summary {
  const failed = outcomes.filter(({failure}) => failure !== undefined).length
  return {
    kind: 'summary',
    chats: chats.length,
    passed: outcomes.length - failed,
    failed,
    notPlayed: chats.length - outcomes.length,
    steps: chats.reduce((sum, {steps}) => sum + steps.length, 0),
  }
}
