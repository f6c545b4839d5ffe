/** Formats moments in the browser's time zone, with 24 hours. */
const time = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit'})
const weekday = new Intl.DateTimeFormat('en-GB', {weekday: 'long'})
const day = new Intl.DateTimeFormat('en-GB', {weekday: 'short', day: 'numeric', month: 'short'})
const dayAndYear = new Intl.DateTimeFormat('en-GB', {day: 'numeric', month: 'short', year: 'numeric'})

const DAY_MS = 86_400_000

/** `14:05` */
export const timeOf = (ms: number): string => time.format(ms)

/** Local days since 1970: equal for two moments of one day. */
export function dayNumber(ms: number): number {
  const date = new Date(ms)
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY_MS)
}

/** `Today`, `Yesterday`, `Tuesday`, `Fri 27 Nov`, `27 Nov 2019` */
export function dayOf(ms: number, nowMs: number): string {
  const ago = dayNumber(nowMs) - dayNumber(ms)
  if (ago === 0) return 'Today'
  if (ago === 1) return 'Yesterday'
  if (ago > 1 && ago < 7) return weekday.format(ms)
  const isThisYear = new Date(ms).getFullYear() === new Date(nowMs).getFullYear()
  return (isThisYear ? day : dayAndYear).format(ms)
}

/** `14:05` today, otherwise with its day: `Fri 27 Nov, 14:05`. */
export const momentOf = (ms: number, nowMs: number): string =>
  dayNumber(ms) === dayNumber(nowMs) ? timeOf(ms) : `${dayOf(ms, nowMs)}, ${timeOf(ms)}`

/** `14:05` today, otherwise only the day: `Yesterday`, `Fri 27 Nov`. */
export const shortMoment = (ms: number, nowMs: number): string =>
  dayNumber(ms) === dayNumber(nowMs) ? timeOf(ms) : dayOf(ms, nowMs)

/** Until when the Page may answer: `can answer until 14:05 (23 h)`; `isShort` leaves the first two words out. */
export function windowText(untilMs: number | undefined, nowMs: number, isShort = false): string {
  if (untilMs === undefined) return 'has not written yet'
  const leftMs = untilMs - nowMs
  if (leftMs <= 0) return `closed since ${momentOf(untilMs, nowMs)}`
  // Within a day, a time is enough.
  const until = leftMs < DAY_MS ? timeOf(untilMs) : momentOf(untilMs, nowMs)
  return `${isShort ? '' : 'can answer '}until ${until} (${roughly(leftMs)})`
}

/** `23 h`, `45 min`, rounded down; under a minute, `1 min`. */
function roughly(ms: number): string {
  const minutes = Math.max(1, Math.floor(ms / 60_000))
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`
}

/** `2 d 03:04:05`, `03:04:05` */
export function durationText(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const two = (value: number) => String(value).padStart(2, '0')
  const days = Math.floor(seconds / 86_400)
  const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60]
    .map(two)
    .join(':')
  return days === 0 ? clock : `${days} d ${clock}`
}
