/** The time, passed in so that tests can change it. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** @throws the signal's reason when it aborts first. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>
}

const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

/** `2026-11-22`, or with a time after `T`: to the minute, the second or its fraction, with or without a zone. */
const isoMoment = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/

/**
 * Parses an ISO 8601 time. Returns milliseconds since 1970; undefined for anything else. A time without a zone is in that
 * of this machine; a day alone starts in UTC.
 */
export function isoToMs(text: string): number | undefined {
  const ms = isoMoment.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(ms) || !isOnCalendar(text.slice(0, 10)) ? undefined : ms
}

/** February 30 is read as March 2 by `Date`. */
function isOnCalendar(day: string): boolean {
  const ms = Date.parse(day)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day)
}

/** Parses a duration, `24h`, `90s` or `500ms`, up to weeks (`2w`). Returns milliseconds; undefined for anything else. */
export function toMs(text: string): number | undefined {
  const [, amount, unit = ''] = /^([0-9]{1,6})(ms|[smhdw])$/.exec(text) ?? []
  const factor = unitMs[unit]
  return amount === undefined || factor === undefined ? undefined : Number(amount) * factor
}
