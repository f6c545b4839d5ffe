import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {PageChange, Refused} from '../../desired/sections/section.ts'
import {type ExitCode, exitCodes} from '../../errors.ts'
import {type CiReport, type Notice, summaryOf} from '../../terminal/ci-report.ts'
import {plainStyle} from '../../terminal/style.ts'
import type {Style, View} from '../../terminal/view.ts'
import {completedArgument, completedOption} from '../shared/arguments/completed.ts'
import {
  allPagesFlag,
  exitCodeOf,
  forEachPage,
  type Outcome,
  type PageError,
  targetsOf,
  throwIfOnly,
  toPageError,
} from '../shared/arguments/targets.ts'
import {fileNamed} from '../shared/files/file-named.ts'
import {PAGE_FILE} from '../shared/files/page-file-name.ts'
import {declareOverwrite, type OverwriteFlags, outFileIfNamed} from '../shared/files/write-out.ts'
import {differenceLine, type WholeDifference, wholeDifference} from '../shared/wording/differences.ts'
import {differing, drifting} from '../shared/wording/drift.ts'
import {failedPages, lastWord as sumUp} from './shared/last-word.ts'
import {pageFileArgument, readPageFile} from './shared/page-file.ts'
import {type PlanFile, planOf} from './shared/plan-file.ts'
import {describeTargets, type PlannedPage, planTarget} from './shared/plan-pages.ts'

interface PlanOptions extends OverwriteFlags {
  readonly allowDeletes?: boolean
  readonly exitCode?: boolean
  readonly out?: string
}

export interface PlannedRow {
  readonly page: string
  /** Null when the Page could not be read. */
  readonly id: string | null
  readonly changes: readonly WholeDifference<PageChange>[]
  /** What is only on the Page and would be left alone: `labels.Newsletter`. */
  readonly left: readonly string[]
  /** Sections that the platform does not show: apply sets them again. */
  readonly unread: readonly string[]
  /** What differs from the file and cannot be changed as things are, such as a flow that an ad uses. */
  readonly blocked: readonly Refused[]
  /** What would be changed although somebody else changed it since the last apply: `profile.greeting`. */
  readonly drift: readonly string[]
  readonly error: PageError | undefined
}

export interface PlannedPages {
  readonly pages: readonly PlannedRow[]
  /** How many Pages have something to change, how many match the file, and how many could not be read. */
  readonly counts: {readonly toChange: number; readonly unchanged: number; readonly failed: number}
  /** The file that the plan was written to, if any, else null. */
  readonly plan: string | null
}

/** A row for each Page. */
export const csv = {rows: ({pages}: PlannedPages) => pages}

export function declare(command: Command): void {
  declareOverwrite(command)
    .addArgument(completedArgument('files', '[file]', pageFileArgument))
    .option(...allPagesFlag)
    .option(
      '--allow-deletes',
      'plan to delete what is only on the Page: properties of the profile, webhook fields',
    )
    .option('--exit-code', 'exit with 3 if there is something to change')
    .addOption(
      completedOption(
        'files',
        '--out <file>',
        'write the plan to a JSON file that msgr page apply carries out exactly',
      ),
    )
    .addHelpText(
      'after',
      `
A Page file has a key for each section; sections that it does not name are ignored:
  profile          the Messenger Profile, as in msgr profile apply
  labels           names of custom labels that must exist
  personas         name and profile_picture_url; must exist, by name
  nlp              nlp_enabled, model, verbose, n_best
  webhook_fields   the fields of the Page that the app receives
  templates        utility templates, by name and language
  user_settings    psid and persistent_menu: the menus of single people
  welcome_flows    welcome message flows for ads, by name; one that an ad uses cannot be changed
  call_settings    audio_enabled, video_enabled, icon_enabled, call_hours, call_routing; the others stay
  extends          files that this one overrides: keys one by one, lists as a whole, null removes a key
  pages            differences for a Page, by its name in the settings
\${NAME} is an environment variable, $\${ the text \${. Labels, personas, templates and flows are never deleted.
A plan in a file contains the values of the variables.

Examples:
  $ msgr page plan
  $ msgr page plan page.yaml --all-pages --exit-code
  $ msgr page plan --page shop,staging --out plan.json`,
    )
}

export async function run(context: Context, name = PAGE_FILE, options: PlanOptions): Promise<PlannedPages> {
  const file = await readPageFile(context, name, 'plan')
  const {allowDeletes = false, overwrite} = options
  const out = await outFileIfNamed(context, options.out, {overwrite})
  const described = await describeTargets(context, file, await targetsOf(context))
  const outcomes = await forEachPage(described, each => planTarget(each, {file: name, allowDeletes}))
  throwIfOnly(outcomes)
  const isWhole = outcomes.every(outcome => 'result' in outcome)
  if (isWhole) await out?.write(await planText(context, outcomes, allowDeletes))
  if (options.out !== undefined && !isWhole)
    context.io.warn(`${options.out} was not written: not every Page could be planned`)
  const pages = outcomes.map(rowOf)
  return {pages, counts: countsOf(pages), plan: isWhole ? (options.out ?? null) : null}
}

function countsOf(pages: readonly PlannedRow[]): PlannedPages['counts'] {
  const failed = pages.filter(({error}) => error !== undefined).length
  const toChange = pages.filter(
    ({changes, unread, blocked}) => changes.length + unread.length + blocked.length > 0,
  ).length
  return {toChange, unchanged: pages.length - toChange - failed, failed}
}

async function planText(
  {clock}: Context,
  outcomes: readonly Outcome<PlannedPage>[],
  allowDeletes: boolean,
): Promise<string> {
  const planned = outcomes.flatMap(outcome => ('result' in outcome ? [outcome.result] : []))
  const file: PlanFile = {
    msgr_plan: 1,
    made_at: new Date(clock.now()).toISOString(),
    allow_deletes: allowDeletes,
    pages: await Promise.all(planned.map(planOf)),
  }
  return `${JSON.stringify(file, null, 2)}\n`
}

function rowOf(outcome: Outcome<PlannedPage>): PlannedRow {
  if ('error' in outcome) {
    const page = outcome.target.name ?? ''
    const nothing = {changes: [], left: [], unread: [], blocked: [], drift: []}
    return {page, id: null, ...nothing, error: toPageError(outcome.error)}
  }
  const {page, id, plan} = outcome.result
  const {changes, left, unread, blocked, drift} = plan
  return {page, id, changes: changes.map(wholeDifference), left, unread, blocked, drift, error: undefined}
}

export function exitCode({pages}: PlannedPages, options: PlanOptions): ExitCode {
  const code = exitCodeOf(pages)
  const differs =
    options.exitCode === true && pages.some(({changes, blocked}) => changes.length + blocked.length > 0)
  return code === exitCodes.done && differs ? exitCodes.differs : code
}

/** With --exit-code, a difference fails the job; without it, a plan is not an error. */
export const ciReport = (
  {pages}: PlannedPages,
  name = PAGE_FILE,
  {exitCode: isFailing = false}: PlanOptions,
): CiReport => ({
  notices: pages.flatMap(row => noticesOf(row, fileNamed(name), isFailing)),
  summary: summaryOf(
    'msgr page plan',
    pages.flatMap(row => linesOf(row, plainStyle)),
  ),
})

function noticesOf(
  {page, changes, blocked, drift, error}: PlannedRow,
  file: string | undefined,
  isFailing: boolean,
): readonly Notice[] {
  const places = [...changes, ...blocked].map(({section, name}) => `${section} ${name}`)
  return [
    ...(error === undefined ? [] : [{level: 'error', message: `${page}: ${error.message}`, file} as const]),
    ...(isFailing && places.length > 0 ? [differing(`The Page ${page}`, places, file)] : []),
    ...(drift.length === 0 ? [] : [drifting(`of ${page}`, drift, file)]),
  ]
}

/** Of several Pages. */
export function lastWord({pages, counts: {toChange, unchanged}}: PlannedPages): string | undefined {
  if (pages.length < 2) return undefined
  return sumUp({'to change': toChange, 'matching the file': unchanged}, failedPages(pages))
}

export const view: View<PlannedPages> = ({pages, plan}, style) =>
  [
    ...pages.flatMap(row => linesOf(row, style)),
    ...(plan === null
      ? []
      : [`${style.good('✔')} Wrote the plan to ${plan}. To apply it: msgr page apply ${plan}`]),
  ].join('\n')

function linesOf(
  {page, id, changes, left, unread, blocked, drift, error}: PlannedRow,
  style: Style,
): readonly string[] {
  const head = style.bold(id === null || id === page ? page : `${page} (${id})`)
  if (error !== undefined) return [head, `  ${style.bad('✖')} ${error.message}`]
  return [
    head,
    ...(changes.length + blocked.length === 0 ? [`  ${style.good('✔')} matches the file`] : []),
    ...changes.map(change => `  ${changeLine(change, style)}`),
    ...blocked.map(({section, name, reason}) => `  ${style.warn('!')} ${section} ${name}: ${reason}`),
    ...unread.map(section => `  ? ${section}: the platform does not show it, so it is set again`),
    ...(left.length === 0 ? [] : [`  only on the Page, left alone: ${left.join(', ')}`]),
    ...(drift.length === 0
      ? []
      : [`  ${style.warn('!')} changed by somebody else since the last apply: ${drift.join(', ')}`]),
  ]
}

/** `+ labels VIP` */
export const changeLine = (change: PageChange | WholeDifference<PageChange>, style: Style): string =>
  differenceLine(`${change.section} ${change.name}`, change, style)
