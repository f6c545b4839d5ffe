import type {Command} from 'commander'
import {planImport} from '../../bulk/label-import/plan.ts'
import type {Context} from '../../context.ts'
import {withRejects} from '../invalid-rows.ts'
import {
  aboutImports,
  checkImportOptions,
  declareImportFile,
  type ImportFileOptions,
  importFileArgument,
  openImportFile,
  planOfFile,
} from './import-file.ts'
import type {LabelImportPlan} from './import-plan.ts'

export {importPlanView as view} from './import-plan.ts'

export function declare(command: Command): void {
  declareImportFile(command.argument('<file>', importFileArgument)).addHelpText(
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
