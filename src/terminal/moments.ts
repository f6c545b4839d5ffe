import type {Style} from './view.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const WEEK_MS = 7 * DAY_MS

/** Formats moments for a person, in the time zone of this machine. Texts that are not a moment stay unchanged. */
export function momentsAt(nowMs: number): Pick<Style, 'time' | 'ago'> {
  const time = (moment: string) => {
    const ms = msOf(moment)
    return ms === undefined ? moment : clockTime(ms, nowMs)
  }
  return {
    time,
    ago(moment) {
      const ms = msOf(moment)
      if (ms === undefined) return moment
      const elapsed = nowMs - ms
      if (elapsed < 0 || elapsed >= WEEK_MS) return clockTime(ms, nowMs)
      if (elapsed < MINUTE_MS) return 'just now'
      if (elapsed < HOUR_MS) return `${Math.floor(elapsed / MINUTE_MS)} min ago`
      if (elapsed < DAY_MS) return `${Math.floor(elapsed / HOUR_MS)} h ago`
      return `${Math.floor(elapsed / DAY_MS)} d ago`
    },
  }
}

/** Undefined for what is not a moment; a day alone, `2026-11-28`, has no time zone and is not a moment. */
function msOf(text: string): number | undefined {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(ms) ? undefined : ms
}

function clockTime(ms: number, nowMs: number): string {
  const day = dayOf(ms)
  const date = new Date(ms)
  const clock = `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`
  return day === dayOf(nowMs) ? clock : `${day} ${clock}`
}

/** `2026-11-28`, where this machine is. */
function dayOf(ms: number): string {
  const date = new Date(ms)
  return [date.getFullYear(), twoDigits(date.getMonth() + 1), twoDigits(date.getDate())].join('-')
}

const twoDigits = (number: number) => String(number).padStart(2, '0')
