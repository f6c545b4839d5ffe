import {findChange, offsetAt, type TimeZone} from '../system/time-zone.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const DAY_MINUTES = 24 * 60
/** After so many days without a change, hours never change: a window of one day a week may be skipped with an hour. */
const LONGEST_DAYS = 16

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** Part of some days, by the clocks of a zone. One that ends no later than it begins ends on the next day. */
export interface HourWindow {
  /** The days on which it begins, 0 for Sunday. */
  readonly days: readonly number[]
  /** Minutes after midnight. */
  readonly from: number
  /** Minutes after midnight, up to 1440; no longer part of it. */
  readonly to: number
}

const one = String.raw`(\d{1,2}):(\d{2})`
const windowForm = new RegExp(`^(?:([a-z]{3})[a-z]*(?: ?- ?([a-z]{3})[a-z]*)? +)?${one} ?[-–] ?${one}$`, 'i')

/**
 * Parses `09:00-18:00`, several windows separated by commas, each with days before it if it is not for every day:
 * `mon-fri 09:00-18:00, sat 10:00-14:00`. Undefined for anything else.
 */
export function parseHours(text: string): readonly HourWindow[] | undefined {
  const windows = text.split(',').map(part => parseWindow(part.trim()))
  return windows.every(window => window !== undefined) ? windows : undefined
}

function parseWindow(text: string): HourWindow | undefined {
  const [isOne, first, last, ...times] = windowForm.exec(text) ?? []
  if (isOne === undefined) return undefined
  const days = daysOf(first, last)
  const [from, to] = [toMinutes(times[0], times[1]), toMinutes(times[2], times[3])]
  const isTime = from !== undefined && to !== undefined && from < DAY_MINUTES && from !== to
  return days !== undefined && isTime ? {days, from, to} : undefined
}

function daysOf(first: string | undefined, last = first): readonly number[] | undefined {
  if (first === undefined || last === undefined) return [0, 1, 2, 3, 4, 5, 6]
  const named = [first, last].map(day => weekdays.indexOf(day.toLowerCase()))
  const [from = -1, to = -1] = named
  if (from < 0 || to < 0) return undefined
  return Array.from({length: ((to - from + 7) % 7) + 1}, (_, index) => (from + index) % 7)
}

function toMinutes(hours: string | undefined, minutes: string | undefined): number | undefined {
  const all = Number(hours) * 60 + Number(minutes)
  return Number(minutes) < 60 && all <= DAY_MINUTES ? all : undefined
}

/** A time during which hours stay open, or stay closed, in milliseconds since 1970. */
export interface Span {
  readonly isOpen: boolean
  readonly from: number
  /** No longer part of it; infinite if nothing changes. */
  readonly until: number
}

/** Windows by the clocks of one zone: a time that clocks skip is in no window, and one that they show twice is in it twice. */
export class Hours {
  readonly #zone: TimeZone
  readonly #windows: readonly HourWindow[]
  /** The minutes of a day at which something may change. */
  readonly #edges: readonly number[]
  #span: Span | undefined

  /** @param windows without any, always open. */
  constructor(zone: TimeZone, windows: readonly HourWindow[]) {
    this.#zone = zone
    this.#windows = windows
    const edges = new Set([0, ...windows.flatMap(({from, to}) => [from, to % DAY_MINUTES])])
    this.#edges = [...edges].sort((earlier, later) => earlier - later)
  }

  /** Whether they are open at a moment, and until when at least. */
  spanAt(ms: number): Span {
    const known = this.#span
    if (known !== undefined && ms >= known.from && ms < known.until) return known
    const span = {isOpen: this.#isOpen(ms), from: ms, until: this.#nextChange(ms)}
    this.#span = span
    return span
  }

  /** The first moment from this one on at which they are open; infinite if there is none. */
  opensAt(ms: number): number {
    const {isOpen, until} = this.spanAt(ms)
    return isOpen ? ms : until
  }

  #isOpen(ms: number): boolean {
    if (this.#windows.length === 0) return true
    const wall = ms + offsetAt(this.#zone, ms)
    const day = Math.floor(wall / DAY_MS)
    const minute = (wall - day * DAY_MS) / MINUTE_MS
    // 1970 began on a Thursday.
    const today = (((day + 4) % 7) + 7) % 7
    const yesterday = (today + 6) % 7
    return this.#windows.some(({days, from, to}) => {
      if (from < to) return days.includes(today) && minute >= from && minute < to
      return (days.includes(today) && minute >= from) || (days.includes(yesterday) && minute < to)
    })
  }

  #nextChange(ms: number): number {
    if (this.#windows.length === 0) return Number.POSITIVE_INFINITY
    const isOpen = this.#isOpen(ms)
    for (let at = ms; at < ms + LONGEST_DAYS * DAY_MS; ) {
      at = this.#nextEdge(at)
      if (this.#isOpen(at) !== isOpen) return at
    }
    return Number.POSITIVE_INFINITY
  }

  /** The next moment at which clocks show an edge, or are changed. */
  #nextEdge(ms: number): number {
    // From whole milliseconds: an edge less than half of one away would be rounded to none, and never be passed.
    const whole = Math.floor(ms)
    const wall = whole + offsetAt(this.#zone, whole)
    const minute = (wall - Math.floor(wall / DAY_MS) * DAY_MS) / MINUTE_MS
    const next = this.#edges.find(edge => edge > minute) ?? DAY_MINUTES + (this.#edges[0] ?? 0)
    const at = whole + Math.round((next - minute) * MINUTE_MS)
    return findChange(this.#zone, whole, at) ?? at
  }
}
