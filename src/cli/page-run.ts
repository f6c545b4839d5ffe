import {forEachPage, type PageError, type Target, toPageError} from '../commands/shared/arguments/targets.ts'
import type {Context} from '../context.ts'
import {exitCodes, linesOfFailure, type MsgrError} from '../errors.ts'
import * as dryRun from './dry-run.ts'
import {exitCodeOf as ofError} from './hints/index.ts'
import type {PrintedPageResult} from './printed-page-result.ts'
import {isStream, type Outcome} from './run-command.ts'

/** What became of one Page. Its keys are a public API. */
export type PageResult = {readonly page: string} & ({readonly result: unknown} | {readonly error: PageError})

/** One Page with all that its run gave. */
export interface PageRun {
  readonly results: readonly PageResult[]
  readonly exitCode: number
  readonly isStream: boolean
  /** Why nothing came of it. */
  readonly failure?: MsgrError
}

/** Keys of the public API. */
export const withAllKeys = (each: PageResult): PrintedPageResult => ({
  page: each.page,
  result: 'result' in each ? each.result : undefined,
  error: 'error' in each ? each.error : undefined,
})

/** Runs a command for one Page. @param run What to run; default: the `run` of the command. */
export async function runFor(
  target: Target,
  {module, parsed, requests}: Outcome,
  run: Outcome['module']['run'] = module.run,
): Promise<PageRun> {
  const {context, name: page = ''} = target
  const before = requests.length
  let isItems = false
  const [done] = await forEachPage([{target}], async () => {
    const given = await run(context, ...parsed.args, parsed.options)
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
      failure: done.error,
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
export async function* linesOf({results}: PageRun, {io}: Context): AsyncGenerator<PageResult> {
  for (const each of results) {
    if ('result' in each) yield each
    else {
      const [first = '', ...more] = linesOfFailure(each.error)
      io.warn([`${each.page}: ${first}`, ...more])
    }
  }
}

/** Questions and warnings say which Page they are about. */
export function named(
  {context, name = ''}: Target,
  input: Pick<Context['io'], 'readText' | 'readLines'>,
): Context {
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
export function sharedInput({io}: Context): Pick<Context['io'], 'readText' | 'readLines'> {
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
export function exitCodeOf(codes: readonly number[]): number {
  const different = [...new Set(codes)]
  const [first = exitCodes.done, ...others] = different
  if (others.length === 0) return first
  const isDiffering = different.every(code => code === exitCodes.done || code === exitCodes.differs)
  return isDiffering ? exitCodes.differs : exitCodes.partly
}
