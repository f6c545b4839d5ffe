import type {Command} from 'commander'
import {withRejects} from '../../audience/file-rows.ts'
import {planImport} from '../../bulk/label-import/plan.ts'
import type {Context} from '../../context.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {
  aboutImports,
  checkImportOptions,
  declareImportFile,
  type ImportFileOptions,
  importFileArgument,
  openImportFile,
  planOfFile,
} from './shared/import-file.ts'
import type {LabelImportPlan} from './shared/import-plan.ts'

export {importPlanView as view} from './shared/import-plan.ts'

export function declare(command: Command): void {
  declareImportFile(
    command.addArgument(completedArgument('files', '<file>', importFileArgument)),
  ).addHelpText(
    'after',
    `
Shows what msgr label import would do with the file, and changes nothing. ${aboutImports}

Examples:
  $ msgr label plan people.csv
  $ msgr label plan people.csv --create-missing --json`,
  )
}

export async function run(
  context: Context,
  file: string,
  options: ImportFileOptions,
): Promise<LabelImportPlan> {
  checkImportOptions(options)
  return withRejects(context, options, async rejects => {
    if (context.globals.dryRun) return planOfFile(context, file, options, rejects)
    const {rows, settings, found} = await openImportFile(context, file, options, rejects)
    return found(await planImport(rows, settings))
  })
}
