import type {OnSendEvent, SendEvent, Standing} from '../../../bulk/outcome.ts'
import type {RunCounts} from '../../../bulk/run-counts.ts'
import type {Context} from '../../../context.ts'
import {jsonText} from '../../../terminal/json.ts'
import {count, formatCounts, formatDuration, roundRate} from '../../shared/wording/run-counts.ts'

/** One line on stderr under `--json`. The keys are a public API. */
export interface ProgressEvent extends RunCounts {
  readonly event: 'progress'
  /** Recipients settled per second, over the last few seconds. */
  readonly perSecond: number
  /** How many may be sent per second now; 0 while the run waits. */
  readonly allowedPerSecond: number
  /** Undefined while nothing is sent. */
  readonly secondsLeft: number | undefined
  /** Why nothing is sent, and for how long. */
  readonly waiting: {readonly reason: string; readonly waitSeconds: number} | undefined
}

export interface RunProgress {
  readonly show: OnSendEvent
  readonly stop: () => void
}

const REDRAW_MS = 200
const EVENT_MS = 1000

/**
 * Shows the progress of a run: redrawn on a terminal, elsewhere a line every few seconds, with `--json` an object a second.
 * @param word as `formatCounts`
 */
export function startProgress({clock, progress, io, globals}: Context, word?: string): RunProgress {
  const speed = new Speed(clock.now())
  const bar = globals.json ? undefined : progress.start('Sending')
  const everyMs = globals.json ? EVENT_MS : REDRAW_MS
  let shownMs = Number.NEGATIVE_INFINITY
  let waitingUntil: number | undefined
  return {
    show(event, standing) {
      const nowMs = clock.now()
      const isSettling = event.kind !== 'waiting' && event.kind !== 'rate'
      if (isSettling) speed.settled(nowMs)
      if (isSettling && Math.abs(nowMs - shownMs) < everyMs) return
      const until = event.kind === 'waiting' ? event.until : undefined
      // Only a terminal counts down: a wait of a night would be many lines.
      if (until !== undefined && until === waitingUntil && !io.isErrorTerminal) return
      waitingUntil = until
      shownMs = nowMs
      const numbers = toProgress(event, standing, speed.perSecond(nowMs))
      if (bar === undefined) io.note(jsonText(numbers))
      else bar.update(toText(numbers, word))
    },
    stop: () => bar?.stop(),
  }
}

function toProgress(event: SendEvent, {counts, allowed}: Standing, perSecond: number): ProgressEvent {
  const {total, sent, failed, skipped, inDoubt, inFlight, remaining} = counts
  const isWaiting = event.kind === 'waiting'
  return {
    event: 'progress',
    ...{total, sent, failed, skipped, inDoubt, inFlight, remaining},
    perSecond: roundRate(perSecond),
    allowedPerSecond: isWaiting ? 0 : roundRate(allowed),
    secondsLeft: perSecond > 0 ? Math.ceil((remaining + inFlight) / perSecond) : undefined,
    waiting: isWaiting ? {reason: event.reason, waitSeconds: Math.ceil(event.ms / 1000)} : undefined,
  }
}

function toText(progress: ProgressEvent, word?: string): string {
  const {waiting, perSecond, allowedPerSecond, secondsLeft} = progress
  const counts = formatCounts(progress, word)
  if (waiting !== undefined)
    return `${counts}; waiting ${formatDuration(waiting.waitSeconds)}: ${waiting.reason}`
  const allowed = allowedPerSecond > perSecond * 1.2 ? ` of ${count(allowedPerSecond)}` : ''
  const left = secondsLeft === undefined ? '' : `, ${formatDuration(secondsLeft)} left`
  return `${counts}, ${perSecond}${allowed}/s${left}`
}

const SPAN_SECONDS = 5

/** How many were settled a second over the last few seconds. */
class Speed {
  readonly #startMs: number
  readonly #settledIn = new Map<number, number>()

  constructor(startMs: number) {
    this.#startMs = startMs
  }

  settled(nowMs: number): void {
    const second = Math.floor(nowMs / 1000)
    this.#settledIn.set(second, (this.#settledIn.get(second) ?? 0) + 1)
    if (this.#settledIn.size > SPAN_SECONDS + 1) {
      const [oldest] = this.#settledIn.keys()
      if (oldest !== undefined) this.#settledIn.delete(oldest)
    }
  }

  perSecond(nowMs: number): number {
    const from = Math.floor(nowMs / 1000) - SPAN_SECONDS
    const counted = [...this.#settledIn].filter(([second]) => second >= from)
    const settled = counted.reduce((sum, [, number]) => sum + number, 0)
    return settled / Math.max(1, Math.min(SPAN_SECONDS, (nowMs - this.#startMs) / 1000))
  }
}
