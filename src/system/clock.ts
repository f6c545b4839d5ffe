/** Time, handed in, so that tests can move it. */
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

/** `2026-11-22`, or with a time behind `T`: to the minute, the second or its fraction, with or without a zone. */
const isoMoment = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/

/**
 * A moment as ISO 8601 writes it, in milliseconds since 1970; undefined for anything else. A time without a zone is that of
 * this machine, a day alone begins in UTC.
 */
export function isoToMs(text: string): number | undefined {
  const ms = isoMoment.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(ms) ? undefined : ms
}

/** A length of time as people write it, `24h`, `90s` or `500ms`, up to weeks (`2w`), in milliseconds; undefined for anything else. */
export function toMs(text: string): number | undefined {
  const [, amount, unit = ''] = /^([0-9]{1,6})(ms|[smhdw])$/.exec(text) ?? []
  const factor = unitMs[unit]
  return amount === undefined || factor === undefined ? undefined : Number(amount) * factor
}
