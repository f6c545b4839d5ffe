import {UsageError} from '../../../errors.ts'

/**
 * A choice of two from the command line; undefined stays undefined.
 * @param words the one that means true, and the one that means false.
 * @throws {UsageError} for any other word, naming the flag.
 */
export function parseSwitch(
  text: string | undefined,
  flag: string,
  [yes, no]: readonly [yes: string, no: string] = ['on', 'off'],
): boolean | undefined {
  if (text === undefined) return undefined
  if (text === yes || text === no) return text === yes
  throw new UsageError(`${flag} ${text} is neither ${yes} nor ${no}`)
}
