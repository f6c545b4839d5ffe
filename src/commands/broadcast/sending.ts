import {join} from 'node:path'
import type {RunCounts} from '../../bulk/ledger.ts'
import {type Manifest, readManifest} from '../../bulk/manifest.ts'
import type {RunEnd, SendEvent} from '../../bulk/outcome.ts'
import {runsFolderIn} from '../../bulk/runs.ts'
import {sendAll} from '../../bulk/send-all.ts'
import type {Context, ProgressBar} from '../../context.ts'
import {type ExitCode, exitCodes, MsgrError} from '../../errors.ts'
import type {View} from '../../terminal/view.ts'
import {toOutcome} from './outcome.ts'
import {count, tellDuration} from './tell.ts'

/** How a run ended. The keys are a public API. */
export interface SendResult {
  readonly run: string
  readonly total: number
  readonly sent: number
  readonly failed: number
  readonly skipped: number
  readonly inDoubt: number
  readonly remaining: number
  readonly state: 'done' | 'paused' | 'stopped' | 'interrupted'
  /** Why it is not done. */
  readonly reason?: string | undefined
  /** What the process exits with when it is paused or stopped; when interrupted, the signal decides. */
  readonly exitCode?: ExitCode | undefined
  /** What to type next. */
  readonly next?: string | undefined
}

export interface CarryOutOptions {
  /** Messages per second; default that of the plan. */
  readonly rate?: number | undefined
  readonly width?: number | undefined
  readonly resendInDoubt?: boolean | undefined
}

/** The folder with all runs. */
export async function runsFolderOf(context: Context): Promise<string> {
  const {paths} = await context.config()
  return runsFolderIn(paths.stateFolder)
}

/**
 * Sends a run as far as it goes, with progress.
 * @throws {MsgrError} if it belongs to another Page, or as `sendAll`.
 */
export async function carryOut(context: Context, run: string, options: CarryOutOptions): Promise<SendResult> {
  const folder = join(await runsFolderOf(context), run)
  const manifest = await readManifest(folder)
  const {messages} = await context.api()
  await refuseOtherPage(context, manifest)
  const rate = options.rate ?? manifest.rate
  const bar = context.progress.start('Sending')
  const show = progressOf(context, bar)
  try {
    const events = sendAll(folder, {
      send: (request, signal) => within(signal, toOutcome(messages.send(request, {retry: 'none'}))),
      width: options.width ?? defaultWidth(rate),
      rate,
      clock: context.clock,
      random: context.random,
      signal: context.signal,
      resendInDoubt: options.resendInDoubt,
    })
    for await (const event of events) {
      if (event.kind === 'end') return toResult(context, run, event)
      show(event)
    }
  } finally {
    bar.stop()
  }
  throw new Error(`${run} ended without saying how`)
}

/** Answers take some 300 ms, so a third of the rate is in flight; half leaves room. */
function defaultWidth(rate: number): number {
  return Math.max(4, Math.ceil(rate / 2))
}

/** @throws {MsgrError} if the ids of the run mean nobody, or somebody else, where this connection leads. */
async function refuseOtherPage(context: Context, {target, page, run}: Manifest): Promise<void> {
  const connection = await context.connection()
  if (connection.target !== target) {
    throw new MsgrError(
      `The run ${run} was planned for the ${target}, and this is the ${connection.target}`,
      {
        hint: target === 'emulator' ? 'Add --emulator' : 'Leave out --emulator',
      },
    )
  }
  if (connection.pageId === undefined || connection.pageId === page.id) return
  throw new MsgrError(
    `The run ${run} belongs to the Page ${page.id}, and this is the Page ${connection.pageId}`,
    {
      hint: `Name its Page: --page ${page.name ?? page.id}`,
    },
  )
}

/** The value, unless the signal aborts first. */
async function within<Value>(signal: AbortSignal, value: Promise<Value>): Promise<Value> {
  let giveUp = () => {}
  const aborted = new Promise<never>((_, reject) => {
    giveUp = () => reject(signal.reason)
    signal.addEventListener('abort', giveUp, {once: true})
  })
  try {
    return await Promise.race([value, aborted])
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

const REDRAW_MS = 200

function progressOf({clock}: Context, bar: ProgressBar): (event: SendEvent) => void {
  const startMs = clock.now()
  let settled = 0
  let lastMs = Number.NEGATIVE_INFINITY
  return event => {
    const nowMs = clock.now()
    if (event.kind === 'waiting') {
      bar.update(`${tellCounts(event.counts)}; waiting ${tellDuration(event.ms / 1000)}: ${event.reason}`)
      return
    }
    settled += 1
    if (Math.abs(nowMs - lastMs) < REDRAW_MS) return
    lastMs = nowMs
    const perSecond = settled / Math.max(1, (nowMs - startMs) / 1000)
    const left = tellDuration(event.counts.remaining / perSecond)
    bar.update(`${tellCounts(event.counts)}, ${Math.round(perSecond)}/s, ${left} left`)
  }
}

/** `412 of 1,000 sent, 3 failed` */
export function tellCounts({
  total,
  sent,
  failed,
  skipped,
  inDoubt,
}: Omit<RunCounts, 'inFlight' | 'remaining'>): string {
  const others = [
    [failed, 'failed'],
    [skipped, 'skipped'],
    [inDoubt, 'in doubt'],
  ] as const
  const told = others.filter(([number]) => number > 0).map(([number, name]) => `${count(number)} ${name}`)
  return [`${count(sent)} of ${count(total)} sent`, ...told].join(', ')
}

export function toResult(
  context: Context,
  run: string,
  end: RunEnd & {readonly counts: RunCounts},
): SendResult {
  const {total, sent, failed, skipped, inDoubt, remaining} = end.counts
  const {state, reason, exitCode} = end
  const next = nextCommand(context, run, {state, isClean: failed === 0 && inDoubt === 0})
  return {
    ...{run, total, sent, failed, skipped, inDoubt, remaining, state},
    ...(reason !== undefined && {reason}),
    ...(exitCode !== undefined && state !== 'interrupted' && {exitCode}),
    ...(next !== undefined && {next}),
  }
}

/** What to type about a run next: go on, or look at those whom it did not reach. */
export function nextCommand(
  {globals}: Context,
  run: string,
  {state, isClean}: {readonly state: string; readonly isClean: boolean},
): string | undefined {
  if (state === 'running' || (state === 'done' && isClean)) return undefined
  if (state === 'done') return `msgr broadcast report ${run}`
  const where = [
    globals.emulator ? ' --emulator' : '',
    globals.page === undefined ? '' : ` --page ${globals.page}`,
  ]
  return `msgr${where.join('')} broadcast resume ${run}`
}

/** Undefined when a signal ended it. */
export function sendExitCode({state, exitCode, inDoubt, failed}: SendResult): ExitCode | undefined {
  if (state === 'interrupted') return undefined
  if (state !== 'done') return exitCode ?? exitCodes.failed
  if (inDoubt > 0) return exitCodes.inDoubt
  return failed > 0 ? exitCodes.partly : exitCodes.done
}

export const sendView: View<SendResult> = (result, {good, warn, bold}) => {
  const {state, reason, remaining, next} = result
  const isClean = state === 'done' && result.failed === 0 && result.inDoubt === 0
  const counts = tellCounts(result)
  const lines = [
    state === 'done'
      ? `${isClean ? good('✔') : warn('!')} ${counts}`
      : `${warn('!')} ${counts}, ${count(remaining)} to go`,
    ...(reason === undefined ? [] : [`${state.charAt(0).toUpperCase()}${state.slice(1)}: ${reason}`]),
    ...(next === undefined ? [] : [`${state === 'done' ? 'Who and why' : 'Go on'}: ${bold(next)}`]),
  ]
  return lines.join('\n')
}
