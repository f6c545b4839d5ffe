import type {Api} from '../../../api/index.ts'
import {type FailpointHit, parseFailpoint} from '../../../bulk/failpoints.ts'
import {type EndState, formatReason, toReason} from '../../../bulk/journal-entry.ts'
import type {Manifest} from '../../../bulk/manifest.ts'
import type {RunEnd, SendEvent} from '../../../bulk/outcome.ts'
import {recordEnd} from '../../../bulk/record-end.ts'
import type {RunCounts} from '../../../bulk/run-counts.ts'
import {type RunStatus, readStatus} from '../../../bulk/runs.ts'
import {type Schedule, Timetable, waitReason} from '../../../bulk/schedule.ts'
import {type SendAllOptions, sendAll} from '../../../bulk/send-all.ts'
import type {StoredRun} from '../../../bulk/store.ts'
import {exitCodeOf, hintOf} from '../../../cli/hints/index.ts'
import type {Context} from '../../../context.ts'
import {type ExitCode, exitCodes, GraphError, NetworkError} from '../../../errors.ts'
import type {Style, View} from '../../../terminal/view.ts'
import {refuseOtherPage} from '../../shared/arguments/run-page.ts'
import {followTarget, targetNow} from '../../shared/arguments/target-time.ts'
import {count, formatCounts} from '../../shared/wording/run-counts.ts'
import {toIso} from '../../shared/wording/times.ts'
import {nextOfReason, typedCommand} from './next-of-reason.ts'
import {type ReasonCount, ReasonCounts, reasonLines} from './reasons.ts'
import {channelOf} from './run-channel.ts'
import {startProgress} from './run-progress.ts'
import {runStoreOf} from './run-store.ts'

/** How a run ended. The keys are a public API. */
export interface SendResult {
  readonly run: string
  readonly total: number
  readonly sent: number
  readonly failed: number
  readonly skipped: number
  readonly inDoubt: number
  readonly remaining: number
  readonly state: EndState
  /** Why it is not done, with the codes of the platform's answer. */
  readonly reason: string | undefined
  readonly code: number | undefined
  readonly subcode: number | undefined
  readonly traceId: string | undefined
  /** What to do about it. */
  readonly hint: string | undefined
  /** Why people were not reached this time, the most frequent first. */
  readonly reasons: readonly ReasonCount[] | undefined
  /** The exit code when it is paused or stopped; when interrupted, the signal decides. */
  readonly exitCode: ExitCode | undefined
  /** With `--in-doubt check`. */
  readonly settled: SettledCounts | undefined
  /** When a scheduled run is due, ISO 8601; undefined if that is seen when it is started. */
  readonly dueAt: string | undefined
  /** What to type next. */
  readonly next: string | undefined
  /** `marketing` for a run of marketing messages, with its campaign; undefined for other runs. */
  readonly via: 'marketing' | undefined
  readonly campaign: string | undefined
  /** Only of marketing messages: how many the platform took. The same as `sent`; whether they arrive is known later. */
  readonly accepted: number | undefined
}

export interface CarryOutOptions {
  /** Messages per second; default: that of the run. */
  readonly rate?: number | undefined
  readonly width?: number | undefined
  /** Other hours than those of the plan. */
  readonly schedule?: Schedule | undefined
  /** As `SendAllOptions`; then no progress is shown. */
  readonly isDetached?: boolean | undefined
  /** How long to wait for a campaign that is not ready, in milliseconds. Default one minute. */
  readonly mostWaitMs?: number | undefined
  readonly resendInDoubt?: boolean | undefined
  /** Finds out first which of the people in doubt got it. */
  readonly checksDoubts?: boolean | undefined
  /** A recording of `listen --record` that may contain echoes of the run. */
  readonly echoes?: string | undefined
  /** As `SendAllOptions`. */
  readonly acceptsCopy?: boolean | undefined
  readonly liftsPause?: boolean | undefined
  readonly onEvent?: SendAllOptions['onEvent']
  readonly onCommit?: SendAllOptions['onCommit']
}

/** What the check of the people in doubt found. */
export interface SettledCounts {
  /** They got it. */
  sent: number
  /** They did not get it, and were sent to after that. */
  notSent: number
  /** It is still unknown. */
  inDoubt: number
  /** How many of `sent` are known from echoes, which are exact; the others were found in conversations. */
  byEcho: number
}

/** A campaign that is ready in a moment is waited for. */
const USUAL_WAIT_MS = 60_000

/**
 * Sends a run as far as possible, with progress.
 * @throws {MsgrError} if it belongs to another Page, and the errors of `sendAll`.
 */
export async function carryOut(context: Context, run: string, options: CarryOutOptions): Promise<SendResult> {
  const store = await runStoreOf(context)
  const stored = store.open(run)
  const manifest = await stored.manifest()
  const unverified = await refuseOtherPage(context, manifest).catch(unlessUnreached)
  if (unverified !== undefined) {
    const {message: reason} = unverified
    const [exitCode, hint] = [exitCodeOf(unverified), hintOf(unverified)]
    const end = {state: 'paused', reason, exitCode} as const
    // Nobody reads the result of a run that is sent later: it would be tried again and again.
    if (options.isDetached === true && unverified instanceof GraphError)
      return toResult(context, manifest, {...end, hint, counts: await recordEnd(stored, context.clock, end)})
    const {counts} = await readStatus(stored)
    return toResult(context, manifest, {...end, hint, counts})
  }
  const failpoint = parseFailpoint((await context.config()).failpoint)
  const api = await apiFor(context, failpoint)
  const {aheadMs, refresh: refreshTime} = await followTarget(context, api)
  const {mostWaitMs = USUAL_WAIT_MS, echoes} = options
  const channel = await channelOf(context, {api, manifest, store, aheadMs, mostWaitMs})
  const settled: SettledCounts = {sent: 0, notSent: 0, inDoubt: 0, byEcho: 0}
  const reasons = new ReasonCounts()
  const word = wordFor({via: manifest.channel?.via})
  const progress = options.isDetached === true ? undefined : startProgress(context, word)
  const wait = waitNotice(context, run)
  try {
    const end = await sendAll(stored, {
      ...channel,
      width: options.width,
      rate: options.rate,
      clock: context.clock,
      ...{aheadMs, refreshTime, schedule: options.schedule, isDetached: options.isDetached},
      random: context.random,
      signal: context.signal,
      mostWaitMs,
      resendInDoubt: options.resendInDoubt,
      acceptsCopy: options.acceptsCopy,
      liftsPause: options.liftsPause,
      settle:
        options.checksDoubts === true
          ? {look: channel.look, echoes: echoes === undefined ? undefined : channel.echoesIn(echoes)}
          : undefined,
      failpoint,
      onCommit: options.onCommit,
      onEvent: (event, standing) => {
        if (event.kind === 'settled') countSettled(settled, event)
        else if (event.kind === 'rate') context.io.note(rateNote(event.perSecond))
        else reasons.add(event)
        if (options.isDetached !== true) wait(event)
        progress?.show(event, standing)
        options.onEvent?.(event, standing)
      },
    })
    const all = reasons.all(reason => nextOfReason(context, run, reason))
    const result = {
      ...toResult(context, manifest, end),
      ...(all.length > 0 && {reasons: all}),
    }
    return options.checksDoubts === true ? {...result, settled} : result
  } finally {
    progress?.stop()
  }
}

/** Says once that a run waits for its hours, and how to leave it. */
function waitNotice(context: Context, run: string): (event: SendEvent) => void {
  const {io, globals} = context
  let isSaid = globals.json
  return event => {
    if (isSaid || event.kind !== 'waiting' || event.until === undefined) return
    isSaid = true
    const next = nextCommand(context, run, {state: 'interrupted', isClean: true})
    io.note(`Waiting: ${event.reason}. Ctrl-C leaves the run; to continue it: ${next}`)
  }
}

/** The Page of the token cannot be determined for now, so nothing is sent. */
function unlessUnreached(error: unknown): GraphError | NetworkError {
  if (error instanceof GraphError || error instanceof NetworkError) return error
  throw error
}

async function apiFor(context: Context, failpoint: FailpointHit | undefined): Promise<Api> {
  if (failpoint === undefined) return context.api()
  const {createBreakingApi} = await import('./failpoint-sender.ts')
  const {clock, random, signal} = context
  return createBreakingApi({...(await context.connection()), clock, random, signal}, failpoint)
}

function countSettled(counts: SettledCounts, {as, evidence}: Extract<SendEvent, {kind: 'settled'}>): void {
  if (as === 'sent') counts.sent += 1
  else if (as === 'unsent') counts.notSent += 1
  else counts.inDoubt += 1
  if (evidence === 'echo') counts.byEcho += 1
}

const rateNote = (perSecond: number) =>
  `Another process changed the rate: at most ${count(perSecond)} ${perSecond === 1 ? 'message' : 'messages'} a second from here on`

/** How a run stands that is left to a process that sends what is due. */
export async function standingOf(context: Context, run: string): Promise<SendResult> {
  const status = await readStatus((await runStoreOf(context)).open(run))
  const {manifest, counts, reason, isDetached} = status
  const {schedule} = manifest
  const until = status.until ?? (schedule && isDetached ? await opensNext(context, schedule) : undefined)
  const why = reason ?? (schedule && until !== undefined ? waitReason(schedule, until) : undefined)
  const end = {state: endStateOf(status), counts, until}
  return toResult(context, manifest, why === undefined ? end : {...end, reason: why})
}

/** When the hours of a run begin; undefined if they have begun, or people have their own. */
async function opensNext(context: Context, schedule: Schedule): Promise<number | undefined> {
  const nowMs = await targetNow(context)
  const opensAt = new Timetable(schedule).opensAt(schedule.zone, nowMs)
  return opensAt > nowMs && schedule.isPerPerson !== true ? opensAt : undefined
}

/**
 * Leaves a run to a process that sends what is due.
 * @param options as of `recordEnd`.
 * @throws {MsgrError} as `recordEnd`.
 */
export async function handOver(
  {clock}: Context,
  stored: StoredRun,
  options: {readonly liftsPause?: boolean} = {},
): Promise<void> {
  await recordEnd(stored, clock, {state: 'scheduled', reason: 'it is due'}, options)
}

/** The state of a run as that of a result: one that is being sent by a process that sends what is due counts as scheduled. */
export function endStateOf({state}: Pick<RunStatus, 'state'>): EndState {
  if (state === 'running') return 'scheduled'
  return state === 'planned' ? 'interrupted' : state
}

export function toResult(
  context: Context,
  {run, channel}: Pick<Manifest, 'run' | 'channel'>,
  end: RunEnd & {readonly counts: RunCounts},
): SendResult {
  const {total, sent, failed, skipped, inDoubt, remaining} = end.counts
  const {state, reason, code, subcode, traceId, hint, exitCode, until} = end
  const next = nextCommand(context, run, {state, isClean: failed === 0 && inDoubt === 0})
  return {
    ...{run, total, sent, failed, skipped, inDoubt, remaining, state},
    ...{reason: undefined, code: undefined, subcode: undefined, traceId: undefined},
    ...(reason !== undefined && toReason({reason, code, subcode, traceId}, false)),
    hint,
    reasons: undefined,
    exitCode: state === 'interrupted' ? undefined : exitCode,
    settled: undefined,
    dueAt: toIso(until),
    next,
    ...{via: channel?.via, campaign: channel?.campaign, accepted: channel && sent},
  }
}

/** What to type next: resume the run, or look at the people it did not reach. */
export function nextCommand(
  context: Context,
  run: string,
  {state, isClean}: {readonly state: string; readonly isClean: boolean},
): string | undefined {
  if (state === 'running' || state === 'canceled' || (state === 'done' && isClean)) return undefined
  if (state === 'done' || state === 'failed') return `msgr broadcast report ${run}`
  return `${typedCommand(context)} broadcast ${state === 'scheduled' ? 'work' : `resume ${run}`}`
}

/** Undefined when a signal ended it. */
export function sendExitCode({state, exitCode, inDoubt, failed}: SendResult): ExitCode | undefined {
  if (state === 'interrupted') return undefined
  if (state === 'failed') return exitCodes.partly
  if (state === 'scheduled') return exitCodes.done
  if (state !== 'done' && state !== 'canceled') return exitCode ?? exitCodes.failed
  // Somebody canceled it while it was sent.
  if (exitCode !== undefined) return exitCode
  if (inDoubt > 0) return exitCodes.inDoubt
  return failed > 0 ? exitCodes.partly : exitCodes.done
}

/** The counts are of the whole run; the reasons are not those of the plan, nor of what was sent before. */
function othersLine({run, reasons = [], failed, skipped, inDoubt}: SendResult): readonly string[] {
  const missed = failed + skipped + inDoubt
  const others = reasons.reduce((left, reason) => left - reason.count, missed)
  return others > 0
    ? [
        `  ${count(others)} ${others === 1 ? 'other' : 'others'} not reached: msgr broadcast report ${run} --summary`,
      ]
    : []
}

export const sendView: View<SendResult> = (result, {good, warn, bad, bold}) => {
  const {state, reason, hint, remaining, next} = result
  if (state === 'scheduled') return scheduledView(result, {good, warn, bad, bold})
  const isOver = state === 'done' || state === 'failed'
  const isClean = state === 'done' && result.failed === 0 && result.inDoubt === 0
  const mark = state === 'failed' ? bad('✖') : isClean ? good('✔') : warn('!')
  const lines = [
    `${mark} ${formatCounts(result, wordFor(result))}${isOver ? '' : `, ${count(remaining)} to go`}`,
    ...reasonLines(result.reasons),
    ...othersLine(result),
    ...settledLines(result),
    ...(state === 'failed' ? ['Nobody got it'] : []),
    ...(reason === undefined
      ? []
      : [`${state.charAt(0).toUpperCase()}${state.slice(1)}: ${formatReason({...result, reason})}`]),
    ...(hint === undefined ? [] : [hint]),
    ...(next === undefined ? [] : [`${isOver ? 'Who and why' : 'Continue'}: ${bold(next)}`]),
  ]
  return lines.join('\n')
}

type Shown = Pick<Style, 'good' | 'warn' | 'bad' | 'bold'>

function scheduledView({run, remaining, reason, next = ''}: SendResult, {good, bold}: Shown): string {
  const when = reason === undefined ? '' : `; ${reason}`
  return `${good('✔')} Scheduled the run ${run}: ${count(remaining)} to go${when}\nSent when it is due by: ${bold(next)}`
}

/** What the platform says of a message that it took: it delivers a marketing message later. */
export const wordFor = ({via}: {readonly via?: string | undefined}) =>
  via === 'marketing' ? 'accepted' : 'sent'

function settledLines({settled}: SendResult): readonly string[] {
  if (settled === undefined || settled.sent + settled.notSent + settled.inDoubt === 0) return []
  const {sent, notSent, inDoubt, byEcho} = settled
  const how = [
    ...(byEcho > 0 ? [`${count(byEcho)} by their echo`] : []),
    ...(sent > byEcho ? [`${count(sent - byEcho)} by text and time in their conversation`] : []),
  ]
  const got = how.length === 0 ? count(sent) : `${count(sent)} (${how.join(', ')})`
  return [
    `Of the people in doubt, ${got} had got it, ${count(notSent)} had not and were sent to, and ${count(inDoubt)} are still in doubt`,
  ]
}
