import type {Command} from 'commander'
import {chooseTarget} from '../callback/target.ts'
import type {Context} from '../context.ts'
import {type ExitCode, exitCodes, UsageError} from '../errors.ts'
import {makeCurrent} from '../webhook/outgoing/make-current.ts'
import {toRequest} from '../webhook/outgoing/signed-request.ts'
import {listSamples} from '../webhook/samples.ts'
import {completedArgument} from './shared/arguments/completed.ts'
import {parseCount} from './shared/arguments/count.ts'
import {chooseSigning, declareSignature} from './shared/arguments/signature.ts'
import {composer, presentOf} from './trigger/composer.ts'
import {type Edited, edit} from './trigger/edit.ts'
import type {TriggerOptions} from './trigger/options.ts'
import {highest, type Result} from './trigger/result.ts'
import {sendMany} from './trigger/send-many.ts'

export const json = {usual: 'document', with: {'--list': 'array'}} as const

export function declare(command: Command): void {
  command
    .addArgument(
      completedArgument(
        ['samples', 'files'],
        '[event]',
        'a sample event such as messages.text, a JSON file, or - for standard input',
      ),
    )
    .option('--list', 'show the sample events')
    .option(
      '--to <target>',
      'a port, path or URL (default: the running msgr listen, else the callback in the emulator)',
    )
    .option('--set <path=value>', 'change a value, from the first item or from entry; repeatable', collect)
    .option('--edit', 'edit it in $VISUAL or $EDITOR before it is sent')
    .option('--count <n>', 'send this many, each with its own message id')
    .option('--rate <n>', 'send this many per second (default: each after the previous one is answered)')
    .option('--batch <n>', 'put this many into each delivery, as the platform does under load')
    .option('--dashboard', 'use the form of the Test button in the App Dashboard')
  declareSignature(command)
  command.option('--as-is', 'keep the ids and times of the sample or file').addHelpText(
    'after',
    `
Sends the event as the platform does: escaped, signed with the app secret, about your Page and with the current time.
With --emulator and without a receiver on this machine, sends it to the callback of the app in the emulator, signed with
that app's secret. An event that --edit leaves unchanged or empty is not sent. Exits with 1 if the receiver answers 400 or more.

Examples:
  $ msgr trigger messages.text --set message.text="Do you ship to Graz?"
  $ msgr trigger messaging_postbacks --set postback.payload=HOURS --to 3000
  $ msgr trigger messages.text --count 600 --rate 20 --batch 5
  $ msgr trigger messages.text --dashboard
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
    throw new UsageError('No event is named', {hint: 'To see all: msgr trigger --list'})
  const count = parseCount(options.count, '--count') ?? 1
  const rate = parseCount(options.rate, '--rate')
  const compose = await composer(context, event, options)
  const to = await chooseTarget(context, options.to)
  const {appSecret} = await context.connection()
  const signing = chooseSigning(context, options.signature, appSecret)
  const edited = options.edit === true ? await edit(context, compose()) : undefined
  const next = (index: number) => {
    if (edited === undefined) return toRequest(compose(), signing, appSecret)
    const isAsSaved = index === 0 || options.asIs === true
    // In what a person wrote, only values that would make a second event a duplicate are changed.
    const again = () => makeCurrent(edited.event, {...presentOf(context), pageId: undefined})
    return toRequest(isAsSaved ? edited.event : again(), signing, appSecret)
  }
  if (context.globals.dryRun) {
    const {headers, body} = next(0)
    await edited?.discard()
    return {event, to: to.href, method: 'POST', headers, body: body.toString('ascii')}
  }
  const attempts = await keeping(context, edited, () => sendMany(context, {to, count, rate, next}))
  const status = highest(attempts.map(attempt => attempt.status))
  return {event, to: to.href, signature: signing, status, ms: attempts.at(-1)?.ms ?? 0, attempts}
}

/** What a person wrote is not lost when sending fails. */
async function keeping<Value>(
  {io}: Context,
  edited: Edited | undefined,
  send: () => Promise<Value>,
): Promise<Value> {
  try {
    const value = await send()
    await edited?.discard()
    return value
  } catch (error) {
    if (edited !== undefined)
      io.note(`What you wrote is saved. To send it: msgr trigger ${edited.file} --as-is`)
    throw error
  }
}

export const exitCode = (result: Result): ExitCode =>
  'status' in result && result.status >= 400 ? exitCodes.failed : exitCodes.done

export const isVerbatim = true

export {view} from './trigger/result.ts'

const collect = (value: string, former: readonly string[] = []) => [...former, value]
