/** `2026-11-20T09:15:00+0000`, as the platform writes times. */
export function toPlatformTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}+0000`
}

const DAY_MS = 24 * 3_600_000

/** Returns the day of a clock as `toDay` does, written again only when it has changed. */
export function createCalendar(now: () => number): () => string {
  let known = {number: Number.NaN, day: ''}
  return () => {
    const ms = now()
    const number = Math.floor(ms / DAY_MS)
    if (number !== known.number) known = {number, day: toDay(ms)}
    return known.day
  }
}

/** `YYYY-MM-DD` in UTC. */
export function toDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

/** Whether the clock may show a time: the years 1970 to 9999, which every text of a time has room for. */
export const isEmulatedTime = (ms: number): boolean => ms >= 0 && ms < MOST_MS

const MOST_MS = Date.UTC(9999, 11, 31)
