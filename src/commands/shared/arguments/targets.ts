import {hintOf, messageOf, exitCodeOf as ofError} from '../../../cli/hints/index.ts'
import type {Context} from '../../../context.ts'
import {ConfigError, type ExitCode, exitCodes, MsgrError, UsageError} from '../../../errors.ts'

/** How many Pages are processed at once; each has its own limits. */
const AT_ONCE = 4

/** One of the Pages that a command is about. */
export interface Target {
  /** The name as given; undefined for the default Page of the settings. */
  readonly name: string | undefined
  readonly context: Context
}

export const allPagesFlag = [
  '--all-pages',
  'every Page in the project file, or, without one, in the user file, or else of the emulator; for some: --page a,b,c',
] as const

/** Whether several Pages are, or may be, requested: `--page a,b,c`, `--all-pages`. A name may contain a comma. */
export async function namesSeveral({globals, config}: Pick<Context, 'globals' | 'config'>): Promise<boolean> {
  const {page, allPages} = globals
  if (allPages) return true
  if (page?.includes(',') !== true) return false
  const names = splitNames(page, (await config()).pageNames)
  return names.length !== 1 || names[0] !== page.trim()
}

/** Splits names at commas. A known name may contain commas itself: the longest one that fits wins. */
function splitNames(text: string, known: readonly string[]): readonly string[] {
  const parts = text.split(',')
  const mostParts = Math.max(1, ...known.map(name => name.split(',').length))
  const names = new Set<string>()
  for (let start = 0, end = 0; start < parts.length; start = end) {
    const upTo = (to: number) => parts.slice(start, to).join(',').trim()
    end = Math.min(parts.length, start + mostParts)
    while (end > start + 1 && !known.includes(upTo(end))) end -= 1
    names.add(upTo(end))
  }
  names.delete('')
  return [...names]
}

/** The Pages of `--page a,b,c` or `--all-pages`, else the default of the settings. @throws {UsageError} */
export async function targetsOf(context: Context): Promise<readonly Target[]> {
  const {page, allPages} = context.globals
  if (allPages && page !== undefined) throw new UsageError('--page and --all-pages exclude each other')
  const names = allPages
    ? await allPageNames(context)
    : page?.includes(',') === true
      ? splitNames(page, (await context.config()).pageNames)
      : [page?.trim() ?? ''].filter(name => name !== '')
  if (names.length === 0) return [{name: undefined, context}]
  const targets = names.map(name => ({name, context: context.forPage(name)}))
  for (const target of targets) await refuseUnknown(target)
  return targets
}

/**
 * The Pages of the project; without a project those of the user file, where `login` puts each whose token it stores. On the emulator
 * those of the project, else all that it has: the Pages of the user file are not there.
 * @throws {UsageError} if there are none.
 */
async function allPageNames(context: Context): Promise<readonly string[]> {
  const {target, ownPageNames, paths} = await context.config()
  const isOfProject = paths.projectFile !== undefined && ownPageNames.length > 0
  if (target === 'emulator' && !isOfProject) return emulatedPageNames(context)
  if (ownPageNames.length > 0) return ownPageNames
  throw new UsageError(`${paths.projectFile ?? 'The user file'} names no Page`, {
    hint:
      paths.projectFile === undefined
        ? 'Store the tokens of your Pages: msgr login'
        : 'Add them under pages in that file: msgr help config',
  })
}

/** The names of the Pages of the emulator; the id of one whose name another has too, or with a comma. */
async function emulatedPageNames(context: Context): Promise<readonly string[]> {
  const {adminAt} = await import('../../../emulator/control/admin-client.ts')
  const {graphUrl} = await context.connection()
  const pages = await adminAt(graphUrl)('GET', 'pages')
  if (!Array.isArray(pages))
    throw new ConfigError(`What answers at ${graphUrl} is not an emulator of this msgr`, {
      hint: 'See which emulator runs: msgr emulator status',
    })
  return pages.map(({id, name}) => {
    const isClear = !name.includes(',') && pages.every(other => other.id === id || other.name !== name)
    return isClear ? name : id
  })
}

/** A mistyped name must not look like a Page that failed. @throws {ConfigError} */
async function refuseUnknown({context}: Target): Promise<void> {
  const {target, connection, problems} = await context.config()
  const [problem] = problems
  if (target === 'platform' && connection.pageName === undefined && problem !== undefined) throw problem
}

/** The outcome for one Page. */
export type Outcome<Result> = {readonly target: Target} & (
  | {readonly result: Result}
  | {readonly error: MsgrError}
)

/** Runs an action for each Page, some at once, in a dry run one by one. A failure for one does not stop the others. */
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

/** A failure of a single Page is thrown, as in any other command. */
export function throwIfOnly(outcomes: readonly Outcome<unknown>[]): void {
  const [first] = outcomes
  if (outcomes.length === 1 && first !== undefined && 'error' in first) throw first.error
}
