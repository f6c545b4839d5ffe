import {hintOf, messageOf, exitCodeOf as ofError} from '../../../cli/hints/index.ts'
import type {Context} from '../../../context.ts'
import {type ExitCode, exitCodes, MsgrError, UsageError} from '../../../errors.ts'

/** So many Pages are worked on at once; each has limits of its own. */
const AT_ONCE = 4

/** One of the Pages that a command is about. */
export interface Target {
  /** As it was asked for; undefined for the one that the settings choose. */
  readonly name: string | undefined
  readonly context: Context
}

export const allPagesFlag = [
  '--all-pages',
  'every Page of the project file, or without one of the user file; several: --page a,b,c',
] as const

/** Whether several Pages are asked for, or may be: `--page a,b,c`, `--all-pages`. */
export const namesSeveral = ({page, allPages}: Context['globals']): boolean =>
  allPages || page?.includes(',') === true

/** The Pages of `--page a,b,c` or `--all-pages`, else the one that the settings choose. @throws {UsageError} */
export async function targetsOf(context: Context): Promise<readonly Target[]> {
  const {page, allPages} = context.globals
  if (allPages && page !== undefined) throw new UsageError('--page and --all-pages exclude each other')
  const named = (page ?? '').split(',').map(name => name.trim())
  const names = allPages
    ? (await context.config()).ownPageNames
    : [...new Set(named)].filter(name => name !== '')
  if (allPages && names.length === 0) {
    const {projectFile} = (await context.config()).paths
    throw new UsageError(`${projectFile ?? 'The user file'} names no Page`, {
      hint: 'Name them under pages there: msgr help config',
    })
  }
  if (names.length === 0) return [{name: undefined, context}]
  const targets = names.map(name => ({name, context: context.forPage(name)}))
  for (const target of targets) await refuseUnknown(target)
  return targets
}

/** A mistyped name must not look like a Page that failed. @throws {ConfigError} */
async function refuseUnknown({context}: Target): Promise<void> {
  const {target, connection, problems} = await context.config()
  const [problem] = problems
  if (target === 'platform' && connection.pageName === undefined && problem !== undefined) throw problem
}

/** What became of one Page. */
export type Outcome<Result> = {readonly target: Target} & (
  | {readonly result: Result}
  | {readonly error: MsgrError}
)

/** Does something for each Page, some at once, in a dry run one by one. What fails for one keeps the others not. */
export async function forEachPage<Item extends {readonly target: Target}, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Outcome<Result>[]> {
  const outcomes: Outcome<Result>[] = []
  const waiting = [...items.entries()]
  const isDry = items[0]?.target.context.globals.dryRun === true
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, item] = next
      outcomes[index] = await outcomeOf(item, work)
    }
  }
  await Promise.all(Array.from({length: isDry ? 1 : AT_ONCE}, worker))
  return outcomes
}

async function outcomeOf<Item extends {readonly target: Target}, Result>(
  item: Item,
  work: (item: Item) => Promise<Result>,
): Promise<Outcome<Result>> {
  const {target} = item
  try {
    return {target, result: await work(item)}
  } catch (error) {
    target.context.signal.throwIfAborted()
    if (!(error instanceof MsgrError)) throw error
    return {target, error}
  }
}

/** Why nothing or not all was done for a Page. Its keys are a public API. */
export interface PageError {
  readonly code: string
  readonly message: string
  readonly hint: string | undefined
  readonly exitCode: number
}

export function toPageError(error: MsgrError): PageError {
  return {code: error.code, message: messageOf(error), hint: hintOf(error), exitCode: ofError(error)}
}

/** 0, or 6 when it failed for some; when it failed for all in the same way, the code of that. */
export function exitCodeOf(
  pages: readonly {readonly error: PageError | undefined; readonly refused?: readonly unknown[]}[],
): ExitCode {
  const failed = pages.flatMap(({error}) => error ?? [])
  const [first] = failed
  if (first === undefined)
    return pages.some(({refused = []}) => refused.length > 0) ? exitCodes.partly : exitCodes.done
  if (failed.length < pages.length) return exitCodes.partly
  return failed.every(({exitCode}) => exitCode === first.exitCode)
    ? (first.exitCode as ExitCode)
    : exitCodes.failed
}

/** A single Page that failed has failed as any command does. */
export function throwIfOnly(outcomes: readonly Outcome<unknown>[]): void {
  const [first] = outcomes
  if (outcomes.length === 1 && first !== undefined && 'error' in first) throw first.error
}
