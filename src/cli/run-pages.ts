import {Readable} from 'node:stream'
import type {CommandEntry} from '../commands/index.ts'
import {
  forEachPage,
  type PageError,
  type Target,
  targetsOf,
  toPageError,
} from '../commands/shared/arguments/targets.ts'
import type {Context} from '../context.ts'
import {exitCodes, linesOfFailure, UsageError} from '../errors.ts'
import {csvFormOf} from '../terminal/csv.ts'
import {present, presentStream} from '../terminal/output.ts'
import type {View} from '../terminal/view.ts'
import * as dryRun from './dry-run.ts'
import {exitCodeOf as ofError} from './hints/index.ts'
import {isStream, type Outcome} from './run-command.ts'

/** What became of one Page. Its keys are a public API. */
type PageResult = {readonly page: string} & ({readonly result: unknown} | {readonly error: PageError})

/** One Page with all that its run gave. */
interface PageRun {
  readonly results: readonly PageResult[]
  readonly exitCode: number
  readonly isStream: boolean
}

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

const withAllKeys = (each: PageResult) => ({
  page: each.page,
  result: 'result' in each ? each.result : undefined,
  error: 'error' in each ? each.error : undefined,
})

async function runFor(target: Target, {module, parsed, requests}: Outcome): Promise<PageRun> {
  const {context, name: page = ''} = target
  const before = requests.length
  let isItems = false
  const [done] = await forEachPage([{target}], async () => {
    const given = await module.run(context, ...parsed.args, parsed.options)
    isItems = isStream(given)
    return isStream(given) ? collected(given) : {items: [given], judged: given}
  })
  const made = requests.slice(before)
  if (context.globals.dryRun && made.length > 0)
    return {results: [{page, result: dryRun.resultOf(made)}], exitCode: 0, isStream: false}
  if (done === undefined) throw new Error('a Page was left out')
  if ('error' in done)
    return {
      results: [{page, error: toPageError(done.error)}],
      exitCode: ofError(done.error),
      isStream: isItems,
    }
  const {items, judged} = done.result
  return {
    results: items.map(result => ({page, result})),
    exitCode: module.exitCode?.(judged, parsed.options) ?? exitCodes.done,
    isStream: isItems,
  }
}

async function collected(stream: AsyncIterable<unknown>) {
  const items: unknown[] = []
  const iterator = stream[Symbol.asyncIterator]()
  for (;;) {
    const next = await iterator.next()
    if (next.done === true) return {items, judged: next.value ?? items.at(-1)}
    items.push(next.value)
  }
}

/** Failures go to stderr, under the name of their Page. */
async function* linesOf({results}: PageRun, {io}: Context): AsyncGenerator<PageResult> {
  for (const each of results) {
    if ('result' in each) yield each
    else {
      const [first = '', ...more] = linesOfFailure(each.error)
      io.warn([`${each.page}: ${first}`, ...more])
    }
  }
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

/** Questions and warnings say which Page they are about. */
function named({context, name = ''}: Target, input: Pick<Context['io'], 'readText' | 'readLines'>): Context {
  const {prompt, io} = context
  const own: Context['io'] = Object.assign(Object.create(io), {
    ...input,
    warn: (lines: string | readonly string[], place: Parameters<Context['io']['warn']>[1]) => {
      const [first = '', ...more] = [lines].flat()
      io.warn([`${name}: ${first}`, ...more], place)
    },
  })
  return {
    ...context,
    io: own,
    prompt: {
      ...prompt,
      agree: (question, options) => prompt.agree(`${name}: ${question}`, options),
      confirm: (question, flag) => prompt.confirm(`${name}: ${question}`, flag),
    },
  }
}

/** Standard input can be read once, and every Page gets what it held. */
function sharedInput({io}: Context): Pick<Context['io'], 'readText' | 'readLines'> {
  let text: Promise<string> | undefined
  const readText: Context['io']['readText'] = (file, options) => {
    if (file !== '-') return io.readText(file, options)
    text ??= io.readText('-', options)
    return text
  }
  return {
    readText,
    async *readLines(file) {
      if (file !== '-') return yield* io.readLines(file)
      yield* (await readText('-')).replace(/\r?\n$/, '').split(/\r?\n/)
    },
  }
}

/** The code that all Pages share; 3 where some differ and the others do not; else that it was done for some. */
function exitCodeOf(codes: readonly number[]): number {
  const different = [...new Set(codes)]
  const [first = exitCodes.done, ...others] = different
  if (others.length === 0) return first
  const isDiffering = different.every(code => code === exitCodes.done || code === exitCodes.differs)
  return isDiffering ? exitCodes.differs : exitCodes.partly
}

async function takesOnePage(name: string): Promise<UsageError> {
  const {table} = await import('./table.ts')
  const several = Object.entries(table).flatMap(([each, {pages}]) => (pages === undefined ? [] : [each]))
  return new UsageError(`msgr ${name} takes one Page at a time`, {
    hint: `These take several (--page a,b or --all-pages): ${several.join(', ')}`,
  })
}
