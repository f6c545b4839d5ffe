import {setTimeout as sleep} from 'node:timers/promises'
import {NetworkError} from '../errors.ts'
import type {ClaimedEvent, Claims} from './claims.ts'
import {type Handled, type Outcome, pauseAfter, toSettlement} from './outcome.ts'

export interface WorkerOptions {
  readonly claims: Claims
  /** Handles an event; the signal ends it. What it throws is a failure. */
  readonly handle: (event: ClaimedEvent, signal: AbortSignal) => Promise<Handled>
  /** How many events are handled at once. */
  readonly atOnce: number
  /** An event that failed this often is set aside. */
  readonly mostTries: number
  /** How long an event stays with a worker that no longer answers. */
  readonly claimMs: number
  /** Ends it when no event waits and none is being worked on, by any worker. */
  readonly isUntilIdle: boolean
  /** Ends it: no more is claimed. */
  readonly signal: AbortSignal
  /** What is under way then gets so long, in milliseconds. Default 15 seconds. */
  readonly graceMs?: number | undefined
  /** Called when the database has it. */
  readonly onOutcome: (outcome: Outcome) => void
  /** Called once whenever the database cannot be reached. */
  readonly onStoreAway: (error: NetworkError) => void
}

const LONGEST_RETRY_MS = 10 * 60_000
const LONGEST_REST_MS = 30_000
const LOOK_EVERY_MS = 250
const GRACE_MS = 15_000
/** After so long without the database the worker gives up, so that whoever started it notices. */
const STORE_AWAY_MS = 5 * 60_000
const STORE_RETRY_MS = 1_000

/** One try of an event. */
interface Job {
  readonly event: ClaimedEvent
  readonly controller: AbortController
  readonly startedMs: number
  /** When the claim runs out, by the clock that nobody sets. */
  untilMs: number
  /** Once the try is over. */
  outcome: Outcome | undefined
  /** Whether the database may have the outcome already. */
  isSettledMaybe: boolean
}

/**
 * Claims events and handles them, until the signal or until there are none. An event is handled at least once: again, if the worker
 * ends or its claim runs out before it could report that it is done.
 * @throws {NetworkError} if the database cannot be reached for five minutes.
 */
export function workOnInbox(options: WorkerOptions): Promise<void> {
  return new Worker(options).run()
}

class Worker {
  readonly #options: WorkerOptions
  /** Until they are settled. */
  readonly #jobs = new Map<number, Job>()
  #wake = () => {}
  /** In a row, while nobody takes events. */
  #rests = 0
  #restsUntilMs = 0
  #awaySinceMs: number | undefined

  constructor(options: WorkerOptions) {
    this.#options = options
  }

  async run(): Promise<void> {
    const {signal} = this.#options
    const ending = new AbortController()
    const renewing = this.#renewRegularly(ending.signal)
    const wake = () => this.#wake()
    signal.addEventListener('abort', wake)
    try {
      while (!signal.aborted) if (await this.#isOver()) return
      await this.#leave()
    } finally {
      signal.removeEventListener('abort', wake)
      for (const {controller} of this.#jobs.values()) controller.abort()
      ending.abort()
      await renewing
    }
  }

  /** Settles and claims what it can, and waits if that was nothing. */
  async #isOver(): Promise<boolean> {
    const {isUntilIdle, claims} = this.#options
    const woken = this.#woken()
    const isOver = await this.#unlessAway(async () => {
      await this.#settle()
      if (await this.#claim()) return false
      if (this.#finished().length > 0) return false
      if (isUntilIdle && this.#jobs.size === 0 && (await claims.areAllSettled())) return true
      await within(LOOK_EVERY_MS, woken)
      return false
    })
    return isOver === true
  }

  /** Resolves when a try is over or the worker is to end. */
  #woken(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve
    })
  }

  /** Returns undefined, after a pause, if the database cannot be reached. */
  async #unlessAway<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      const result = await work()
      this.#awaySinceMs = undefined
      return result
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error
      const nowMs = performance.now()
      if (this.#awaySinceMs === undefined) this.#options.onStoreAway(error)
      this.#awaySinceMs ??= nowMs
      if (nowMs - this.#awaySinceMs > STORE_AWAY_MS) throw error
      await sleep(STORE_RETRY_MS, undefined, {signal: this.#options.signal}).catch(() => undefined)
      return undefined
    }
  }

  /** Returns whether there was anything. */
  async #claim(): Promise<boolean> {
    const {claims, atOnce, claimMs, mostTries, onOutcome} = this.#options
    const most = atOnce - (this.#jobs.size - this.#finished().length)
    if (most <= 0 || performance.now() < this.#restsUntilMs) return false
    const untilMs = performance.now() + claimMs
    const {claimed, setAside} = await claims.take({most, claimMs, mostTries})
    for (const event of setAside)
      onOutcome({event, kind: 'failed', reason: event.error, retryMs: undefined, ms: 0})
    for (const event of claimed) this.#start(event, untilMs)
    return claimed.length + setAside.length > 0
  }

  #start(event: ClaimedEvent, untilMs: number): void {
    const former = this.#jobs.get(event.id)
    if (former !== undefined) this.#lose(former)
    const job: Job = {
      event,
      controller: new AbortController(),
      startedMs: performance.now(),
      untilMs,
      outcome: undefined,
      isSettledMaybe: false,
    }
    this.#jobs.set(event.id, job)
    const end = (handled: Handled) => {
      job.outcome ??= this.#judge(job, handled)
      this.#wake()
    }
    this.#options.handle(event, job.controller.signal).then(end, error => {
      end({kind: 'failed', reason: error instanceof Error ? error.message : String(error)})
    })
  }

  #judge({event, startedMs, controller}: Job, handled: Handled): Outcome {
    const ms = Math.round(performance.now() - startedMs)
    const about = {event, ms, reason: handled.kind === 'done' ? undefined : handled.reason}
    if (handled.kind !== 'done' && controller.signal.aborted) return {...about, kind: 'released', retryMs: 0}
    if (handled.kind === 'away') return {...about, kind: 'away', retryMs: this.#rest()}
    this.#rests = 0
    if (handled.kind === 'done') return {...about, kind: 'done', retryMs: undefined}
    return event.tries >= this.#options.mostTries
      ? {...about, kind: 'failed', retryMs: undefined}
      : {...about, kind: 'retried', retryMs: pauseAfter(event.tries, LONGEST_RETRY_MS)}
  }

  /** Claims nothing for a while, longer each time. Returns how long. */
  #rest(): number {
    const nowMs = performance.now()
    if (nowMs >= this.#restsUntilMs) {
      this.#rests += 1
      this.#restsUntilMs = nowMs + pauseAfter(this.#rests, LONGEST_REST_MS)
    }
    return Math.round(this.#restsUntilMs - nowMs)
  }

  #finished(): readonly Job[] {
    return [...this.#jobs.values()].filter(({outcome}) => outcome !== undefined)
  }

  async #settle(): Promise<void> {
    const jobs = this.#finished()
    if (jobs.length === 0) return
    const known = new Set(jobs.filter(({isSettledMaybe}) => isSettledMaybe))
    for (const job of jobs) job.isSettledMaybe = true
    const outcomes = jobs.map(({outcome}) => outcome as Outcome)
    const settled = await this.#options.claims.settle(outcomes.map(toSettlement))
    for (const job of jobs) {
      if (settled.has(job.event.id) || known.has(job)) {
        this.#jobs.delete(job.event.id)
        this.#options.onOutcome(job.outcome as Outcome)
      } else this.#lose(job)
    }
  }

  async #renewRegularly(signal: AbortSignal): Promise<void> {
    const {claims, claimMs} = this.#options
    for (;;) {
      await sleep(claimMs / 3, undefined, {signal}).catch(() => undefined)
      if (signal.aborted) return
      const jobs = [...this.#jobs.values()]
      if (jobs.length === 0) continue
      const untilMs = performance.now() + claimMs
      const renewed = await claims.renew([...this.#jobs.keys()], claimMs).catch(() => undefined)
      for (const job of jobs) {
        if (renewed?.has(job.event.id) === true) job.untilMs = untilMs
        // One whose outcome is on its way to the database is no longer claimed either.
        else if (job.outcome === undefined && (renewed !== undefined || performance.now() >= job.untilMs))
          this.#lose(job)
      }
    }
  }

  /** Ends a try whose claim ran out: the event may be another worker's. */
  #lose(job: Job): void {
    if (this.#jobs.get(job.event.id) !== job) return
    this.#jobs.delete(job.event.id)
    const reason = 'the claim ran out'
    const ms = Math.round(performance.now() - job.startedMs)
    job.outcome = {event: job.event, kind: 'lost', reason, retryMs: undefined, ms}
    job.controller.abort()
    this.#options.onOutcome(job.outcome)
  }

  /** Lets what is under way end, and gives back what does not. */
  async #leave(): Promise<void> {
    const {graceMs = GRACE_MS} = this.#options
    const endAtMs = performance.now() + graceMs
    for (;;) {
      const leftMs = endAtMs - performance.now()
      const woken = this.#woken()
      if (this.#finished().length === this.#jobs.size || leftMs <= 0) break
      await within(leftMs, woken)
    }
    for (const job of this.#jobs.values()) {
      job.controller.abort()
      job.outcome ??= this.#judge(job, {kind: 'failed', reason: 'the worker was ended'})
    }
    // If that fails, the claims run out by themselves.
    await this.#unlessAway(() => this.#settle())
  }
}

/** Waits for something, at most for so long. */
async function within(ms: number, something: Promise<void>): Promise<void> {
  const over = new AbortController()
  const {signal} = over
  await Promise.race([something, sleep(ms, undefined, {signal}).catch(() => undefined)])
  over.abort()
}
