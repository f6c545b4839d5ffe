import type {RunStatus} from '../../../bulk/runs.ts'
import {changeRate} from '../../../bulk/steering/change-rate.ts'
import type {StoredRun} from '../../../bulk/store.ts'
import type {Context} from '../../../context.ts'
import {MsgrError, UsageError} from '../../../errors.ts'
import {count} from '../../shared/wording/run-counts.ts'
import type {ResumeOptions} from './options.ts'

/** The rate of a run that another process sends was changed. The keys are a public API. */
export interface RateChange {
  readonly run: string
  readonly state: 'running'
  /** Messages per second from here on. */
  readonly rate: number
  /** Messages per second before. */
  readonly rateBefore: number
}

/** What changing it would do. The keys are a public API. */
export interface RatePlan extends RateChange {
  readonly dryRun: true
}

interface Steered {
  readonly stored: StoredRun
  readonly status: RunStatus
  /** Messages per second, if they were given. */
  readonly rate: number | undefined
  readonly options: ResumeOptions
}

/** What only the process that sends can do, by the flag that asks for it. */
const flagsOf = ({
  inDoubt,
  echoes,
  acceptCopy,
  width,
  wait,
  at,
  between,
  tz,
  detach,
}: ResumeOptions): readonly string[] => [
  ...(inDoubt === 'leave' ? [] : ['--in-doubt']),
  ...(echoes === undefined ? [] : ['--echoes']),
  ...(acceptCopy === true ? ['--accept-copy'] : []),
  ...(width === undefined ? [] : ['--width']),
  ...(wait === undefined ? [] : ['--wait']),
  ...(at === undefined ? [] : ['--at']),
  ...(between === undefined ? [] : ['--between']),
  ...(tz === undefined ? [] : ['--tz']),
  ...(detach === true ? ['--detach'] : []),
]

/**
 * Changes the rate of a run that another process sends. Undefined if that process has ended meanwhile.
 * @throws {MsgrError} if there is no other rate to change to, {UsageError} for what cannot be changed meanwhile.
 */
export async function steerRate(
  context: Context,
  {stored, status, rate, options}: Steered,
): Promise<RateChange | RatePlan | undefined> {
  const {run} = status.manifest
  const [flag] = flagsOf(options)
  if (flag !== undefined)
    throw new UsageError(`The run ${run} is being sent by another process, so ${flag} has to wait`, {
      hint: `Pause it first: msgr broadcast pause ${run}`,
    })
  if (rate === undefined)
    throw new MsgrError(`The run ${run} is being sent by another process already`, {
      hint: `To follow it: msgr broadcast status ${run} --watch. To change its rate: msgr broadcast resume ${run} --rate 20`,
    })
  const {rate: before = status.manifest.rate} = status
  const change = {run, state: 'running', rate} as const
  if (context.globals.dryRun) return {...change, rateBefore: before, dryRun: true}
  const changed = await changeRate(stored, rate, context)
  return changed && {...change, rateBefore: changed.before}
}

export function rateView(result: RateChange | RatePlan): string {
  const {run, rate, rateBefore} = result
  const pace = `${count(rate)} ${rate === 1 ? 'message' : 'messages'} a second`
  if (rate === rateBefore) return `The run ${run} is sent at ${pace} already.`
  return `${'dryRun' in result ? `Would send the run ${run}` : `The run ${run} is now sent`} at ${pace} (before: ${count(rateBefore)}).`
}
