import {createHash} from 'node:crypto'
import {relative} from 'node:path'
import type {Command} from 'commander'
import type {Context} from '../../../context.ts'
import {type Fault, faultText, InvalidInputError, MsgrError} from '../../../errors.ts'
import {createMasker} from '../../../masking.ts'
import {completedOption} from '../arguments/completed.ts'
import {declareOverwrite, type OverwriteFlags, outFile} from '../files/write-out.ts'
import {isWarning} from './faults.ts'

export interface ReportOptions extends OverwriteFlags {
  readonly report?: string
}

export function declareReport(command: Command): Command {
  return declareOverwrite(
    command.addOption(
      completedOption(
        'files',
        '--report <file>',
        'write the faults to this file, as a GitLab Code Quality report',
      ),
    ),
  )
}

export const aboutAnnotations =
  'On GitHub Actions each fault is an annotation at its\nline; GitLab shows those of --report in the merge request.'

/**
 * Checks a file and writes the faults to the file of `--report`, whatever the result; without it, only checks.
 */
export async function reporting<Checked extends {readonly faults: readonly Fault[]}>(
  context: Context,
  {report, overwrite}: ReportOptions,
  check: () => Promise<Checked>,
): Promise<Checked> {
  if (report === undefined) return check()
  const out = await outFile(context, report, {overwrite})
  const write = async (faults: readonly Fault[]) => {
    const {variable} = await context.config()
    const pathOf = (file: string) =>
      relative(variable('CI_PROJECT_DIR') ?? context.io.cwd, context.io.resolve(file))
    const text = JSON.stringify(codeQuality(faults, pathOf), null, 2)
    await out.write(`${createMasker().mask(text)}\n`)
  }
  try {
    const result = await check()
    await write(result.faults)
    return result
  } catch (error) {
    if (error instanceof InvalidInputError) await write(error.faults)
    else if (error instanceof MsgrError && error.place !== undefined)
      await write([{path: '', message: error.message, ...error.place}])
    throw error
  }
}

/**
 * One entry for each fault of a file; standard input has no place to show faults at.
 * Source: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
function codeQuality(faults: readonly Fault[], pathOf: (file: string) => string): readonly object[] {
  return faults.flatMap(fault => {
    const {file, line = 1} = fault
    if (file === undefined) return []
    const description = faultText(fault)
    const shown = pathOf(file)
    return {
      description,
      check_name: 'rule' in fault ? String(fault.rule) : 'msgr',
      // Not the line: the same fault would count as new when something is written above it.
      fingerprint: createHash('sha256').update(`${shown}\n${description}`).digest('hex'),
      severity: isWarning(fault) ? 'minor' : 'major',
      location: {path: shown, lines: {begin: line}},
    }
  })
}
