/**
 * A time as every result of msgr shows it: ISO 8601 in UTC with milliseconds, `2026-11-20T09:15:00.000Z`. Undefined for
 * what is not a moment.
 * @param moment As the platform writes it, `2026-11-20T09:15:00+0000`, or in milliseconds since 1970.
 */
export function toIso(moment: string | number | undefined): string | undefined {
  if (moment === undefined) return undefined
  const date = new Date(moment)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

/** The same for seconds since 1970. */
export function secondsToIso(seconds: number | undefined): string | undefined {
  return seconds === undefined ? undefined : toIso(seconds * 1000)
}
