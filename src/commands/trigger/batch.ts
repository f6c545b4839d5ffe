import {UsageError} from '../../errors.ts'
import {isEnvelope} from '../../webhook/parse-events.ts'
import {parseCount} from '../shared/arguments/count.ts'

/** Updates in one delivery. Source: https://developers.facebook.com/docs/graph-api/webhooks/getting-started */
const MAX_BATCH = 1000

/** @throws {UsageError} if it is not a number, or more than the platform puts into one delivery. */
export function parseBatch(text: string | undefined): number {
  const size = parseCount(text, '--batch') ?? 1
  if (size <= MAX_BATCH) return size
  throw new UsageError(`--batch ${size} is too many for one delivery`, {
    hint: `The platform puts at most ${MAX_BATCH} updates into one: --batch ${MAX_BATCH}`,
  })
}

/**
 * One delivery with the entries of several, as the platform sends it under load.
 * @throws {UsageError} if a delivery has no entries.
 */
export function batchOf(size: number, make: () => unknown): unknown {
  const first = make()
  if (size === 1) return first
  if (!isEnvelope(first)) {
    throw new UsageError('Events without a list "entry" cannot be put into one delivery', {
      hint: 'Leave out --batch, or send them one by one: --count',
    })
  }
  const others = Array.from({length: size - 1}, make).filter(isEnvelope)
  return {...first, entry: [first, ...others].flatMap(({entry}) => entry)}
}
