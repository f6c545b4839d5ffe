import {isSha256, normalEmail, normalPhone, sha256} from '../../../platform/hashed-person.ts'

/** Digits of a country, without a plus: `43`. */
export interface PhoneReading {
  readonly countryCode?: string | undefined
}

/** A way to reach a person, ready to be hashed: normal form, or a hash already. Nothing of it is ever quoted in an error. */
export type Normal = {readonly normal: string} | {readonly fault: string}

/** An e-mail address in the form that is hashed, or a SHA-256 that a file has already. */
export function readEmail(text: string): Normal {
  if (isSha256(text)) return {normal: text.trim().toLowerCase()}
  const normal = normalEmail(text)
  return normal === undefined ? {fault: 'the e-mail address is not valid'} : {normal}
}

/**
 * A phone number in the form that is hashed. One that begins with a single 0 is of a country that it does not name: it would be the hash
 * of somebody else.
 */
export function readPhone(text: string, {countryCode}: PhoneReading): Normal {
  if (isSha256(text)) return {normal: text.trim().toLowerCase()}
  const bare = text.trim()
  const isNational = /^[\s(]*0(?!0)/.test(bare)
  if (isNational && countryCode === undefined)
    return {fault: 'the phone number has no country code; name it for all of them: --country-code 43'}
  const national = bare.replaceAll(/\D/g, '').replace(/^0/, '')
  const normal = normalPhone(isNational ? `+${countryCode}${national}` : bare)
  return normal === undefined ? {fault: 'the phone number is not valid'} : {normal}
}

/** The hash of a normal form; a hash stays as it is. */
export const hashOf = (normal: string): string => (isSha256(normal) ? normal : sha256(normal))
