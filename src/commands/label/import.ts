import type {Command} from 'commander'
import {type Rejects, withRejects} from '../../audience/file-rows.ts'
import {fileStore} from '../../bulk/file-store/file-store.ts'
import {draftImport, type ImportDraftOptions} from '../../bulk/label-import/draft.ts'
import {findRun} from '../../bulk/runs.ts'
import type {Context} from '../../context.ts'
import {type ExitCode, exitCodes, UsageError} from '../../errors.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument, completedOption} from '../shared/arguments/completed.ts'
import {refuseFileFlags} from '../shared/arguments/resumed-import.ts'
import {pageOf} from '../shared/arguments/run-page.ts'
import {importExitCode, importView, type LabelImport} from './shared/import-end.ts'
import {
  aboutImports,
  checkImportOptions,
  declareImportFile,
  type ImportFileOptions,
  type ImportSource,
  importFileArgument,
  openImportFile,
  planOfFile,
} from './shared/import-file.ts'
import {importPlanLines, importPlanView, type LabelImportPlan} from './shared/import-plan.ts'
import {importLabels, importsFolderOf} from './shared/import-run.ts'

interface ImportOptions extends ImportFileOptions {
  readonly resume?: string
}

export function declare(command: Command): void {
  declareImportFile(
    command
      .addArgument(completedArgument('files', '[file]', importFileArgument))
      .addOption(
        completedOption('imports', '--resume <run>', 'resume an interrupted import; last is the newest'),
      ),
  ).addHelpText(
    'after',
    `
Shows what it would do and asks first; msgr label plan only shows it. One call makes 50 changes. --resume continues an interrupted
import: assigning a label twice is harmless. ${aboutImports}

Examples:
  $ msgr label import people.csv --create-missing
  $ msgr label import people.csv --label VIP --replace --yes
  $ msgr label import --resume last`,
  )
}

type Result = LabelImport | LabelImportPlan

/** Plans, asks, saves the plan and carries it out. A dry run ends with the plan from the file alone. */
export async function run(
  context: Context,
  file: string | undefined,
  options: ImportOptions,
): Promise<Result> {
  if ((file === undefined) === (options.resume === undefined)) {
    throw new UsageError(file === undefined ? 'No file is named' : 'A resumed import already has its file', {
      hint: 'Type: msgr label import people.csv, or: msgr label import --resume last',
    })
  }
  if (options.resume === undefined) checkImportOptions(options)
  else refuseFileFlags(options, fileFlags)
  return withRejects(context, options, rejects =>
    file === undefined
      ? resume(context, options.resume ?? 'last', rejects)
      : importFile(context, file, options, rejects),
  )
}

/** Flags for reading a file, which a resumed import does not need: its rows were read when it was planned. */
const fileFlags = {
  psidColumn: '--psid-column',
  sheet: '--sheet',
  label: '--label',
  labelColumn: '--label-column',
  createMissing: '--create-missing',
  replace: '--replace',
  skipInvalid: '--skip-invalid',
} satisfies Partial<Record<keyof ImportFileOptions, string>>

async function resume(context: Context, name: string, rejects: Rejects | undefined): Promise<LabelImport> {
  const hint = 'Start an import with a file: msgr label import people.csv'
  return importLabels(
    context,
    await findRun(fileStore(await importsFolderOf(context)), name, {hint}),
    rejects,
  )
}

async function importFile(
  context: Context,
  file: string,
  options: ImportOptions,
  rejects: Rejects | undefined,
): Promise<Result> {
  if (context.globals.dryRun) return planOfFile(context, file, options, rejects)
  const source = await openImportFile(context, file, options, rejects)
  const draft = await draftImport(source.rows, await draftOptions(context, file, source))
  try {
    await agree(context, source.found(draft.plan))
  } catch (error) {
    await draft.discard()
    throw error
  }
  await draft.freeze()
  return importLabels(context, draft.run, rejects)
}

async function draftOptions(
  context: Context,
  source: string,
  {settings: {existing, members}}: ImportSource,
): Promise<ImportDraftOptions> {
  const {target} = await context.connection()
  return {
    ...{existing, members, source, target},
    page: await pageOf(context),
    runsFolder: await importsFolderOf(context),
    nowMs: context.clock.now(),
    random: context.random,
  }
}

/** @throws {CancelledError} if the person says no. */
async function agree({io, prompt}: Context, plan: LabelImportPlan): Promise<void> {
  io.note(importPlanLines(plan))
  if (plan.assign + plan.unassign > 0) await prompt.agree('Import?')
}

export const view: View<Result> = (result, style) =>
  'run' in result ? importView(result, style) : importPlanView(result, style)

export const exitCode = (result: Result): ExitCode | undefined =>
  'run' in result ? importExitCode(result) : exitCodes.done
