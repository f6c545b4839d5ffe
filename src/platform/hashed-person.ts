import {createHash} from 'node:crypto'

/**
 * E-mail addresses, phone numbers and names as custom audiences take them: brought into one form, then hashed. The platform
 * compares hashes, so a blank or a capital letter more is another person.
 * Source: https://developers.facebook.com/docs/marketing-api/audiences/guides/custom-audiences#hash
 */

/** `  Ann@Example.com ` is `ann@example.com`. Undefined for what is not an address. */
export function normalEmail(text: string): string | undefined {
  const email = text.trim().toLowerCase()
  return /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/.test(email) ? email : undefined
}

const FEWEST_DIGITS = 7
/** Source: E.164 */
const MOST_DIGITS = 15

/**
 * The digits of a number with its country code, as people write it: `+43 664 123 45 67` and `0043-664-1234567` are `436641234567`.
 * Undefined for what is not a number, and for one without its country code (`0664 …`): hashed, it would be that of somebody else.
 * `+43 (0)664 …` is not one either, because `(0)` is not dialled with the code.
 */
export function normalPhone(text: string): string | undefined {
  if (!/^[\s\d+().\-/\u00a0\u2010-\u2015]+$/.test(text) || /.\+|\(0\)/.test(text.trim())) return undefined
  const written = text.replaceAll(/\D/g, '')
  if (/^0[1-9]/.test(written)) return undefined
  const digits = written.replace(/^0+/, '')
  return digits.length >= FEWEST_DIGITS && digits.length <= MOST_DIGITS ? digits : undefined
}

/** Lower case, without blanks at the ends and without punctuation; letters of every script stay. Undefined for an empty one. */
export function normalName(text: string): string | undefined {
  const name = text
    .toLowerCase()
    .replaceAll(/[\p{P}\p{S}]/gu, '')
    .trim()
  return name === '' ? undefined : name
}

/** The SHA-256 of a text in UTF-8, in hexadecimal. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

/** Whether a text is such a hash already, which must not be hashed twice. */
export const isSha256 = (text: string): boolean => /^[0-9a-f]{64}$/i.test(text.trim())
