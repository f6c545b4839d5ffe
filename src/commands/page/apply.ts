import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {applyPage, rememberPage} from '../../desired/page-plan.ts'
import type {PageDescription} from '../../desired/page-schema.ts'
import type {PageChange, Refused} from '../../desired/sections/section.ts'
import {UsageError} from '../../errors.ts'
import {type CiReport, type Notice, summaryOf} from '../../terminal/ci-report.ts'
import {plainStyle} from '../../terminal/style.ts'
import type {Style, Table, View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {plural} from '../shared/arguments/count.ts'
import {
  isOvertaken,
  type LockTimeout,
  type LockTimeoutOptions,
  lockTimeoutOption,
  startLockTimeout,
} from '../shared/arguments/lock-timeout.ts'
import {
  allPagesFlag,
  exitCodeOf,
  forEachPage,
  type Outcome,
  type PageError,
  type Target,
  targetsOf,
  throwIfOnly,
  toPageError,
} from '../shared/arguments/targets.ts'
import {dataOf, parsedDocument} from '../shared/files/document.ts'
import {fileNamed} from '../shared/files/file-named.ts'
import {PAGE_FILE} from '../shared/files/page-file-name.ts'
import {type WholeDifference, wholeDifference} from '../shared/wording/differences.ts'
import {agreeTo, DriftError} from '../shared/wording/drift.ts'
import {changeLine} from './plan.ts'
import {failedPages, lastWord as sumUp} from './shared/last-word.ts'
import {pageFileArgument, readPageFile} from './shared/page-file.ts'
import {isPlan, type PlanOfPage, parsePlan, refuseStale} from './shared/plan-file.ts'
import {describeTargets, type PlannedPage, planTarget, readAndPlan} from './shared/plan-pages.ts'

/** A Page that can be read and planned again, when somebody else has changed it meanwhile. */
interface ReadyPage extends PlannedPage {
  readonly planAgain: () => Promise<ReadyPage>
}

type Planning = ApplyOptions & {readonly timeout: LockTimeout}

interface ApplyOptions extends LockTimeoutOptions {
  readonly allowDeletes?: boolean
}

export interface AppliedRow {
  readonly page: string
  /** Null when the Page could not be read. */
  readonly id: string | null
  readonly status: 'applied' | 'unchanged' | 'partly' | 'failed'
  /** What was changed, without what was refused. */
  readonly changes: readonly WholeDifference<PageChange>[]
  readonly left: readonly string[]
  readonly unread: readonly string[]
  /** What somebody else had changed since the last apply and was changed back. */
  readonly drift: readonly string[]
  readonly refused: readonly Refused[]
  readonly error: PageError | undefined
}

export interface AppliedPages {
  readonly pages: readonly AppliedRow[]
  /** How many Pages ended with which status. */
  readonly counts: Readonly<Record<AppliedRow['status'], number>>
}

/** A row for each Page. */
export const csv = {rows: ({pages}: AppliedPages) => pages}

export function declare(command: Command): void {
  command
    .addArgument(
      completedArgument(
        'files',
        '[file]',
        `a Page file or a plan from msgr page plan --out; ${pageFileArgument}`,
      ),
    )
    .option(...allPagesFlag)
    .option('--allow-deletes', 'delete what is only on the Page: properties of the profile, webhook fields')
    .addOption(lockTimeoutOption())
    .addHelpText(
      'after',
      `
Reads every Page first, shows what changes, asks on a terminal, and changes several Pages at once. Parts that already match the file are
not touched. Without a terminal, it does not ask. But if somebody else has changed a part that the file names since the last apply from
this machine, that Page is left unchanged (exit 3) unless --yes is given. A plan is carried out exactly, and only on Pages that have not
changed since it was made (else exit 3). Exit 6: it failed for some of the Pages, or for parts of them.
With a store, a Page that somebody else is changing is refused (exit 5). With --lock-timeout, it is waited for, read again and planned
again; what a person agreed to, or a plan from a file, is not planned again but refused if the Page has changed (exit 3).
About the file: msgr page plan --help.

Examples:
  $ msgr page apply
  $ msgr page apply page.yaml --all-pages --yes --json
  $ msgr page apply --lock-timeout 5m
  $ msgr page apply plan.json`,
    )
}

export async function run(context: Context, name = PAGE_FILE, options: ApplyOptions): Promise<AppliedPages> {
  const document = name === '-' ? undefined : dataOf(parsedDocument(name, await context.io.readText(name)))
  const timeout = startLockTimeout(context, options.lockTimeout)
  const planned = isPlan(document)
    ? await planFromPlan(context, name, document, {...options, timeout})
    : await planFromFile(context, name, {...options, timeout})
  throwIfOnly(planned)
  const ready = planned.flatMap(outcome => ('result' in outcome ? [outcome.result] : []))
  const isAgreed = isPlan(document) || (await askFor(context, ready))
  const isAsked = context.io.isInteractive && !context.globals.yes && !isPlan(document)
  const mayPlanAgain = () => !isAsked && !timeout.isOver()
  const isAgreedAgain = ({plan}: PlannedPage) =>
    isPlan(document) || context.globals.yes || plan.drift.length === 0
  const applied = await forEachPage(ready, async page => {
    for (let [next, agreed] = [page, isAgreed]; ; agreed = isAgreedAgain(next))
      try {
        return await applyTo(next, agreed)
      } catch (error) {
        if (!isOvertaken(error) || !mayPlanAgain()) throw error
        next = await next.planAgain()
      }
  })
  throwIfOnly(planned.length === 1 ? applied : [])
  const pages = planned.map(outcome => {
    if ('error' in outcome) return failedRow(outcome.target, outcome.error)
    const done = applied[ready.indexOf(outcome.result)]
    if (done === undefined) throw new Error('a Page was planned and not applied')
    return 'error' in done ? failedRow(done.target, done.error, outcome.result.id) : done.result
  })
  return {pages, counts: countsOf(pages)}
}

function countsOf(pages: readonly AppliedRow[]): AppliedPages['counts'] {
  const counts = {applied: 0, unchanged: 0, partly: 0, failed: 0}
  for (const {status} of pages) counts[status] += 1
  return counts
}

async function planFromFile(
  context: Context,
  name: string,
  {allowDeletes = false, timeout}: Planning,
): Promise<readonly Outcome<ReadyPage>[]> {
  const file = await readPageFile(context, name, 'apply')
  const described = await describeTargets(context, file, await targetsOf(context))
  return forEachPage(described, each =>
    planWhenFree(each.target, timeout, () => planTarget(each, {file: name, allowDeletes})),
  )
}

/** A plan contains everything it needs: flags no longer set the Pages or what may be deleted. */
async function planFromPlan(
  context: Context,
  name: string,
  document: unknown,
  {allowDeletes: isAllowed, timeout}: Planning,
): Promise<readonly Outcome<ReadyPage>[]> {
  const {pages, allow_deletes: allowDeletes} = parsePlan(name, document)
  if (
    context.globals.allPages ||
    isAllowed ||
    (context.globals.page !== undefined && pages.some(({name}) => name !== null))
  )
    throw new UsageError(`${name} is a plan, which already sets the Pages and their changes`)
  const items = pages.map(made => ({made, target: targetOf(context, made)}))
  return forEachPage(items, ({made, target}) =>
    planWhenFree(target, timeout, async () => {
      const planned = await readAndPlan(target, made.wanted as PageDescription, allowDeletes)
      await refuseStale(planned, made)
      return planned
    }),
  )
}

async function planWhenFree(
  {context}: Target,
  timeout: LockTimeout,
  plan: () => Promise<PlannedPage>,
): Promise<ReadyPage> {
  const planAgain = async (): Promise<ReadyPage> => {
    await timeout.untilFree(context)
    return {...(await plan()), planAgain}
  }
  return planAgain()
}

const targetOf = (context: Context, {name}: PlanOfPage): Target =>
  name === null ? {name: undefined, context} : {name, context: context.forPage(name)}

/** Asks a person about all Pages at once; false if nobody can be asked and drift needs an answer. */
async function askFor(context: Context, pages: readonly PlannedPage[]): Promise<boolean> {
  const changed = pages.filter(({plan}) => plan.changes.length > 0)
  if (changed.length === 0) return true
  const drifted = changed.filter(({plan}) => plan.drift.length > 0)
  const [only] = drifted
  const count = changed.reduce((sum, {plan}) => sum + plan.changes.length, 0)
  return agreeTo(context, {
    drift: drifted.flatMap(({page, plan}) =>
      plan.drift.map(facet => (pages.length === 1 ? facet : `${facet} of ${page}`)),
    ),
    since: drifted.length === 1 ? only?.last?.at : undefined,
    lines: style =>
      changed.flatMap(({page, plan}) => [
        style.bold(page),
        ...plan.changes.map(change => `  ${changeLine(change, style)}`),
      ]),
    question: `Make ${plural(count, 'change')} to ${plural(changed.length, 'Page')}?`,
  })
}

/** @throws {DriftError} when others changed it and nobody agreed. */
async function applyTo({page, id, target, plan, last}: PlannedPage, isAgreed: boolean): Promise<AppliedRow> {
  const {left, unread, blocked, drift} = plan
  const changes = plan.changes.map(wholeDifference)
  const {now} = target.context.clock
  if (!isAgreed && drift.length > 0) throw new DriftError({drift, since: last?.at}, 'change the file')
  const row = {page, id, changes, left, unread, drift, refused: [], error: undefined}
  if (changes.length + unread.length === 0) {
    await rememberPage(plan, {last, now})
    return {...row, refused: blocked, status: blocked.length > 0 ? 'partly' : 'unchanged'}
  }
  const refused = [...(await applyPage(plan, {last, now})), ...blocked]
  const isRefused = (change: (typeof changes)[number]) =>
    refused.some(({section, name}) => section === change.section && name === change.name)
  const status = refused.length > 0 ? 'partly' : changes.length === 0 ? 'unchanged' : 'applied'
  return {...row, status, refused, changes: changes.filter(change => !isRefused(change))}
}

function failedRow(
  {name}: Target,
  error: Parameters<typeof toPageError>[0],
  id: string | null = null,
): AppliedRow {
  const nothing = {changes: [], left: [], unread: [], drift: [], refused: []}
  return {page: name ?? '', id, status: 'failed', ...nothing, error: toPageError(error)}
}

export const comparedBy = 'msgr page plan'

export const exitCode = ({pages}: AppliedPages) => exitCodeOf(pages)

/** The pull request or the run shows what was done; each failure is a separate error. */
export const ciReport = ({pages}: AppliedPages, name = PAGE_FILE): CiReport => ({
  notices: pages.flatMap(row => failureOf(row, name)),
  summary: summaryOf(
    'msgr page apply',
    pages.flatMap(row => linesOf(row, plainStyle)),
  ),
})

function failureOf(row: AppliedRow, name: string): readonly Notice[] {
  const reason = reasonOf(row)
  return reason === '' ? [] : [{level: 'error', message: `${row.page}: ${reason}`, file: fileNamed(name)}]
}

/** Of several Pages. */
export function lastWord({pages, counts: {applied, unchanged, partly}}: AppliedPages): string | undefined {
  if (pages.length < 2) return undefined
  const counted = {
    changed: applied,
    'matching the file': unchanged,
    ...(partly > 0 && {'partly changed': partly}),
  }
  return sumUp(counted, failedPages(pages))
}

export const view: View<AppliedPages> = ({pages}, style): string | Table => {
  const [first] = pages
  if (pages.length === 1 && first !== undefined) return linesOf(first, style).join('\n')
  return {
    columns: ['page', 'id', 'status', 'changes', 'reason'],
    rows: pages.map(row => [row.page, row.id ?? '', row.status, row.changes.length, reasonOf(row)]),
    whole: ['page', 'id', 'status'],
    leaveOut: ['id'],
  }
}

function linesOf(row: AppliedRow, style: Style): readonly string[] {
  const {page, status, changes, refused, left, error} = row
  if (error !== undefined) return [`${style.bad('✖')} ${page}: ${error.message}`]
  return [
    status === 'unchanged'
      ? `${style.good('✔')} ${page} matches the file`
      : `${status === 'applied' ? style.good('✔') : style.bad('✖')} Made ${plural(changes.length, 'change')} to ${page}`,
    ...changes.map(change => `  ${changeLine(change, style)}`),
    ...refused.map(({section, name, reason}) => `  ${style.bad('✖')} ${section} ${name}: ${reason}`),
    ...(left.length === 0 ? [] : [`  only on the Page, left alone: ${left.join(', ')}`]),
  ]
}

function reasonOf({error, refused}: AppliedRow): string {
  if (error !== undefined) return error.message
  return refused.map(({section, name, reason}) => `${section} ${name}: ${reason}`).join('; ')
}
