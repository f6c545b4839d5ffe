import type {NotificationMessageToken} from './notification-message-tokens.ts'

/**
 * Whether a subscriber can get a marketing message: `resting` until their next time, `unknown` for people of a custom audience, of whom
 * the platform shows no times. Whoever stopped the messages is not listed.
 */
export type SubscriberStatus = 'eligible' | 'resting' | 'expired' | 'unknown'

/** @param nowMs milliseconds since 1970, by the clock of the platform */
export function subscriberStatus(
  {next_eligible_time_for_paid_messaging: next, token_expiry_timestamp: expiry}: NotificationMessageToken,
  nowMs: number,
): SubscriberStatus {
  if (expiry !== undefined && expiry * 1000 <= nowMs) return 'expired'
  if (next === undefined) return 'unknown'
  return next * 1000 > nowMs ? 'resting' : 'eligible'
}
