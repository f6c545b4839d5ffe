import type {Command} from 'commander'
import {collect} from '../../../api/core/paging.ts'
import type {Rejects} from '../../../audience/file-rows.ts'
import {type MembersTally, readMembers, unknowable} from '../../../audience/members.ts'
import {type Member, planImport} from '../../../bulk/label-import/plan.ts'
import type {Context} from '../../../context.ts'
import {UsageError} from '../../../errors.ts'
import type {CustomLabel} from '../../../platform/custom-labels.ts'
import {type Findings, type LabelImportPlan, refuseMissing, toLabelImportPlan} from './import-plan.ts'
import {declareRows, type RowsOptions, type RowsTally, readLabelRows} from './import-rows.ts'

/** The options of `label plan` and `label import`. */
export interface ImportFileOptions extends RowsOptions {
  readonly createMissing?: boolean
  readonly replace?: boolean
}

export const importFileArgument =
  'CSV or Excel with the columns psid and label, NDJSON, or with --label one PSID per line; - reads standard input'

export const aboutImports = `The whole file is read and checked before anything changes. Name a label by its name or its id.
With --replace, msgr reads the labels of everyone who wrote to the Page. ${unknowable}.`

export function declareImportFile(command: Command): Command {
  return declareRows(
    command
      .option('--create-missing', 'create the labels that the Page does not have')
      .option(
        '--replace',
        'remove these labels from everyone who is not in the file, as far as msgr can know',
      ),
  )
}

/** @throws {UsageError} if the flags contradict each other. */
export function checkImportOptions({replace, skipInvalid}: ImportFileOptions): void {
  if (replace !== true || skipInvalid !== true) return
  throw new UsageError('With --replace, every row has to be valid', {
    hint: 'The people in skipped rows would lose the label: fix the rows, or leave out --skip-invalid',
  })
}

type Rows = Parameters<typeof planImport>[0]
type Settings = Parameters<typeof planImport>[1]

/** A file being read, and what the plan needs to know about the Page. */
export interface ImportSource {
  readonly rows: Rows
  readonly settings: Settings & {readonly existing: readonly CustomLabel[]}
  /** The plan as shown. @throws {UsageError} naming the labels that are missing and not to be created. */
  readonly found: (plan: Findings['plan']) => LabelImportPlan
}

/** Opens a file of labels and looks up the Page's labels; the rows are read while they are planned. */
export async function openImportFile(
  context: Context,
  file: string,
  options: ImportFileOptions,
  rejects: Rejects | undefined,
): Promise<ImportSource> {
  const tally: RowsTally = {rows: 0, invalid: 0}
  const rows = readLabelRows(context, file, options, {rejects, tally})
  const api = await context.api()
  const existing = await collect(api.customLabels.list({limit: 100}))
  const members: MembersTally | undefined = options.replace === true ? {asked: 0, untold: 0} : undefined
  return {
    rows,
    settings: {existing, members: members && membersOf(context, members)},
    found: plan => {
      const findings = {plan, tally, existing, members}
      refuseUnusable(file, tally)
      refuseMissing(context, findings, options.createMissing ?? false)
      return toLabelImportPlan(findings)
    },
  }
}

/** @throws {UsageError} when every row was skipped: an import that does nothing is an error. */
function refuseUnusable(file: string, {rows, invalid}: RowsTally): void {
  if (rows === 0 || invalid < rows) return
  throw new UsageError(`No row of ${file} can be used`, {
    hint: 'To see why for each row: --rejects bad.csv',
  })
}

/** The plan from the file alone: a dry run makes no call. */
export async function planOfFile(
  context: Context,
  file: string,
  options: ImportFileOptions,
  rejects: Rejects | undefined,
): Promise<LabelImportPlan> {
  const tally: RowsTally = {rows: 0, invalid: 0}
  const plan = await planImport(readLabelRows(context, file, options, {rejects, tally}), {existing: []})
  return toLabelImportPlan({plan, tally, existing: undefined, members: undefined})
}

async function* membersOf(context: Context, tally: MembersTally): AsyncGenerator<Member> {
  for await (const {psid, labels} of readMembers(context, tally))
    yield {psid, labelIds: labels.map(({id}) => id)}
}
