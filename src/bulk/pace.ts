import {SENDS_PER_SECOND} from '../platform/rate-limits.ts'
import type {Clock} from '../system/clock.ts'

export interface PaceOptions {
  /** Messages per second. */
  readonly rate: number
  readonly clock: Clock
  /** In [0, 1). */
  readonly random: () => number
}

/** Above this, the inbox of a Page may become slow. Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/overview/rate-limiting */
export const DEFAULT_RATE = 40
export const MAX_RATE = SENDS_PER_SECOND

/** From this percentage of an allowance on, the run slows down; from the second one on, it rests. */
const SLOW_PERCENT = 75
const REST_PERCENT = 95
const REST_MS = 60_000
const SLOWEST = 0.1

const FIRST_BACKOFF_MS = 1000
const MAX_BACKOFF_MS = 60_000
/** Minimum wait. All attempts whose turn has come by then go together and share a sync of the journal. */
const TURN_MS = 200
/** How much delay a run may make up for, in milliseconds. */
const CATCH_UP_MS = 300

interface Waiting {
  readonly signal: AbortSignal
  readonly resolve: () => void
  readonly reject: (reason: unknown) => void
}

/** Answers take about 300 ms, so a third of the rate is in flight; half leaves room. */
export const widthFor = (rate: number): number => Math.max(4, Math.ceil(rate / 2))

/** Grants attempts at a rate, one after the other: more slowly as the allowance runs out, and none while throttled. */
export class Pace {
  readonly #clock: Clock
  readonly #random: () => number
  #intervalMs: number
  /** Fraction of the rate in use. */
  #speed = 1
  #next = 0
  /** The time until which nothing is sent, and the length of that wait. */
  #held: {readonly until: number; readonly ms: number} | undefined
  #throttles = 0
  #throttledAt = Number.NEGATIVE_INFINITY
  readonly #waiting: Waiting[] = []

  constructor({rate, clock, random}: PaceOptions) {
    this.#clock = clock
    this.#random = random
    this.#intervalMs = 1000 / rate
    this.#next = clock.now()
  }

  /** Changes the rate, in messages per second; an attempt whose turn is set keeps it. */
  set rate(rate: number) {
    this.#intervalMs = 1000 / rate
  }

  get rate(): number {
    return 1000 / this.#intervalMs
  }

  /** Resolves when the next attempt may start. @throws the signal's reason when it aborts first. */
  take(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.push({signal, resolve, reject}) === 1) void this.#grantAll()
    })
  }

  /** One turn after the other, those that have come without a promise for each. */
  async #grantAll(): Promise<void> {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      try {
        first.signal.throwIfAborted()
        if (this.#held !== undefined) await this.#rest(first.signal)
        const waiting = this.#wait(first.signal)
        if (waiting !== undefined) await waiting
        this.#next = Math.max(this.#next, this.#clock.now() - CATCH_UP_MS) + this.#intervalMs / this.#speed
        first.resolve()
      } catch (error) {
        first.reject(error)
      }
      this.#waiting.shift()
    }
  }

  /** Resolves when a turn has come; undefined if it has. */
  #wait(signal: AbortSignal): Promise<void> | undefined {
    const intervalMs = this.#intervalMs / this.#speed
    const now = this.#clock.now()
    // A clock that was set back must not stop the run until it has caught up.
    if (this.#next - now > intervalMs) this.#next = now + intervalMs
    if (this.#next <= now) return undefined
    return this.#clock.sleep(Math.max(this.#next - now, TURN_MS), signal)
  }

  /** Waits until throttling ends; each wait is at most as long as planned, even if the clock changes meanwhile. */
  async #rest(signal: AbortSignal): Promise<void> {
    for (let held = this.#held; held !== undefined; held = this.#held) {
      const ms = Math.min(held.ms, held.until - this.#clock.now())
      if (ms > 0) await this.#clock.sleep(ms, signal)
      if (this.#held === held) this.#held = undefined
    }
  }

  /** Messages per second that are allowed at the moment; 0 while nothing is sent. */
  get allowed(): number {
    return this.#held === undefined ? (1000 / this.#intervalMs) * this.#speed : 0
  }

  /** How often in a row the platform has asked to slow down; attempts that were in flight together count once. */
  get throttles(): number {
    return this.#throttles
  }

  /**
   * Stops sending for as long as the platform asks, or else for longer each time in a row. Returns that time in
   * milliseconds; undefined when the attempt started before the last throttle, so this is not new.
   */
  throttle(attemptedAt: number, waitMs: number | undefined): number | undefined {
    const now = this.#clock.now()
    const isKnown = attemptedAt <= this.#throttledAt
    if (isKnown && waitMs === undefined) return undefined
    if (!isKnown) this.#throttles += 1
    this.#throttledAt = now
    const backoffMs =
      Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (this.#throttles - 1)) * (0.5 + this.#random() / 2)
    return this.#hold(now, waitMs ?? backoffMs)
  }

  /**
   * A message was accepted. `usagePercent` is the used part of the allowance; undefined if unknown. Returns for how many
   * milliseconds nothing is sent, when that begins now.
   */
  accepted(usagePercent: number | undefined): number | undefined {
    this.#throttles = 0
    if (usagePercent === undefined) return undefined
    this.#speed = speedAt(usagePercent)
    if (usagePercent < REST_PERCENT) return undefined
    const isNew = this.#held === undefined
    const restMs = this.#hold(this.#clock.now(), REST_MS)
    return isNew ? restMs : undefined
  }

  #hold(now: number, ms: number): number {
    if (this.#held === undefined || now + ms > this.#held.until) this.#held = {until: now + ms, ms}
    return ms
  }
}

/** Half the rate where slowing begins, a tenth where resting begins. */
function speedAt(usagePercent: number): number {
  if (usagePercent < SLOW_PERCENT) return 1
  const way = Math.min(1, (usagePercent - SLOW_PERCENT) / (REST_PERCENT - SLOW_PERCENT))
  return 0.5 - way * (0.5 - SLOWEST)
}
