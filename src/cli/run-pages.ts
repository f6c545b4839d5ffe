import {Readable} from 'node:stream'
import type {CommandEntry} from '../commands/index.ts'
import {targetsOf} from '../commands/shared/arguments/targets.ts'
import {UsageError} from '../errors.ts'
import {csvFormOf} from '../terminal/csv.ts'
import {present, presentStream} from '../terminal/output.ts'
import type {View} from '../terminal/view.ts'
import * as dryRun from './dry-run.ts'
import {
  exitCodeOf,
  linesOf,
  named,
  type PageResult,
  type PageRun,
  runFor,
  sharedInput,
  withAllKeys,
} from './page-run.ts'
import type {Outcome} from './run-command.ts'

/**
 * Runs a command for one Page after the other. What fails for one keeps the others not. Under `--json` an array with
 * `{page, result, error}` for each Page, one of both null; where the command gives a stream, a line for each of its items.
 * Gives the exit code: that of all Pages when it is the same, else 6.
 * @throws {UsageError} for a command that takes one Page.
 */
export async function runForPages(
  name: string,
  pages: CommandEntry['pages'],
  outcome: Outcome,
): Promise<number> {
  if (pages !== 'each') throw await takesOnePage(name)
  const {module, context, presentation, requests} = outcome
  const {fleet} = module
  if (fleet !== undefined && !context.globals.dryRun) {
    const {runFleet} = await import('./run-fleet.ts')
    return runFleet(name, fleet, outcome)
  }
  const input = sharedInput(context)
  const runs: PageRun[] = []
  const view = viewOf(outcome)
  const showGathered = async () => {
    if (presentation.format !== 'json') return
    const results = runs.flatMap(run => run.results).map(withAllKeys)
    if (runs.some(run => run.isStream)) await presentStream(Readable.from(results), view, presentation)
    else await present(results, () => '', presentation)
  }
  try {
    for (const target of await targetsOf(context)) {
      const run = await runFor({...target, context: named(target, input)}, outcome)
      runs.push(run)
      if (presentation.format === 'json') continue
      await presentStream(linesOf(run, context), view, {
        ...presentation,
        csv: csvFormOf('page', requests.length > 0 ? dryRun.csv : module.csv),
        isGoingOn: runs.length > 1,
      })
    }
  } catch (error) {
    // What was done for the Pages before is not lost with the one that was interrupted.
    if (context.signal.aborted && runs.length > 0) await showGathered()
    throw error
  }
  await showGathered()
  return exitCodeOf(runs.map(run => run.exitCode))
}

/** A table gets a column of Pages, a text a heading. */
function viewOf({module, requests}: Outcome): View<PageResult> {
  let headed = ''
  return (each, style, width) => {
    if (!('result' in each)) return ''
    const {page, result} = each
    const view = requests.length > 0 ? (dryRun.view as View<never>) : (module.view ?? (() => ''))
    const shown = view(result as never, style, width)
    if (typeof shown !== 'string')
      return {...shown, columns: ['page', ...shown.columns], rows: shown.rows.map(row => [page, ...row])}
    const heading = headed === page ? '' : `${style.bold(page)}\n`
    headed = page
    return `${heading}${shown}`
  }
}

async function takesOnePage(name: string): Promise<UsageError> {
  const {table} = await import('./table.ts')
  const several = Object.entries(table).flatMap(([each, {pages}]) => (pages === undefined ? [] : [each]))
  return new UsageError(`msgr ${name} takes one Page at a time`, {
    hint: `These take several (--page a,b or --all-pages): ${several.join(', ')}`,
  })
}
