import {join} from 'node:path'
import {type Command, Option} from 'commander'
import {findRun, type RunStatus, readStatus} from '../../bulk/runs.ts'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import {completedOption} from '../shared/arguments/completed.ts'
import {parseCount} from '../shared/arguments/count.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {declarePace, type PaceFlags, parseRate} from './shared/pace-flags.ts'
import {declareRun} from './shared/run-argument.ts'
import {carryOut, runsFolderOf, type SendResult, sendExitCode, sendView, toResult} from './shared/send-run.ts'

interface ResumeOptions extends PaceFlags {
  readonly inDoubt: 'leave' | 'check' | 'resend'
  readonly echoes?: string
  readonly acceptCopy?: boolean
}

export function declare(command: Command): void {
  declareRun(command)
  command.addOption(
    new Option(
      '--in-doubt <what>',
      'those who may have got it already: leave them; check their conversations, and send to who did not; or resend, so that some may get it twice',
    )
      .choices(['leave', 'check', 'resend'])
      .default('leave'),
  )
  command
    .addOption(
      completedOption(
        'files',
        '--echoes <file>',
        'with --in-doubt check: a recording of listen --record, in which echoes prove who got it',
      ),
    )
    .option(
      '--accept-copy',
      'go on with a run that was copied here or restored from a backup: nobody was written to after the copy was made',
    )
    .addHelpText(
      'after',
      `
--in-doubt check looks at the newest 20 messages of each conversation, two people a second, for the text (or an
attachment) at the time of the attempt: the platform does not tell there which run a message belongs to. An echo does,
so whoever is found in --echoes is settled for certain. Who cannot be told stays in doubt.`,
    )
  declarePace(command)
  addExamples(command, 'msgr broadcast resume last', 'msgr broadcast resume last --in-doubt check')
}

export async function run(context: Context, name: string, options: ResumeOptions): Promise<SendResult> {
  const runsFolder = await runsFolderOf(context)
  const run = await findRun(runsFolder, name)
  const status = await readStatus(join(runsFolder, run))
  const rate = options.rate === undefined ? undefined : parseRate(options.rate, status.manifest.message)
  if (options.echoes !== undefined && options.inDoubt !== 'check')
    throw new UsageError('--echoes is read to check', {hint: 'Add --in-doubt check'})
  const width = parseCount(options.width, '--width')
  if (context.globals.dryRun) {
    const {counts, reason} = status
    return toResult(context, run, {counts, state: standing(status), ...(reason !== undefined && {reason})})
  }
  const {inDoubt, echoes} = options
  return carryOut(context, run, {
    ...{rate, width, echoes},
    resendInDoubt: inDoubt === 'resend',
    checksDoubts: inDoubt === 'check',
    acceptsCopy: options.acceptCopy,
  })
}

function standing({state}: RunStatus): SendResult['state'] {
  return state === 'planned' || state === 'running' ? 'interrupted' : state
}

export const view = sendView
export const exitCode = sendExitCode
