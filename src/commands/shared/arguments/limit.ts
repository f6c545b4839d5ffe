import type {Command} from 'commander'
import type {Context} from '../../../context.ts'
import {UsageError} from '../../../errors.ts'
import {parseCount} from './count.ts'

/** How many items a list that can be long shows unless told otherwise. */
const DEFAULT_LIMIT = 30
/** Most items that the platform gives in one call. */
const MAX_PER_CALL = 100

/** Adds `--limit` to a list: of up to 30 items where it can be long, else of all. */
export function declareLimit(command: Command, noun: string, isLong: 'long' | 'short'): Command {
  const most = isLong === 'long' ? `${DEFAULT_LIMIT}` : 'all'
  return command.option('--limit <n>', `at most so many ${noun}, or all`, most)
}

/**
 * How many items a person wants; `all` is infinitely many.
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

/** Items to ask for in one call: one more than wanted, where it fits, so that it shows whether there are more. */
export const perCall = (most: number) => Math.min(most + 1, MAX_PER_CALL)

/** At most so many items; says on stderr when there are more. */
export async function* limited<Item>(
  {io}: Pick<Context, 'io'>,
  items: AsyncIterable<Item>,
  most: number,
): AsyncGenerator<Item> {
  let count = 0
  for await (const item of items) {
    if (count === most) {
      io.note(`These are ${count} of more: --limit ${count * 10}, or --limit all`)
      return
    }
    count += 1
    yield item
  }
}
