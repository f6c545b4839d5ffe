import type {TimeZone} from '../system/time-zone.ts'
import type {ListedRecipient} from './recipients-file.ts'
import {type Schedule, Timetable} from './schedule.ts'

/**
 * Decides who may be sent to now. The list is gone through in passes: whoever is turned away in one is looked at again in the next,
 * and nobody is tried in two. Memory: a bit for each person, and the zones that occur.
 */
export class HoursGate {
  readonly #timetable: Timetable
  /** The time at the target, in milliseconds since 1970. */
  readonly #now: () => number
  readonly #tried: Uint8Array
  /** The zones of those who were turned away in this pass. */
  readonly #turnedAway = new Set<TimeZone>()
  #opensAt = Number.POSITIVE_INFINITY

  /** @param total number of lines of the list */
  constructor(schedule: Schedule, total: number, now: () => number) {
    this.#timetable = new Timetable(schedule)
    this.#now = now
    this.#tried = new Uint8Array((total >> 3) + 1)
  }

  /** Whether an earlier pass tried a line. */
  hasTried(line: number): boolean {
    return ((this.#tried[line >> 3] ?? 0) & (1 << (line & 7))) !== 0
  }

  /** Whether a person may be sent to now. Otherwise another pass is needed. */
  admits(recipient: ListedRecipient): boolean {
    const {line} = recipient
    const byte = this.#tried[line >> 3] ?? 0
    const zone = this.#timetable.zoneOf(recipient)
    const now = this.#now()
    const opensAt = this.#timetable.opensAt(zone, now)
    if (opensAt <= now) {
      this.#tried[line >> 3] = byte | (1 << (line & 7))
      return true
    }
    this.#tried[line >> 3] = byte & ~(1 << (line & 7))
    this.#turnedAway.add(zone)
    this.#opensAt = Math.min(this.#opensAt, opensAt)
    return false
  }

  /** Whether the rest of the list need not be looked at: nobody may be sent to, or somebody who was turned away may be by now. */
  get isPassOver(): boolean {
    if (this.#turnedAway.size === 0) return false
    return this.#timetable.isForAll || this.#now() >= this.#opensAt
  }

  /** When somebody who was turned away in this pass may be sent to; undefined if nobody was. */
  get opensAt(): number | undefined {
    if (this.#turnedAway.size === 0) return undefined
    const now = this.#now()
    return Math.min(...[...this.#turnedAway].map(zone => this.#timetable.opensAt(zone, now)))
  }

  startPass(): void {
    this.#turnedAway.clear()
    this.#opensAt = Number.POSITIVE_INFINITY
  }
}
