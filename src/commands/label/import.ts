import type {Command} from 'commander'
import {collect} from '../../api/core/paging.ts'
import {draftImport, type ImportDraftOptions} from '../../bulk/label-import/draft.ts'
import {type Member, planImport} from '../../bulk/label-import/plan.ts'
import {findRun} from '../../bulk/runs.ts'
import type {Context} from '../../context.ts'
import {CancelledError, type ExitCode, exitCodes, UsageError} from '../../errors.ts'
import type {CustomLabel} from '../../platform/custom-labels.ts'
import type {View} from '../../terminal/view.ts'
import {openRejects, type Rejects} from '../invalid-rows.ts'
import {pageOf} from '../run-page.ts'
import {
  type Findings,
  importPlanText,
  importPlanView,
  type LabelImportPlan,
  refuseMissing,
  toLabelImportPlan,
} from './import-plan.ts'
import {declareRows, type RowsOptions, type RowsTally, readLabelRows} from './import-rows.ts'
import {importExitCode, importLabels, importsFolderOf, importView, type LabelImport} from './importing.ts'
import {type MembersTally, readMembers, unknowable} from './members.ts'

interface ImportOptions extends RowsOptions {
  readonly createMissing?: boolean
  readonly replace?: boolean
  readonly plan?: boolean
  readonly resume?: string
}

export function declare(command: Command): void {
  command
    .argument(
      '[file]',
      'CSV with the columns psid and label, NDJSON, or with --label one PSID per line; - reads standard input',
    )
    .option('--create-missing', 'create the labels that the Page does not have')
    .option(
      '--replace',
      'take everybody from under these labels who is not in the file, as far as msgr can know',
    )
    .option('--plan', 'look everything up, show what would be done, and change nothing')
    .option('--resume <run>', 'go on with an import that was interrupted; last is the newest')
  declareRows(command).addHelpText(
    'after',
    `
The whole file is read and checked before anything is changed, 50 changes go in one call, and an import that broke off
goes on with --resume: to put somebody under a label twice is harmless. A label is known by its name or its id.
With --replace, everybody who wrote to the Page is asked for their labels. ${unknowable}.

Examples:
  msgr label import people.csv --create-missing --plan
  msgr label import people.csv --create-missing
  msgr label import people.csv --label VIP --replace --yes
  msgr label import --resume last`,
  )
}

type Result = LabelImport | LabelImportPlan

/** Plans, asks, writes the plan down and carries it out. A dry run ends with what the file alone tells. */
export async function run(
  context: Context,
  file: string | undefined,
  options: ImportOptions,
): Promise<Result> {
  if ((file === undefined) === (options.resume === undefined)) {
    throw new UsageError(
      file === undefined ? 'No file is named' : 'An import that goes on has its file already',
      {
        hint: 'Either: msgr label import people.csv, or: msgr label import --resume last',
      },
    )
  }
  if (options.replace === true && options.skipInvalid === true) {
    throw new UsageError('With --replace every row has to be usable', {
      hint: 'Whoever stands in a row that is left out would be taken from under the label: mend the rows, or leave out --skip-invalid',
    })
  }
  const rejects = options.rejects === undefined ? undefined : await openRejects(context.io, options.rejects)
  try {
    if (file === undefined) return await resume(context, options.resume ?? 'last', rejects)
    return await importFile(context, file, options, rejects)
  } finally {
    await rejects?.close()
  }
}

async function resume(context: Context, name: string, rejects: Rejects | undefined): Promise<LabelImport> {
  const hint = 'An import begins with a file: msgr label import people.csv'
  return importLabels(context, await findRun(await importsFolderOf(context), name, hint), rejects)
}

async function importFile(
  context: Context,
  file: string,
  options: ImportOptions,
  rejects: Rejects | undefined,
): Promise<Result> {
  const tally: RowsTally = {rows: 0, invalid: 0}
  const rows = readLabelRows(context, file, options, {rejects, tally})
  if (context.globals.dryRun) {
    const plan = await planImport(rows, {existing: []})
    return toLabelImportPlan({plan, tally, existing: undefined, members: undefined})
  }
  const api = await context.api()
  const existing = await collect(api.customLabels.list({limit: 100}))
  const members: MembersTally | undefined = options.replace === true ? {asked: 0, untold: 0} : undefined
  const settings = {existing, members: members && membersOf(context, members)}
  const found = (plan: Findings['plan']): LabelImportPlan => {
    const findings = {plan, tally, existing, members}
    refuseUnusable(file, tally)
    refuseMissing(context, findings, options.createMissing ?? false)
    return toLabelImportPlan(findings)
  }
  if (options.plan === true) return found(await planImport(rows, settings))
  const draft = await draftImport(rows, await draftOptions(context, file, settings))
  try {
    await agree(context, found(draft.plan))
  } catch (error) {
    await draft.discard()
    throw error
  }
  await draft.freeze()
  return importLabels(context, draft.run, rejects)
}

/** @throws {UsageError} when every row was left out: an import that does nothing is not done. */
function refuseUnusable(file: string, {rows, invalid}: RowsTally): void {
  if (rows === 0 || invalid < rows) return
  throw new UsageError(`No row of ${file} can be used`, {
    hint: 'See why, row by row: --rejects bad.csv',
  })
}

async function draftOptions(
  context: Context,
  source: string,
  settings: {readonly existing: readonly CustomLabel[]; readonly members: AsyncIterable<Member> | undefined},
): Promise<ImportDraftOptions> {
  const {target} = await context.connection()
  return {
    ...settings,
    ...{source, target},
    page: await pageOf(context),
    runsFolder: await importsFolderOf(context),
    nowMs: context.clock.now(),
    random: context.random,
  }
}

async function* membersOf(context: Context, tally: MembersTally): AsyncGenerator<Member> {
  for await (const {psid, labels} of readMembers(context, tally))
    yield {psid, labelIds: labels.map(({id}) => id)}
}

/** @throws {CancelledError} if the person says no. */
async function agree({io, prompt}: Context, plan: LabelImportPlan): Promise<void> {
  io.note(importPlanText(plan))
  if (plan.assign + plan.unassign === 0) return
  if (await prompt.confirm('Do it?')) return
  throw new CancelledError('Nothing was changed')
}

export const view: View<Result> = (result, style) =>
  'run' in result ? importView(result, style) : importPlanView(result, style)

export const exitCode = (result: Result): ExitCode | undefined =>
  'run' in result ? importExitCode(result) : exitCodes.done
