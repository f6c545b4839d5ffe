import {momentAt, type TimeZone, wallTime} from '../system/time-zone.ts'
import {Hours, type HourWindow, parseHours} from './hours.ts'

/** When a run may send: from a moment on, and within hours. Part of the manifest. */
export interface Schedule {
  /** ISO 8601. Without a zone, `2026-12-01T09:00`, each person's own clocks decide. */
  readonly at?: string | undefined
  /** As `parseHours`; default: all day. */
  readonly between?: string | undefined
  /** The zone of the hours; with `isPerPerson`, of people whose own is not known. */
  readonly zone: TimeZone
  /** Whether people have their own hours, by the zone in the frozen list. */
  readonly isPerPerson?: true | undefined
}

/** When people may be sent to, by their zones. Keeps little: the hours of each zone that occurs. */
export class Timetable {
  readonly #schedule: Schedule
  readonly #windows: readonly HourWindow[]
  readonly #hours = new Map<TimeZone, {readonly hours: Hours; readonly startMs: number}>()

  constructor(schedule: Schedule) {
    this.#schedule = schedule
    this.#windows = schedule.between === undefined ? [] : (parseHours(schedule.between) ?? [])
  }

  /** Whether everybody has the same hours. */
  get isForAll(): boolean {
    return this.#schedule.isPerPerson !== true
  }

  /** The zone that counts for a person. */
  zoneOf({zone}: {readonly zone?: TimeZone | undefined}): TimeZone {
    return this.isForAll || zone === undefined ? this.#schedule.zone : zone
  }

  /** The first moment from this one on at which people of a zone may be sent to; infinite if there is none. */
  opensAt(zone: TimeZone, ms: number): number {
    const {hours, startMs} = this.#in(zone)
    return hours.opensAt(Math.max(ms, startMs))
  }

  /** When it next changes whether people of a zone may be sent to; infinite if it does not. */
  changesAt(zone: TimeZone, ms: number): number {
    const {hours, startMs} = this.#in(zone)
    return ms < startMs ? hours.opensAt(startMs) : hours.spanAt(ms).until
  }

  /** When a run starts in a zone, before its hours are considered; infinitely early if nothing is said. */
  startsAt(zone: TimeZone): number {
    return this.#in(zone).startMs
  }

  #in(zone: TimeZone) {
    const known = this.#hours.get(zone)
    if (known !== undefined) return known
    const made = {hours: new Hours(zone, this.#windows), startMs: startOf(this.#schedule, zone)}
    this.#hours.set(zone, made)
    return made
  }
}

function startOf({at}: Schedule, zone: TimeZone): number {
  if (at === undefined) return Number.NEGATIVE_INFINITY
  const isMoment = /(?:Z|[+-]\d{2}:?\d{2})$/.test(at)
  return isMoment ? Date.parse(at) : momentAt(zone, Date.parse(`${at}Z`))
}

/** `nothing is sent before 2026-12-01 09:00 (Europe/Zurich)`: why a run waits for its hours. */
export const waitReason = ({zone}: Schedule, untilMs: number): string =>
  `nothing is sent before ${wallTime(zone, untilMs)} (${zone})`

/** Where clocks show a time first. */
const EASTERNMOST = 'UTC+14:00'

/** Before this moment a run that was never started is not due for anybody; undefined if only its hours say when. */
export function firstOpening(schedule: Schedule): number | undefined {
  const {at, zone, isPerPerson} = schedule
  if (at === undefined) return undefined
  const timetable = new Timetable(schedule)
  if (isPerPerson === true) return timetable.startsAt(EASTERNMOST)
  return timetable.opensAt(zone, timetable.startsAt(zone))
}
