import {messageOf} from '../../../cli/hints/index.ts'
import type {Context} from '../../../context.ts'
import {UsageError} from '../../../errors.ts'
import {forwardingTo} from '../../../inbox/forward.ts'
import {runningForEach} from '../../../inbox/run-program.ts'
import type {WorkerOptions} from '../../../inbox/worker.ts'
import {shellRunning} from '../../../system/shell.ts'
import {parseHeader, parseTargetUrl} from '../../../webhook/outgoing/forward-target.ts'
import {parseCount} from '../../shared/arguments/count.ts'
import {parseDuration} from '../../shared/arguments/duration.ts'
import {parseVariableNames, passedVariables} from '../../shared/arguments/passed-variables.ts'
import {eventOf} from '../shared/event-of.ts'

/** The options as typed. */
export interface WorkFlags {
  readonly forwardTo?: string
  readonly header?: readonly string[]
  readonly insecure?: boolean
  readonly exec?: string
  readonly passEnv?: string
  readonly atOnce?: string
  readonly tries: string
  readonly claim: string
  readonly untilIdle?: boolean
}

export type WorkPlan = Pick<WorkerOptions, 'handle' | 'atOnce' | 'mostTries' | 'claimMs' | 'isUntilIdle'>

/** Requests wait for others; programs compete for this machine. */
const AT_ONCE = {forward: 16, exec: 4}
const DEFAULT_PATH = '/webhook'
/** Shorter ones would run out between two renewals on a busy machine. */
const LEAST_CLAIM_MS = 1_000

/** @throws {UsageError} for options that contradict each other or say nothing to do. */
export async function planWork(context: Context, flags: WorkFlags): Promise<WorkPlan> {
  const {forwardTo, header = [], insecure = false, exec, passEnv} = flags
  if ((forwardTo === undefined) === (exec === undefined))
    throw new UsageError('Events are handled by a target or by a program', {
      hint: 'Give --forward-to <target> or --exec <command>',
    })
  if (exec !== undefined && (header.length > 0 || insecure))
    throw new UsageError('-H and --insecure work only with --forward-to')
  if (forwardTo !== undefined && passEnv !== undefined)
    throw new UsageError('--pass-env works only with --exec')
  const claimMs = parseDuration(flags.claim, '--claim')
  if (claimMs < LEAST_CLAIM_MS)
    throw new UsageError(`--claim ${flags.claim} is too short`, {hint: 'Give at least 1s'})
  const handle =
    exec === undefined
      ? await forwarding(context, parseTargetUrl(forwardTo ?? '', DEFAULT_PATH), header, insecure)
      : await executing(context, exec, passEnv)
  return {
    handle,
    atOnce: parseCount(flags.atOnce, '--at-once') ?? (exec === undefined ? AT_ONCE.forward : AT_ONCE.exec),
    mostTries: parseCount(flags.tries, '--tries'),
    claimMs,
    isUntilIdle: flags.untilIdle ?? false,
  }
}

async function forwarding(
  context: Context,
  url: URL,
  headers: readonly string[],
  isInsecure: boolean,
): Promise<WorkerOptions['handle']> {
  const added = headers.map(parseHeader)
  const {appSecret} = await context.connection()
  return forwardingTo({url, headers: added, isInsecure, appSecret, wordsFor: messageOf})
}

async function executing({io}: Context, command: string, passEnv?: string): Promise<WorkerOptions['handle']> {
  const passed = passedVariables({io}, {passEnv: parseVariableNames(passEnv)})
  const [program, args] = shellRunning(command)
  return runningForEach({
    startProgram: await io.startPrograms(passed),
    program,
    args,
    inputOf: event => `${JSON.stringify(eventOf(event))}\n`,
    onLine: line => io.note(line),
  })
}
