import {UsageError} from '../../../errors.ts'

/**
 * A name that a person gave.
 * @throws {UsageError} for one of blanks alone, which a variable that is not set leaves behind.
 */
export function parseName(text: string, what: string): string {
  if (/[^\s\p{C}\p{Z}]/u.test(text)) return text
  throw new UsageError(`The name of the ${what} is empty`, {hint: 'Is a variable not set?'})
}
