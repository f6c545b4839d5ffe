import {UsageError} from '../../errors.ts'

/** What surrounds words without being part of them: punctuation, symbols such as emoji, blanks and control characters. */
const around = String.raw`[\p{P}\p{S}\p{Z}\p{C}\uFE0F]`
const ends = new RegExp(`^${around}+|${around}+$`, 'gu')

/**
 * A text in the form in which it is compared: `Stop!`, ` STOP ` and `ｓｔｏｐ` are the same. Letters keep their accents; the Turkish
 * letters `İ` and `ı` are an `i`, however they were typed.
 */
export function normalWord(text: string): string {
  const folded = text.normalize('NFKC').toUpperCase().toLowerCase().replaceAll('\u0307', '')
  return folded.replaceAll(ends, '').replaceAll(/\s+/g, ' ').normalize('NFC')
}

/**
 * The words of `--opt-out` or `--opt-in`, comma-separated.
 * @throws {UsageError} if there is none, or one has neither letters nor digits.
 */
export function parseWords(list: string, flag: string): ReadonlySet<string> {
  const words = list.split(',').filter(word => word.trim() !== '')
  const empty = words.find(word => normalWord(word) === '')
  if (empty !== undefined)
    throw new UsageError(`${flag} ${empty.trim()} has neither letters nor digits`, {hint: example(flag)})
  if (words.length === 0) throw new UsageError(`${flag} has no words`, {hint: example(flag)})
  return new Set(words.map(normalWord))
}

const example = (flag: string) =>
  `Write it like ${flag} ${flag === '--opt-in' ? '"start,subscribe"' : '"stop,unsubscribe"'}`
