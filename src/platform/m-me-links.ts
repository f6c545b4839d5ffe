/** Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/discovery/m-me-links */
export const MAX_REF_LENGTH = 2083

/** Longer refs, and other characters, have got lost on the way in some apps of Messenger. */
export const portableRef = /^[A-Za-z0-9\-_=]{0,250}$/
export const portableRefRule =
  'Some apps of Messenger lose a ref that is longer than 250 characters or has others than letters, digits and -_='

/** Why a text cannot be the ref of a link, or undefined when it can. */
export function refFault(ref: string): string | undefined {
  if (ref === '') return 'is empty'
  if (ref.length > MAX_REF_LENGTH) return `has ${ref.length} characters, at most ${MAX_REF_LENGTH}`
  if (/\p{Surrogate}/u.test(ref)) return 'has half a character'
  return undefined
}

/** A link that opens a conversation with a Page, named by its id or username; the ref comes with the webhook event. */
export function toMeLink(page: string, ref?: string): string {
  const link = `https://m.me/${encodeURIComponent(page)}`
  return ref === undefined ? link : `${link}?ref=${encodeURIComponent(ref)}`
}
