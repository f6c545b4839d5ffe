import {UsageError} from '../errors.ts'

const unitMs: Readonly<Record<string, number>> = {s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000}

/**
 * A length of time given by a person, `24h` or `7d`, in milliseconds.
 * @throws {UsageError} for anything else, naming the flag.
 */
export function parseDuration(text: string, flag: string): number {
  const [, amount, unit = ''] = /^([0-9]{1,6})([smhd])$/.exec(text) ?? []
  const factor = unitMs[unit]
  if (amount !== undefined && factor !== undefined) return Number(amount) * factor
  throw new UsageError(`${flag} ${text} is not a length of time`, {
    hint: `Write it like ${flag} 24h, 30m or 7d`,
  })
}
