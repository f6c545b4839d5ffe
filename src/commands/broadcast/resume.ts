import {join} from 'node:path'
import {type Command, Option} from 'commander'
import {findRun, type RunStatus, readStatus} from '../../bulk/runs.ts'
import type {Context} from '../../context.ts'
import {parseCount} from '../count.ts'
import {declarePace, type PaceFlags, parseRate} from './pace-flags.ts'
import {declareRun} from './run-argument.ts'
import {carryOut, runsFolderOf, type SendResult, sendExitCode, sendView, toResult} from './sending.ts'

interface ResumeOptions extends PaceFlags {
  readonly inDoubt: 'leave' | 'resend'
}

export function declare(command: Command): void {
  declareRun(command)
  command.addOption(
    new Option(
      '--in-doubt <what>',
      'those who may have got it already: leave them, or resend, so that some may get it twice',
    )
      .choices(['leave', 'resend'])
      .default('leave'),
  )
  declarePace(command)
}

export async function run(context: Context, name: string, options: ResumeOptions): Promise<SendResult> {
  const runsFolder = await runsFolderOf(context)
  const run = await findRun(runsFolder, name)
  const status = await readStatus(join(runsFolder, run))
  const rate = options.rate === undefined ? undefined : parseRate(options.rate, status.manifest.message)
  const width = parseCount(options.width, '--width')
  if (context.globals.dryRun) return toResult(context, run, {...status, state: standing(status)})
  return carryOut(context, run, {rate, width, resendInDoubt: options.inDoubt === 'resend'})
}

function standing({state}: RunStatus): SendResult['state'] {
  return state === 'planned' || state === 'running' ? 'interrupted' : state
}

export const view = sendView
export const exitCode = sendExitCode
