import {UsageError} from '../../../errors.ts'

/**
 * A whole number above 0 from the command line; undefined stays undefined.
 * @throws {UsageError} for anything but a whole number above 0, naming the flag.
 */
export function parseCount(text: string, flag: string): number
export function parseCount(text: string | undefined, flag: string): number | undefined
export function parseCount(text: string | undefined, flag: string): number | undefined {
  if (text === undefined) return undefined
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text)
  throw new UsageError(`${flag} ${text} is not a whole number above 0`, {hint: `Write it like ${flag} 100`})
}

/** `1 change`, `3 changes`, `3,000 people` */
export function plural(count: number, noun: string, several = `${noun}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? noun : several}`
}
