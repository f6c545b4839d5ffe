import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {type Fault, faultLine} from '../../errors.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {plural} from '../shared/arguments/count.ts'
import {isEmulated, today} from '../shared/arguments/target-time.ts'
import {PAGE_FILE} from '../shared/files/page-file-name.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {
  aboutAnnotations,
  declareReport,
  type ReportOptions,
  reporting,
} from '../shared/wording/fault-report.ts'
import {isWarning, judge} from '../shared/wording/faults.ts'
import {unknownPages} from './shared/overlays.ts'
import {pageFileArgument, readPageFile} from './shared/page-file.ts'

export interface ValidPageFile {
  readonly file: string
  readonly valid: true
  readonly sections: readonly string[]
  /** The Pages with differences in the file. */
  readonly pages: readonly string[]
  readonly warnings: readonly Pick<Fault, 'path' | 'message'>[]
}

export function declare(command: Command): void {
  declareReport(command.addArgument(completedArgument('files', '[file]', pageFileArgument))).addHelpText(
    'after',
    `
Makes no calls. Checks the file and the files it extends, for every Page with differences. Exits with 2 if the file
is not valid, and lists all faults. ${aboutAnnotations}
About the file: msgr page plan --help.`,
  )
  addExamples(command, 'msgr page validate', 'msgr page validate page.yaml --json')
}

export async function run(
  context: Context,
  name = PAGE_FILE,
  options: ReportOptions = {},
): Promise<ValidPageFile> {
  const {overlays, sections, faults} = await reporting(context, options, () => check(context, name))
  judge(context.io, name, faults)
  return {
    file: name,
    valid: true,
    sections,
    pages: overlays,
    warnings: faults.filter(isWarning).map(({path, message}) => ({path, message})),
  }
}

async function check(context: Context, name: string) {
  const file = await readPageFile(context, name, 'validate')
  const config = await context.config()
  const options = {
    today: await today(context),
    apiVersion: config.connection.apiVersion,
    isEmulated: await isEmulated(context),
  }
  const described = [[], ...file.overlays.map(page => [page])].map(names => file.describe(names, options))
  const found = [...described.flatMap(({faults}) => faults), ...(await unknownPages(context, file))]
  return {
    overlays: file.overlays,
    sections: [...new Set(described.flatMap(({wanted}) => Object.keys(wanted)))],
    faults: [...new Map(found.map(fault => [faultLine(fault), fault])).values()],
  }
}

export const view: View<ValidPageFile> = ({file, sections, pages}, {good}) => {
  const different =
    pages.length === 0 ? '' : `, different for ${plural(pages.length, 'Page')}: ${pages.join(', ')}`
  return `${good('✔')} ${file} is valid: ${sections.join(', ') || 'it is empty'}${different}`
}
