import type {Command} from 'commander'
import type {Context} from '../../../context.ts'
import {UsageError} from '../../../errors.ts'
import {parseCount} from './count.ts'

/** How many items a long list shows by default. */
const DEFAULT_LIMIT = 30
/** The maximum number of items that the platform returns per call. */
const MAX_PER_CALL = 100

/** Adds `--limit` to a list: by default 30 items if it can be long, else all. */
export function declareLimit(command: Command, noun: string, isLong: 'long' | 'short'): Command {
  const most = isLong === 'long' ? `${DEFAULT_LIMIT}` : 'all'
  return command.option('--limit <n>', `the maximum number of ${noun}, or all`, most)
}

/**
 * The requested number of items; `all` is infinite.
 * @throws {UsageError} for anything but a whole number above 0 or `all`.
 */
export function parseLimit(text: string): number {
  if (text === 'all') return Number.POSITIVE_INFINITY
  try {
    return parseCount(text, '--limit')
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw new UsageError(error.message, {hint: 'Write it like --limit 100, or --limit all'})
  }
}

/** The number of items to request per call: one more than needed, if possible, to find out whether there are more. */
export const perCall = (most: number) => Math.min(most + 1, MAX_PER_CALL)

/** At most this many items; reports on stderr when there are more. */
export async function* limited<Item>(
  {io}: Pick<Context, 'io'>,
  items: AsyncIterable<Item>,
  most: number,
): AsyncGenerator<Item> {
  let count = 0
  for await (const item of items) {
    if (count === most) {
      io.note(`Showing the first ${count}. For more: --limit ${count * 10}, or --limit all`)
      return
    }
    count += 1
    yield item
  }
}
