import type {Command} from 'commander'
import type {RunCounts} from '../../bulk/run-counts.ts'
import {type RunStatus, readStatus, watchStatus} from '../../bulk/runs.ts'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import type {Style, Table, View} from '../../terminal/view.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {count, formatCounts, formatDuration, roundRate} from '../shared/wording/run-counts.ts'
import {toIso} from '../shared/wording/times.ts'
import {declareRun, findNamedRun} from './shared/run-argument.ts'
import {nextCommand, wordFor} from './shared/send-run.ts'
import {readServerSide, type ServerSideStatus} from './shared/server-side/manage.ts'
import {channelNamed, declareVia, type ViaOptions} from './shared/server-side/via.ts'

/** The state of a run. The keys are a public API. */
export interface BroadcastStatus extends RunCounts {
  readonly run: string
  /** The name of `--name`. */
  readonly name: string | undefined
  readonly state: RunStatus['state']
  readonly reason: string | undefined
  readonly pageId: string
  /** ISO 8601. */
  readonly createdAt: string
  /** When a scheduled run is due, ISO 8601; undefined if that is seen when it is started. */
  readonly dueAt: string | undefined
  /** When the journal last grew, ISO 8601. */
  readonly updatedAt: string | undefined
  /** Messages per second at most, while it is being sent. */
  readonly rate: number | undefined
  /** Why nothing is sent although the run is active, and until when, ISO 8601. */
  readonly waitingFor: string | undefined
  readonly waitingUntil: string | undefined
  readonly next: string | undefined
  /** `marketing` for a run of marketing messages, with its campaign; undefined for other runs. */
  readonly via: 'marketing' | undefined
  readonly campaign: string | undefined
  /** Only of marketing messages: how many the platform took, the same as `sent`. */
  readonly accepted: number | undefined
}

/** The same with `--watch`. The keys are a public API. */
export interface WatchedStatus extends BroadcastStatus {
  /** Recipients settled per second, over the last few seconds. */
  readonly perSecond: number
  /** Undefined while nothing is sent. */
  readonly secondsLeft: number | undefined
}

export const json = {usual: 'document', with: {'--watch': 'lines'}} as const

export function declare(command: Command): void {
  declareRun(command)
  command.option('--watch', 'follow the run until it ends: rate, time left, and what it waits for')
  declareVia(command)
  addExamples(command, 'msgr broadcast status last', 'msgr broadcast status last --watch')
}

interface StatusOptions extends ViaOptions {
  readonly watch?: boolean
}

const WATCH_EVERY_MS = 1000

export function run(
  context: Context,
  name: string,
  options: StatusOptions,
): Promise<BroadcastStatus | ServerSideStatus> | AsyncIterable<WatchedStatus> {
  if (options.watch !== true) return readOnce(context, name, options)
  if (options.via !== 'broadcast-api') return watch(context, name, options)
  throw new UsageError('--watch works only with runs of msgr', {hint: 'Leave out --via or --watch'})
}

async function* watch(context: Context, name: string, {via}: ViaOptions): AsyncGenerator<WatchedStatus> {
  const {stored} = await findNamedRun(context, name, {via: channelNamed(via)})
  const {clock, signal} = context
  const speed = new Speed()
  for await (const status of watchStatus(stored, {clock, signal, everyMs: WATCH_EVERY_MS})) {
    const {state, counts} = status
    const open = counts.remaining + counts.inFlight
    const perSecond = state === 'running' ? speed.after(counts.total - open, clock.now()) : 0
    yield {
      ...statusOf(context, status),
      perSecond: roundRate(perSecond),
      secondsLeft: perSecond > 0 ? Math.ceil(open / perSecond) : undefined,
    }
  }
}

/** The number of seconds over which the rate is measured. */
const SPAN_SECONDS = 5

/** Measures how many recipients were settled per second over the last few seconds, from counts taken at intervals. */
class Speed {
  readonly #known: {readonly settled: number; readonly ms: number}[] = []

  after(settled: number, ms: number): number {
    this.#known.push({settled, ms})
    while ((this.#known[1]?.ms ?? ms) <= ms - SPAN_SECONDS * 1000) this.#known.shift()
    const [first] = this.#known
    if (first === undefined || first.ms === ms) return 0
    return (settled - first.settled) / ((ms - first.ms) / 1000)
  }
}

async function readOnce(
  context: Context,
  name: string,
  options: ViaOptions,
): Promise<BroadcastStatus | ServerSideStatus> {
  if (options.via === 'broadcast-api') return readServerSide(context, name, options)
  const {stored} = await findNamedRun(context, name, {via: channelNamed(options.via)})
  return statusOf(context, await readStatus(stored))
}

function statusOf(context: Context, status: RunStatus): BroadcastStatus {
  const {manifest, counts, state, reason, lastAt, until, rate, waiting} = status
  const {run, created: createdAt, page, channel, identity} = manifest
  const {total, sent, failed, skipped, inDoubt, inFlight, remaining} = counts
  const next = nextCommand(context, run, {state, isClean: failed === 0 && inDoubt === 0})
  return {
    ...{run, name: identity?.name, state},
    reason,
    ...{
      total,
      sent,
      failed,
      skipped,
      inDoubt,
      inFlight,
      remaining,
      pageId: page.id,
      createdAt,
    },
    ...{dueAt: toIso(until), updatedAt: toIso(lastAt)},
    ...waitOf(waiting, context.clock.now()),
    rate,
    next,
    ...{via: channel?.via, campaign: channel?.campaign, accepted: channel && sent},
  }
}

/** A wait that is over does not count. */
const waitOf = (waiting: RunStatus['waiting'], nowMs: number) =>
  waiting === undefined || waiting.until <= nowMs
    ? {waitingFor: undefined, waitingUntil: undefined}
    : {waitingFor: waiting.reason, waitingUntil: toIso(waiting.until)}

/** With `--watch` it is one line. */
export const isLive = true

export const view: View<BroadcastStatus | WatchedStatus | ServerSideStatus> = (status, style) =>
  'perSecond' in status ? watchLine(status, style) : statusTable(status, style)

function watchLine(status: WatchedStatus, {bold, time}: Style): string {
  const {run, state, reason, perSecond, secondsLeft, rate = 0, waitingFor, waitingUntil = '', next} = status
  const left = secondsLeft === undefined ? '' : `, ${formatDuration(secondsLeft)} left`
  const limit = rate > perSecond * 1.2 ? ` of ${count(rate)}` : ''
  const most = rate > 0 ? `, at most ${count(rate)}/s` : ''
  const pace = perSecond > 0 ? `, ${perSecond}${limit}/s${left}` : most
  const wait = waitingFor === undefined ? '' : `; waiting until ${time(waitingUntil)}: ${waitingFor}`
  const why = reason === undefined ? '' : `: ${reason}`
  const then = next === undefined ? '' : `. Next: ${bold(next)}`
  return `${run} ${state}${why}; ${formatCounts(status, wordFor(status))}${pace}${wait}${then}`
}

const statusTable = (status: BroadcastStatus | ServerSideStatus, {time}: Style): Table => ({
  columns: ['field', 'value'],
  rows: Object.entries(status).flatMap(([field, value]) =>
    value === undefined ? [] : [[field, typeof value === 'string' ? time(value) : (value as number)]],
  ),
})
