import type {Command} from 'commander'
import {refuseEnded} from '../../bulk/cancel.ts'
import {type RunStatus, readStatus} from '../../bulk/runs.ts'
import {pauseRun} from '../../bulk/steering/pause-run.ts'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {count, formatCounts} from '../shared/wording/run-counts.ts'
import {declareRun, declareRunVia, findNamedRun, type RunViaFlag} from './shared/run-argument.ts'
import {type SendResult, toResult, wordFor} from './shared/send-run.ts'
import {stopOptions} from './shared/stop-options.ts'

/** A run that nobody sends any more. The keys are a public API. */
export interface PauseResult extends SendResult {
  /** Whether it was paused before, so that nothing changed. */
  readonly wasPaused: boolean
}

/** What pausing would do. The keys are a public API. */
export interface PausePlan {
  readonly run: string
  readonly dryRun: true
  /** The state of the run now. */
  readonly state: RunStatus['state']
  /** How many would wait. */
  readonly remaining: number
}

/** As the journal and the process that sends the run report it. */
const pausedBy = 'paused by msgr broadcast pause'

export function declare(command: Command): void {
  declareRunVia(declareRun(command)).addHelpText(
    'after',
    `
A run that another process of this machine sends starts with nobody else, within a second and whatever it waits for. Requests
in flight finish and are recorded; then that process ends with exit code 5, and this command prints the counts. Waits for it
at most two minutes.
A paused run continues only with msgr broadcast resume: started again under its name, it says that it is paused (exit code 5).`,
  )
  addExamples(command, 'msgr broadcast pause last', 'msgr broadcast pause spring-sale')
}

export async function run(
  context: Context,
  name: string,
  options: RunViaFlag,
): Promise<PauseResult | PausePlan> {
  const {run, stored} = await findNamedRun(context, name, {via: options.via})
  const status = await readStatus(stored)
  refuseEnded(status)
  const {counts, state} = status
  if (context.globals.dryRun) return {run, dryRun: true, state, remaining: counts.remaining}
  const {wasPaused, ...end} = await pauseRun(stored, pausedBy, stopOptions(context))
  return {...toResult(context, status.manifest, end), wasPaused}
}

export const view: View<PauseResult | PausePlan> = (result, {bold}) => {
  const {run: name, state, remaining} = result
  const people = remaining === 1 ? '1 person' : `${count(remaining)} people`
  if ('dryRun' in result) return `Would pause the ${state} run ${name}, so that ${people} would wait.`
  const counts = formatCounts(result, wordFor(result))
  if (state !== 'paused') return `The run ${name} ended before it could be paused: ${counts}.`
  const what = result.wasPaused ? `The run ${name} is paused already` : `Paused the run ${name}`
  return `${what}: ${counts}, ${count(remaining)} to go.\nContinue: ${bold(result.next ?? '')}`
}
