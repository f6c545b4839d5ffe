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
  /** What stands behind `--`. */
  readonly program: readonly string[]
}

export function declare(command: Command): void {
  declareWebhook(
    declareOverwrite(command)
      .addArgument(
        completedArgument(
          'files',
          '[files...]',
          'chats, or folders of them (default: chats); behind -- the bot to start',
        ),
      )
      .option('--webhook <address>', 'where the bot is: http://localhost:3000/webhook, or 3000'),
  )
    .addOption(
      durationOption(
        '--webhook-timeout <duration>',
        'how long it may take until it answers (default: 30s with --)',
      ),
    )
    .addOption(
      durationOption('--timeout <duration>', 'how long the bot may take for each answer').default('5s'),
    )
    .option('--bail', 'end with the first chat that fails')
    .option('--filter <name>', 'only chats with this in their name')
    .addOption(completedOption('files', '--junit <file>', 'write the results as JUnit XML, for CI'))
    .option('--ephemeral', 'start from the first state of the emulator and keep nothing')
    .option('--as-of <day>', 'on the platform of that day, such as 2019-06-01')
    .addOption(
      completedOption(
        'files',
        '--record <file>',
        'write a chat of what a person does from now on, until Ctrl-C',
      ),
    )
    .addOption(
      completedOption('people', '--person <psid>', 'whom to record (default: the first one to do something)'),
    )
    .option('--since-start', 'record what was done since the emulator started, by the person who wrote last')
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
    - expect:                          # or parts: what is not named is not looked at
        template: generic
        elements: [{title: Lamp, buttons: [Buy, Details]}]
        quick_replies: [More]
        within: 2s
    - tap: Buy                         # a button or quick reply on screen; {title: Buy, element: Lamp}; {payload: BUY}
    - expect: nothing                  # for 1 s; {nothing: 5s}

Steps: say, tap, menu, ice-breaker, start, react, unreact, edit, read, refer, attach (a file or URL), sticker, opt-in, link,
unlink, feedback, block, unblock, wait (24h: moves the clock of the emulator, until the end of the chat), expect.
An expectation names: text, template, title, subtitle, elements, buttons, quick_replies, attachment, attachments, sticker_id,
persona, reply_to, messaging_type, tag, metadata, message (the wire's own form); or it is {sender_action: typing_on} or
{reaction: ❤️}. Lists are compared whole. What the bot says and no step expects fails the chat, but with lenient: true.
A file can hold several chats, with --- between them.

What the bot is refused beside the chats, such as a call without a recipient, is a warning. Patterns with a comma need quotes in { }
and [ ]: {text: '/9, 10/'}. {text: Hi, nlp: [greetings]} comes with what the built-in NLP reads out of it.

Without an address and a program, the webhook is used that is registered in the emulator. The program finds its port in PORT,
and the emulator behind graph.facebook.com, as with msgr emulator exec; what it prints goes to stderr.

Examples:
  $ msgr emulator test -- node bot.js
  $ msgr emulator test chats/hours.yaml --webhook 3000 --bail
  $ msgr emulator test chats --junit results.xml -- npm start`

/** commander takes the `--` away, and with it where the program begins. */
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
    if (files.length > 0)
      throw new UsageError(`--record writes one file and plays none: what is ${files.join(' ')} for?`)
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

/** A step `read` is for bots that hear of it, which by default they do not. */
function fieldsFor(chats: readonly Chat[]): readonly string[] {
  const isRead = chats.some(({steps}) => steps.some(({deed}) => deed.kind === 'read'))
  return isRead ? ['message_reads'] : []
}

/** Refused calls that name nobody, such as those with which a bot begins, belong to no chat: they are warnings. */
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

/** Ctrl-C is how a recording ends, and how a test breaks off. */
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
