import type {TimeZone} from '../system/time-zone.ts'
import type {ListedRecipient} from './recipients-file.ts'
import {type Schedule, Timetable, waitReason} from './schedule.ts'

/** Why a run waits, and until when by the clock of the target, in milliseconds since 1970. */
export interface HoursWait {
  readonly until: number
  readonly reason: string
}

export interface HoursGateOptions {
  /** Undefined for a run that may always send. */
  readonly schedule: Schedule | undefined
  /** The number of lines of the list. */
  readonly total: number
  /** Nothing is sent after this moment, in milliseconds since 1970. */
  readonly notAfterMs: number
  /** The time at the target, in milliseconds since 1970. */
  readonly now: () => number
}

/**
 * Decides who may be sent to now. The list is gone through in passes: whoever is turned away in one is looked at again in the next,
 * and nobody is admitted in two. Memory: a bit for each person, and the zones that occur.
 */
export class HoursGate {
  readonly #options: HoursGateOptions
  readonly #timetable: Timetable | undefined
  readonly #admitted: Uint8Array
  /** The zones of those who were turned away in this pass. */
  readonly #turnedAway = new Set<TimeZone>()
  #opensAt = Number.POSITIVE_INFINITY
  #isPastLimit = false

  constructor(options: HoursGateOptions) {
    const {schedule, total} = options
    this.#options = options
    this.#timetable = schedule === undefined ? undefined : new Timetable(schedule)
    this.#admitted = new Uint8Array(schedule === undefined ? 0 : (total >> 3) + 1)
  }

  /** Whether the hours of everybody who is left begin after the time limit of the run. */
  get isPastLimit(): boolean {
    return this.#isPastLimit
  }

  /** Whether an earlier pass admitted a line. */
  wasAdmitted(line: number): boolean {
    return ((this.#admitted[line >> 3] ?? 0) & (1 << (line & 7))) !== 0
  }

  /** Whether a person may be sent to now. Otherwise another pass is needed. */
  admits(recipient: ListedRecipient): boolean {
    const timetable = this.#timetable
    if (timetable === undefined || this.#isPastLimit) return true
    const {line} = recipient
    const byte = this.#admitted[line >> 3] ?? 0
    const zone = timetable.zoneOf(recipient)
    const now = this.#options.now()
    const opensAt = timetable.opensAt(zone, now)
    if (opensAt <= now) {
      this.#admitted[line >> 3] = byte | (1 << (line & 7))
      return true
    }
    this.#admitted[line >> 3] = byte & ~(1 << (line & 7))
    this.#turnedAway.add(zone)
    this.#opensAt = Math.min(this.#opensAt, opensAt)
    return false
  }

  /** Whether the rest of the list need not be looked at: nobody may be sent to, or somebody who was turned away may be by now. */
  get isPassOver(): boolean {
    if (this.#turnedAway.size === 0) return false
    return this.#timetable?.isForAll === true || this.#options.now() >= this.#opensAt
  }

  /** What comes after a pass: nothing, another one now, or a wait before it. */
  next(): 'nothing' | 'now' | HoursWait {
    const {schedule, notAfterMs} = this.#options
    const timetable = this.#timetable
    if (this.#turnedAway.size === 0 || timetable === undefined || schedule === undefined) return 'nothing'
    const now = this.#options.now()
    const until = Math.min(...[...this.#turnedAway].map(zone => timetable.opensAt(zone, now)))
    this.#isPastLimit = until > notAfterMs
    if (until <= now || this.#isPastLimit) return 'now'
    return {until, reason: waitReason(schedule, until)}
  }

  startPass(): void {
    this.#turnedAway.clear()
    this.#opensAt = Number.POSITIVE_INFINITY
  }
}
