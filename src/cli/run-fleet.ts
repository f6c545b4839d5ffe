import {inFlight} from '../api/core/in-flight.ts'
import type {CommandModule} from '../commands/index.ts'
import {createOnce, type FleetForm, type FleetRow} from '../commands/shared/arguments/fleet.ts'
import {type Target, targetsOf} from '../commands/shared/arguments/targets.ts'
import {failureInFewWords} from '../commands/shared/wording/few-words.ts'
import type {Context} from '../context.ts'
import {UsageError} from '../errors.ts'
import {csvFormOf} from '../terminal/csv.ts'
import {present, presentStream} from '../terminal/output.ts'
import {shellWord} from '../terminal/shell-word.ts'
import type {View} from '../terminal/view.ts'
import {gatherNotices} from './fleet-notices.ts'
import {exitCodeOf, linesOf, type PageRun, runFor, withAllKeys} from './page-run.ts'
import type {Outcome} from './run-command.ts'

/** How many Pages are asked at once. Each has its own limits; those of the app are shared. */
const AT_ONCE = 8
/** In columns of a terminal: longer names are cut, so that the table stays readable. */
const PAGE_WIDTH = 20
const PROBLEM_WIDTH = 60
/** How many commands are shown below the table. */
const MOST_NEXT = 10

/** A Page with what its run gave. */
interface FleetPage {
  readonly pageId: string | undefined
  readonly run: PageRun
  readonly row: FleetRow
}

/**
 * Runs a command that changes nothing for several Pages at once, and shows a row for each; with `--json` the same array as of any
 * other command. Returns the exit code as `runForPages` does.
 * @throws {UsageError} if what was typed is wrong for every Page.
 */
export async function runFleet(name: string, fleet: FleetForm<unknown>, outcome: Outcome): Promise<number> {
  const {context, module, presentation} = outcome
  const targets = await targetsOf(context)
  const once = createOnce()
  const notices = gatherNotices(context.io)
  const progress = context.progress.start(name)
  const {run: runShared} = fleet
  const run: CommandModule['run'] =
    runShared === undefined ? module.run : (own, ...given) => runShared(own, once, ...given)
  const found: FleetPage[] = []
  const ask = async ([place, target]: [number, Target]) => {
    const own = {...target, context: {...target.context, io: notices.of(target), progress: noProgress}}
    const done = await runFor(own, outcome, run)
    found[place] = {run: done, row: rowOf(done, fleet, outcome), pageId: await pageIdOf(target)}
    progress.update(`${Object.keys(found).length} of ${targets.length} Pages`)
  }
  const show = async () => {
    progress.stop()
    notices.show()
    const pages = found.filter(page => page !== undefined)
    if (presentation.format === 'json')
      return present(
        pages.flatMap(({run}) => run.results.map(withAllKeys)),
        () => '',
        presentation,
      )
    throwIfMistyped(pages)
    if (presentation.format === 'csv') return showCsv(pages, outcome)
    await present(pages, tableOf(fleet, outcome), presentation)
    context.io.note(closing(pages, fleet, outcome))
  }
  try {
    await inFlight([...targets.entries()], ask, {width: AT_ONCE})
  } catch (error) {
    // What was found out before Ctrl-C is not lost.
    if (context.signal.aborted && found.some(Boolean)) await show()
    throw error
  }
  await show()
  return exitCodeOf(found.map(({run}) => run.exitCode))
}

/** There is one line of progress, for all Pages. */
const noProgress: Context['progress'] = {start: () => ({update() {}, stop() {}})}

/** The rows of each Page under one header, with its name in the first column; failures go to stderr. */
async function showCsv(pages: readonly FleetPage[], {module, context, presentation}: Outcome): Promise<void> {
  const csv = csvFormOf('page', module.csv)
  for (const [place, {run}] of pages.entries())
    await presentStream(linesOf(run, context), () => '', {...presentation, csv, isGoingOn: place > 0})
}

/** The id in the settings; that of the emulator's Page. */
async function pageIdOf({context}: Target): Promise<string | undefined> {
  const {target, connection} = await context.config()
  if (target === 'platform') return connection.pageId
  return context.connection().then(
    ({pageId}) => pageId,
    () => undefined,
  )
}

function rowOf({results: [first], failure}: PageRun, fleet: FleetForm<unknown>, {parsed}: Outcome): FleetRow {
  if (failure !== undefined) return {state: 'fault', problem: failureInFewWords(failure)}
  if (first === undefined || !('result' in first)) return {state: 'ok', problem: undefined}
  return fleet.row(first.result, ...parsed.args, parsed.options)
}

/** What is wrong with the command line is said once, and not in a row for each Page. @throws {UsageError} */
function throwIfMistyped(pages: readonly FleetPage[]): void {
  const [first] = pages.map(({run}) => run.failure)
  if (!(first instanceof UsageError)) return
  if (pages.every(({run}) => run.failure?.message === first.message)) throw first
}

const pageNameOf = ({run: {results}}: FleetPage) => results[0]?.page ?? ''

function tableOf(fleet: FleetForm<unknown>, {parsed}: Outcome): View<readonly FleetPage[]> {
  const columns = fleet.columns?.(...parsed.args, parsed.options) ?? []
  return (pages, {good, warn, bad}) => {
    const states = {ok: good('ok'), warning: warn('warning'), fault: bad('fault')}
    return {
      columns: ['page', 'id', 'state', ...columns, 'problem'],
      rows: pages.map(page => {
        const {state, cells = [], problem} = page.row
        return [pageNameOf(page), page.pageId, states[state], ...columns.map((_, at) => cells[at]), problem]
      }),
      whole: ['page', 'id', 'state'],
      cut: {page: PAGE_WIDTH, problem: PROBLEM_WIDTH},
      // One column fits beside the id in 80 columns, two fit without it.
      leaveOut: columns.length < 2 ? [] : ['id', ...columns.slice(2).reverse()],
    }
  }
}

/** Below the table: what the Pages have in common, how many are fine, and what to type next. */
function closing(
  pages: readonly FleetPage[],
  fleet: FleetForm<unknown>,
  {context: {globals}}: Outcome,
): readonly string[] {
  const results = pages.flatMap(({run}) =>
    run.results.flatMap(each => ('result' in each ? [each.result] : [])),
  )
  const count = (state: FleetRow['state']) => pages.filter(({row}) => row.state === state).length
  const counted = [
    `${count('ok')} of ${pages.length} Pages ok`,
    ...(count('warning') === 0 ? [] : [`${count('warning')} with warnings`]),
    ...(count('fault') === 0 ? [] : [`${count('fault')} with faults`]),
  ]
  const commands = pages
    .filter(({row}) => row.state === 'fault')
    .map(page => {
      const {next = 'doctor'} = page.row
      return `msgr${globals.emulator ? ' --emulator' : ''} ${next} --page ${shellWord(pageNameOf(page))}`
    })
  return [
    ...(fleet.inCommon?.(results) ?? []),
    counted.join(', '),
    ...commands.slice(0, MOST_NEXT).map(command => `  ${command}`),
    ...(commands.length > MOST_NEXT ? [`  … and ${commands.length - MOST_NEXT} more`] : []),
  ]
}
