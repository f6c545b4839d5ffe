/** Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/discovery/m-me-links */
export const MAX_REF_LENGTH = 2083

/** Longer refs, and other characters, have got lost on the way in some apps of Messenger. */
export const safeRef = /^[A-Za-z0-9+/=\-.:_]{0,250}$/

/** A link that opens a conversation with a Page, named by its id or username; the ref comes with the webhook event. */
export function toMeLink(page: string, ref?: string): string {
  const link = `https://m.me/${encodeURIComponent(page)}`
  return ref === undefined ? link : `${link}?ref=${encodeURIComponent(ref)}`
}
