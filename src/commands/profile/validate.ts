import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {Fault} from '../../errors.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {
  aboutAnnotations,
  declareReport,
  type ReportOptions,
  reporting,
} from '../shared/wording/fault-report.ts'
import {declareStrict, isWarning, judge, type StrictOptions, strictly} from '../shared/wording/faults.ts'
import {profileFileArgument, readProfileFile} from './shared/profile-file.ts'

export interface Validated {
  readonly file: string
  readonly valid: true
  readonly properties: readonly string[]
  readonly warnings: readonly Pick<Fault, 'path' | 'message'>[]
}

export function declare(command: Command): void {
  declareStrict(
    declareReport(command.addArgument(completedArgument('files', '<file>', profileFileArgument))),
  ).addHelpText(
    'after',
    `
Makes no calls: a missing Get Started button or domain may be on the Page, so it is only a warning. Exits with 2 if the file is not valid, and lists all faults. ${aboutAnnotations}`,
  )
  addExamples(command, 'msgr profile validate profile.yaml')
}

export async function run(
  context: Context,
  file: string,
  options: ReportOptions & StrictOptions,
): Promise<Validated> {
  const {input, profile, faults} = await reporting(context, options, () =>
    readProfileFile(context, file, {verb: 'validate'}),
  )
  judge(context.io, input, strictly(faults, options))
  const warnings = faults.filter(isWarning).map(({path, message}) => ({path, message}))
  return {file, valid: true, properties: Object.keys(profile), warnings}
}

export const view: View<Validated> = ({file, properties}, {good}) =>
  `${good('✔')} ${file} is valid: ${properties.join(', ') || 'it sets nothing'}`
