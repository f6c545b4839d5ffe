/** The days of insights are those of California. */
const zone = 'America/Los_Angeles'
export const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

let formats: {readonly day: Intl.DateTimeFormat; readonly hour: Intl.DateTimeFormat} | undefined

/** Made when first needed: making them takes longer than using them thousands of times. */
function pacific() {
  formats ??= {
    // Sweden writes a date as `YYYY-MM-DD`.
    day: new Intl.DateTimeFormat('sv-SE', {timeZone: zone, dateStyle: 'short'}),
    hour: new Intl.DateTimeFormat('en-US', {timeZone: zone, hour: '2-digit', hourCycle: 'h23'}),
  }
  return formats
}

/** The calendar day in California at a moment, `YYYY-MM-DD`. */
export function pacificDay(ms: number): string {
  return pacific().day.format(ms)
}

/** When a calendar day begins in California, in milliseconds since 1970: 08:00 UTC in winter, 07:00 UTC in summer. */
export function pacificMidnight(day: string): number {
  const inWinter = Date.parse(day) + 8 * HOUR_MS
  return pacific().hour.format(inWinter) === '00' ? inWinter : inWinter - HOUR_MS
}

/** The day so many days later, or before when negative. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)
}

/** The same day so many months later, or before when negative; the last of the month where there is no such day. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year, month + months, 0))
  last.setUTCDate(Math.min(date, last.getUTCDate()))
  return last.toISOString().slice(0, 10)
}

/** The same day so many years earlier; 1 March where there was no 29 February. */
export function yearsBefore(day: string, years: number): string {
  const date = new Date(day)
  date.setUTCFullYear(date.getUTCFullYear() - years)
  return date.toISOString().slice(0, 10)
}

/** How many days later the second day is. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS)
}

/** Whether a text is a calendar day, `YYYY-MM-DD`, that exists. */
export function isDay(text: string): boolean {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(ms) && addDays(text, 0) === text
}
