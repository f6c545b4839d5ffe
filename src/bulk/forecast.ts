import type {TimeZone} from '../system/time-zone.ts'
import type {PlannedRecipient} from './plan.ts'
import {type Schedule, Timetable} from './schedule.ts'

/** With more moments than this at which windows close, they are rounded up: to a minute, then to ten. */
const MOST_MOMENTS = 20_000
const grids = [1, 60_000, 600_000]
/** Less than half a person is nobody. */
const NOBODY = 0.5

export interface ForecastOptions {
  readonly schedule: Schedule
  /** Messages per second. */
  readonly rate: number
  /** The time at the target, in milliseconds since 1970. */
  readonly nowMs: number
  readonly notAfterMs?: number | undefined
  /** How long after their last message people may be sent to, in milliseconds; undefined for always. */
  readonly windowMs?: number | undefined
}

/** What to expect of a run with hours. Times are in milliseconds since 1970, by the platform's clock. */
export interface ForecastResult {
  /** Undefined if nobody gets it. */
  readonly startsAt: number | undefined
  readonly endsAt: number | undefined
  /** How many are outside their messaging window by then, unless they write again. */
  readonly outsideWindow: number
  /** How many are not reached before the time limit of the run. */
  readonly pastLimit: number
  /** How many have no zone that is known, where people have their own. */
  readonly unknownZones: number
}

interface ZoneState {
  readonly zone: TimeZone
  left: number
  /** The part of the people who were in the zone at the beginning and are not served yet. */
  part: number
}

/**
 * Estimates when a run with hours sends. Memory: a number for each zone and moment at which windows close, with a limit. People whose hours are
 * open at the same time are expected to be served evenly.
 */
export class Forecast {
  readonly #options: ForecastOptions
  readonly #timetable: Timetable
  readonly #counts = new Map<TimeZone, number>()
  /** How many windows close at a moment, in steps of a grid: zone → step → people. */
  readonly #closing = new Map<TimeZone, Map<number, number>>()
  #moments = 0
  #grid = 0
  #unknown = 0

  constructor(options: ForecastOptions) {
    this.#options = options
    this.#timetable = new Timetable(options.schedule)
  }

  readonly see = (recipient: PlannedRecipient): void => {
    const {windowMs, nowMs} = this.#options
    const zone = this.#timetable.zoneOf(recipient)
    if (!this.#timetable.isForAll && recipient.zone === undefined) this.#unknown += 1
    this.#counts.set(zone, (this.#counts.get(zone) ?? 0) + 1)
    // Nobody can have written later than now.
    const until = recipient.until ?? (windowMs === undefined ? undefined : nowMs + windowMs)
    if (until === undefined) return
    const closing = this.#closing.get(zone) ?? new Map<number, number>()
    this.#closing.set(zone, closing)
    this.#count(closing, Math.ceil(until / this.#gridMs), 1)
    if (this.#moments > MOST_MOMENTS && this.#grid < grids.length - 1) this.#coarsen()
  }

  get #gridMs(): number {
    return grids[this.#grid] ?? 1
  }

  #count(closing: Map<number, number>, step: number, people: number): void {
    const known = closing.get(step)
    if (known === undefined) this.#moments += 1
    closing.set(step, (known ?? 0) + people)
  }

  #coarsen(): void {
    const before = this.#gridMs
    this.#grid += 1
    this.#moments = 0
    for (const [zone, closing] of this.#closing) {
      const coarse = new Map<number, number>()
      for (const [step, people] of closing)
        this.#count(coarse, Math.ceil((step * before) / this.#gridMs), people)
      this.#closing.set(zone, coarse)
    }
  }

  result(): ForecastResult {
    const {rate, nowMs, notAfterMs = Number.POSITIVE_INFINITY} = this.#options
    const states = [...this.#counts].map(([zone, left]): ZoneState => ({zone, left, part: 1}))
    const closings = this.#closingsOf(states)
    let [at, outside, next] = [nowMs, 0, 0]
    let startsAt: number | undefined
    for (;;) {
      for (
        let closing = closings[next];
        closing !== undefined && closing.at <= at;
        closing = closings[++next]
      ) {
        const lost = closing.count * closing.state.part
        outside += lost
        closing.state.left -= lost
      }
      const waiting = states.filter(({left}) => left > 0)
      const left = waiting.reduce((sum, state) => sum + state.left, 0)
      if (left < NOBODY) return this.#toResult({startsAt, endsAt: startsAt && at, outside, left: 0})
      const open = waiting.filter(({zone}) => this.#timetable.opensAt(zone, at) <= at)
      const changesAt = Math.min(...waiting.map(({zone}) => this.#timetable.changesAt(zone, at)))
      if (at > notAfterMs || (open.length === 0 && changesAt === Number.POSITIVE_INFINITY))
        return this.#toResult({startsAt, endsAt: startsAt && Math.min(at, notAfterMs), outside, left})
      const until = Math.min(changesAt, closings[next]?.at ?? Number.POSITIVE_INFINITY, notAfterMs + 1)
      if (open.length === 0) {
        at = until
        continue
      }
      startsAt ??= at
      const wholeMs = (open.reduce((sum, state) => sum + state.left, 0) / rate) * 1000
      const share = Math.min(1, (until - at) / wholeMs)
      at = share === 1 ? at + wholeMs : until
      for (const state of open) {
        state.left *= 1 - share
        state.part *= 1 - share
      }
    }
  }

  #closingsOf(states: readonly ZoneState[]) {
    const all = states.flatMap(state =>
      [...(this.#closing.get(state.zone) ?? [])].map(([step, count]) => ({
        state,
        at: step * this.#gridMs,
        count,
      })),
    )
    return all.sort((earlier, later) => earlier.at - later.at)
  }

  #toResult({
    startsAt,
    endsAt,
    outside,
    left,
  }: {
    readonly startsAt: number | undefined
    readonly endsAt: number | undefined
    readonly outside: number
    readonly left: number
  }): ForecastResult {
    const [outsideWindow, pastLimit] = [Math.round(outside), Math.round(left)]
    return {startsAt, endsAt, outsideWindow, pastLimit, unknownZones: this.#unknown}
  }
}
