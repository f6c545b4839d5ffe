import type {DetachedRun} from '../../../bulk/due-runs.ts'
import type {SendEvent, Standing} from '../../../bulk/outcome.ts'
import type {CarryOutOptions, SendResult} from '../shared/send-run.ts'
import type {Metric, Sample} from './metrics-text.ts'

/** A worker that neither recorded an attempt nor looked for runs for so long is not well. */
const MOST_SILENCE_MS = 30_000
/** Runs that have ended stay for so many others, so that their last numbers are read. */
const MOST_ENDED = 100

interface RunMetrics {
  readonly labels: {readonly page: string; readonly run: string}
  /** What this process counted. */
  readonly counted: Record<'sent' | 'failed' | 'skipped', number>
  /** How the run stands; undefined before anything happened, and when another process has it. */
  standing: Standing | undefined
  isSending: boolean
}

export interface Health {
  readonly isWell: boolean
  readonly text: string
}

/** What a worker counts while it works, for `/metrics` and `/healthz`. */
export class WorkMetrics {
  readonly #nowMs: () => number
  readonly #runs = new Map<string, RunMetrics>()
  readonly #commits = {count: 0, seconds: 0}
  #fenced = 0
  #takenOver = 0
  #lastSignMs: number

  /** @param nowMs by a clock that nobody sets, in milliseconds */
  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs
    this.#lastSignMs = nowMs()
  }

  /** The worker looked for runs that are due. */
  looked(): void {
    this.#sign()
  }

  /** A run is sent from here on. Returns what counts its messages. */
  started({run, page, isTakenOver}: DetachedRun): Pick<CarryOutOptions, 'onEvent' | 'onCommit'> {
    if (isTakenOver) this.#takenOver += 1
    const counted = this.#runs.get(run)?.counted ?? {sent: 0, failed: 0, skipped: 0}
    const metrics: RunMetrics = {
      labels: {page: page.id, run},
      counted,
      standing: undefined,
      isSending: true,
    }
    this.#runs.delete(run)
    this.#runs.set(run, metrics)
    return {
      onEvent: (event, standing) => {
        metrics.standing = standing
        this.#count(counted, event)
      },
      onCommit: ms => {
        this.#commits.count += 1
        this.#commits.seconds += ms / 1000
        this.#sign()
      },
    }
  }

  /** A run is sent no more. @param result undefined if it could not be sent */
  ended(run: string, result: SendResult | undefined): void {
    const metrics = this.#runs.get(run)
    if (metrics === undefined) return
    metrics.isSending = false
    metrics.standing = result && {counts: {...result, inFlight: 0}, allowed: 0}
    const ended = [...this.#runs].filter(([, {isSending}]) => !isSending)
    for (const [name] of ended.slice(0, Math.max(0, ended.length - MOST_ENDED))) this.#runs.delete(name)
  }

  /** Another process has taken a run from this one. */
  fenced(): void {
    this.#fenced += 1
  }

  get health(): Health {
    const silentMs = this.#nowMs() - this.#lastSignMs
    const seconds = Math.max(0, Math.floor(silentMs / 1000))
    if (silentMs < MOST_SILENCE_MS) return {isWell: true, text: 'ok'}
    return {
      isWell: false,
      text: `for ${seconds} s, no attempt was recorded and the runs that are due were not read`,
    }
  }

  all(): readonly Metric[] {
    const runs = [...this.#runs.values()]
    const counter = (key: keyof RunMetrics['counted']): readonly Sample[] =>
      runs.map(({labels, counted}) => ({labels, value: counted[key]}))
    const gauge = (read: (standing: Standing) => number, ofAll = true): readonly Sample[] =>
      runs.flatMap(({labels, standing, isSending}) =>
        standing === undefined || !(ofAll || isSending) ? [] : [{labels, value: read(standing)}],
      )
    const {count, seconds} = this.#commits
    return [
      {
        ...{name: 'msgr_messages_sent_total', type: 'counter', samples: counter('sent')},
        help: 'Messages that the platform accepted from this process',
      },
      {
        ...{name: 'msgr_messages_failed_total', type: 'counter', samples: counter('failed')},
        help: 'Messages of this process that the platform refused',
      },
      {
        ...{name: 'msgr_messages_skipped_total', type: 'counter', samples: counter('skipped')},
        help: 'People whom this process left out while it sent',
      },
      {
        ...{name: 'msgr_messages_in_doubt', type: 'gauge', samples: gauge(({counts}) => counts.inDoubt)},
        help: 'Messages of the run that may or may not have arrived',
      },
      {
        ...{name: 'msgr_messages_in_flight', type: 'gauge', samples: gauge(({counts}) => counts.inFlight)},
        help: 'Messages of the run that wait for the answer of the platform',
      },
      {
        ...{name: 'msgr_messages_remaining', type: 'gauge', samples: gauge(({counts}) => counts.remaining)},
        help: 'People of the run who are still to be sent to',
      },
      {
        ...{name: 'msgr_messages_allowed_per_second', type: 'gauge'},
        help: 'Messages per second that may be sent for the Page now, 0 while nothing is sent',
        samples: gauge(({allowed}) => allowed, false),
      },
      {
        ...{name: 'msgr_commit_duration_seconds', type: 'summary'},
        help: 'Time from when an attempt was due until it was recorded durably',
        samples: [
          {suffix: '_sum', value: seconds},
          {suffix: '_count', value: count},
        ],
      },
      {
        ...{name: 'msgr_runs_fenced_total', type: 'counter', samples: [{value: this.#fenced}]},
        help: 'Runs that another process took from this one',
      },
      {
        ...{name: 'msgr_runs_taken_over_total', type: 'counter', samples: [{value: this.#takenOver}]},
        help: 'Runs that this process took from one that was gone',
      },
      {
        ...{name: 'msgr_leases', type: 'gauge'},
        help: 'Pages that this process sends for now',
        samples: [{value: runs.filter(({isSending}) => isSending).length}],
      },
    ]
  }

  #count(counted: RunMetrics['counted'], {kind, ...event}: SendEvent): void {
    if (kind === 'sent' || kind === 'failed' || kind === 'skipped') counted[kind] += 1
    // Nothing is recorded during a wait that the platform asked for.
    if (kind === 'waiting' && 'ms' in event) this.#sign(event.ms)
  }

  /** @param aheadMs how long nothing else is to be expected */
  #sign(aheadMs = 0): void {
    this.#lastSignMs = Math.max(this.#lastSignMs, this.#nowMs() + aheadMs)
  }
}
