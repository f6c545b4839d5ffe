import type {Command} from 'commander'
import {createPost} from '../callback/post.ts'
import {chooseTarget} from '../callback/target.ts'
import {hintOf, messageOf} from '../cli/hints/index.ts'
import type {Context} from '../context.ts'
import {type ExitCode, exitCodes, MsgrError, NetworkError} from '../errors.ts'
import type {RawAnswer} from '../webhook/outgoing/post-raw.ts'
import type {WebhookEvent} from '../webhook/parse-events.ts'
import {type Recorded, readRecording} from '../webhook/read-recording.ts'
import {type DeliveryLine, type ReplayLine, viewLine} from './replay/lines.ts'
import {createSchedule, planReplay, type ReplayOptions} from './replay/plan.ts'
import {chosen, countDeliveries, findRecording} from './replay/recording.ts'
import {createRequests} from './replay/request.ts'
import {completedArgument, completedOption} from './shared/arguments/completed.ts'
import {chooseSigning, declareSignature} from './shared/arguments/signature.ts'

export const json = 'lines'

/** A wait this long is reported to the person. */
const LONG_WAIT_MS = 5_000
const A_DAY_MS = 86_400_000

export function declare(command: Command): void {
  command
    .addArgument(
      completedArgument(
        ['recordings', 'files'],
        '<recording>',
        'a file from msgr listen --record, or last: the newest one without a name',
      ),
    )
    .option(
      '--to <target>',
      'a port, path or URL (default: the running msgr listen, else the callback in the emulator)',
    )
    .option('--speed <speed>', '1x keeps the gaps, 10x makes them ten times shorter, max leaves none', 'max')
    .addOption(
      completedOption(
        {listOf: 'webhookFields'},
        '--events <names>',
        'only deliveries with one of these fields: messages,messaging_postbacks',
      ),
    )
    .addOption(completedOption('people', '--person <psid>', 'only deliveries with an event of this person'))
    .option('--limit <n>', 'end after this many deliveries')
    .option('--now', 'use current times and new message ids')
  declareSignature(command)
  command.option('--as-is', 'keep the recorded headers, including the old signature').addHelpText(
    'after',
    `
Sends the recorded bodies unchanged and in order, each after the previous one is answered, with new signatures from the app
secret. The whole recording is checked before anything is sent. Exits with 1 if an answer is 400 or more, and with 8, without
sending the rest, if the receiver does not answer.

Examples:
  $ msgr listen --record
  $ msgr replay last
  $ msgr replay last --to 3000 --speed 10x --events messages
  $ msgr replay monday.ndjson --to 3000 --now --person 6411223344556677`,
  )
}

/** A line for each delivery, then a summary. */
export async function* run(
  context: Context,
  recording: string,
  options: ReplayOptions,
): AsyncGenerator<ReplayLine, void> {
  const plan = planReplay(options)
  const file = await findRecording(context, recording)
  const deliveries = await countDeliveries(context, file)
  const to = await chooseTarget(context, options.to)
  const {appSecret} = await context.connection()
  const signing = plan.isAsIs ? 'none' : chooseSigning(context, options.signature, appSecret)
  const {clock, random, globals, signal, io} = context
  const toRequest = createRequests(plan, {signing, appSecret}, {nowMs: clock.now, random})
  const post = globals.dryRun ? undefined : await createPost(context, to)
  const dueMs = createSchedule(plan.speed, clock.now())
  let [sent, failed] = [0, 0]
  for await (const {recorded, events} of chosen(
    readRecording(context.io.readLines(file), file),
    plan,
    deliveries,
  )) {
    if (post !== undefined) {
      const answer = await waitUntil(context, dueMs(recorded))
        .then(() => post(toRequest(recorded)))
        .catch(error => (signal.aborted ? undefined : explain(error, {recorded, file, sent})))
      if (answer === undefined) break
      if (answer.status >= 400) failed += 1
      yield toLine(recorded, events, answer)
    }
    sent += 1
  }
  yield {
    kind: 'summary',
    file: io.resolve(file),
    to: to.href,
    signature: plan.isAsIs ? 'as recorded' : signing,
    deliveries,
    sent,
    leftOut: deliveries - sent,
    failed,
    dryRun: globals.dryRun,
  }
  if (sent === 0 && !signal.aborted)
    throw new MsgrError(`No delivery of ${file} was sent: it has ${deliveries}, and none matches`, {
      hint: deliveries === 0 ? undefined : 'Leave out --events or --from to send all of them',
    })
}

export const exitCode = (last: ReplayLine | undefined): ExitCode | undefined =>
  last?.kind === 'summary' && last.failed > 0 ? exitCodes.failed : undefined

export const view = viewLine

async function waitUntil({clock, signal, io}: Context, dueMs: number): Promise<void> {
  const waitMs = dueMs - clock.now()
  if (waitMs >= LONG_WAIT_MS) io.note(`The next delivery is due in ${Math.round(waitMs / 1000)} s`)
  // No timer is longer than 24 days.
  for (let restMs = waitMs; restMs > 0; restMs = dueMs - clock.now())
    await clock.sleep(Math.min(restMs, A_DAY_MS), signal)
}

/** @throws {NetworkError} that says how many deliveries were sent. */
function explain(
  error: unknown,
  {recorded, file, sent}: {recorded: Recorded; file: string; sent: number},
): never {
  if (!(error instanceof NetworkError)) throw error
  throw new NetworkError(
    `${messageOf(error)}: line ${recorded.line} of ${file} was not answered, ${sent} deliveries before it were`,
    {hint: hintOf(error), sent: error.sent, cause: error},
  )
}

function toLine(
  {line, receivedMs}: Recorded,
  events: readonly WebhookEvent[],
  answer: RawAnswer,
): DeliveryLine {
  const [first] = events
  return {
    kind: 'delivery',
    line,
    receivedAt: new Date(receivedMs).toISOString(),
    field: first?.field ?? null,
    subtype: first?.subtype ?? null,
    events: events.length,
    ...answer,
  }
}
