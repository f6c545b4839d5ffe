import {UsageError} from '../../../errors.ts'

/**
 * A name from the command line.
 * @throws {UsageError} for an empty name, the result of a variable that is not set.
 */
export function parseName(text: string, what: string): string {
  if (/[^\s\p{C}\p{Z}]/u.test(text)) return text
  throw new UsageError(`The name of the ${what} is empty`, {hint: 'Maybe a variable is not set'})
}
