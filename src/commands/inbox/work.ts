import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {type ExitCode, exitCodes} from '../../errors.ts'
import {Claims} from '../../inbox/claims.ts'
import type {Outcome} from '../../inbox/outcome.ts'
import {workOnInbox} from '../../inbox/worker.ts'
import {createQueue} from '../../system/queue.ts'
import {durationOption} from '../shared/arguments/duration.ts'
import {namedStore} from '../shared/arguments/named-store.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {namedPage} from './shared/named-page.ts'
import {toWorkLine, type WorkLine, workLineText} from './work/line.ts'
import {planWork, type WorkFlags} from './work/plan.ts'
import {workerName} from './work/worker-name.ts'

export const json = 'lines'

/** The same columns, also when no event waits. */
export const csv = {
  columns: ['id', 'outcome', 'endedAt', 'tries', 'tookMs', 'error', 'retryAt', 'event'],
}

/** Other commands find the emulator that it may have started. */
export const isService = true

export function declare(command: Command): void {
  command
    .option('--forward-to <target>', 'send each event to a port, path or URL, as its own delivery')
    .option(
      '-H, --header <header>',
      "with --forward-to: add a header: 'X-Stage: local'; repeatable",
      (value: string, former: readonly string[] = []) => [...former, value],
    )
    .option('--insecure', 'with --forward-to: accept an untrusted certificate')
    .option('--exec <command>', 'run this shell command for each event, with the event as JSON on its stdin')
    .option(
      '--pass-env <names>',
      'with --exec: variables with secrets of msgr to pass to it, comma-separated',
    )
    .option('--at-once <n>', 'how many events are handled at the same time (default: 16, with --exec 4)')
    .option('--tries <n>', 'how often an event is tried before it is set aside as failed', '10')
    .addOption(
      durationOption('--claim <duration>', 'how long an event stays with a worker that was killed').default(
        '30s',
      ),
    )
    .option('--until-idle', 'end when every event is done or set aside, by whichever worker')
    .addHelpText(
      'after',
      `
Handles the events that msgr listen --inbox has stored, as many workers on as many machines as you like. An event is handled at
least once: again, if a worker is killed before it could record that it was done. The events of one person are handled one after the
other, in the order in which they came; an event that is tried again holds back the later ones of that person. Tries are 1 s, 2 s,
4 s … apart, up to 10 min. What fails too often is set aside: see msgr inbox list --state failed.

--forward-to: done is what the target answers with 2xx within 20 s. Deliveries are signed with the app secret. While nobody is there,
nothing counts as a try. --exec: done is what ends with 0 within 5 min; the JSON is that of msgr listen --json.
Ctrl-C or SIGTERM: what is being handled gets 15 s to end, and goes back to the inbox otherwise.
With --until-idle it exits with 6 if an event was set aside. With --page, only events of that Page are handled.`,
    )
  addExamples(
    command,
    'msgr inbox work --forward-to 3000',
    'msgr inbox work --exec "node handle-event.js" --until-idle',
  )
}

interface Verdict {
  /** Undefined after a signal. */
  readonly exitCode: ExitCode | undefined
}

export async function* run(context: Context, flags: WorkFlags): AsyncGenerator<WorkLine, Verdict> {
  const {signal, io} = context
  const plan = await planWork(context, flags)
  if (context.globals.dryRun) return {exitCode: exitCodes.done}
  const [{appends}, pageId] = await Promise.all([namedStore(context), namedPage(context)])
  const lines = createQueue<WorkLine>()
  let failed = 0
  const onOutcome = (outcome: Outcome) => {
    if (outcome.kind === 'failed') failed += 1
    lines.add(toWorkLine(outcome, context.clock.now()))
  }
  const working = workOnInbox({
    claims: new Claims(appends.query, workerName(context.random), pageId),
    ...plan,
    signal,
    onOutcome,
    onStoreAway: error => io.warn(`${error.message}; trying again`),
  })
  working.then(() => lines.end(), lines.end)
  yield* lines
  await working
  if (signal.aborted) return {exitCode: undefined}
  return {exitCode: failed > 0 ? exitCodes.partly : exitCodes.done}
}

export const view = workLineText

export const exitCode = (ended: Verdict | undefined) => ended?.exitCode
