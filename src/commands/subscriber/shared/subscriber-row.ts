import type {SubscriberListOptions} from '../../../api/resources/subscribers.ts'
import type {Context} from '../../../context.ts'
import {abbreviate} from '../../../masking.ts'
import {
  type NotificationMessageToken,
  notificationTokenLimits,
} from '../../../platform/notification-message-tokens.ts'
import {type SubscriberStatus, subscriberStatus} from '../../../platform/subscriber-status.ts'
import type {Cell, Style} from '../../../terminal/view.ts'
import {targetNow} from '../../shared/arguments/target-time.ts'
import {secondsToIso} from '../../shared/wording/times.ts'

/** A subscriber, as printed in results. */
export interface OwnSubscriber {
  /** Undefined for people of a custom audience. */
  readonly psid: string | undefined
  readonly topic: string | undefined
  readonly status: SubscriberStatus
  readonly subscribedAt: string | undefined
  /** When the next marketing message can be sent. */
  readonly nextAt: string | undefined
  readonly expiresAt: string | undefined
  readonly timezone: string | undefined
  readonly audienceIds: readonly string[]
  /** Abbreviated, unless it was asked for. */
  readonly token: string
}

/** The keys of `OwnSubscriber`, as the header of CSV. */
export const subscriberColumns = [
  'psid',
  'topic',
  'status',
  'subscribedAt',
  'nextAt',
  'expiresAt',
  'timezone',
  'audienceIds',
  'token',
] as const satisfies readonly (keyof OwnSubscriber)[]

export interface RowsOptions extends Omit<SubscriberListOptions, 'limit'> {
  /** Only those who can get a marketing message now, as far as that is known. */
  readonly eligible: boolean
  readonly showTokens: boolean
  /** Subscribers per call. */
  readonly perCall?: number
}

/** The subscribers of the Page, as the platform lists them, page after page. @throws {CutListError} when the list breaks off */
export async function* readSubscribers(
  context: Context,
  {eligible, showTokens, perCall = notificationTokenLimits.mostPerPage, ...query}: RowsOptions,
): AsyncGenerator<OwnSubscriber> {
  const {subscribers} = await context.api()
  const nowMs = await targetNow(context)
  for await (const row of subscribers.list({...query, limit: perCall})) {
    const subscriber = toOwnSubscriber(row, {nowMs, showTokens})
    const {status} = subscriber
    if (!eligible || status === 'eligible' || status === 'unknown') yield subscriber
  }
}

function toOwnSubscriber(
  row: NotificationMessageToken,
  {nowMs, showTokens}: {readonly nowMs: number; readonly showTokens: boolean},
): OwnSubscriber {
  const {notification_messages_token: token} = row
  return {
    psid: row.recipient_id,
    topic: row.topic_title,
    status: subscriberStatus(row, nowMs),
    subscribedAt: secondsToIso(row.creation_timestamp),
    nextAt: secondsToIso(row.next_eligible_time_for_paid_messaging),
    expiresAt: secondsToIso(row.token_expiry_timestamp),
    timezone: row.notification_messages_timezone,
    audienceIds: row.custom_audience_ids ?? [],
    token: showTokens ? token : abbreviate(token),
  }
}

/** A table of subscribers for people. */
export const subscribersTable = (rows: readonly OwnSubscriber[], style: Style) => ({
  columns: ['person', 'topic', 'since', 'status', 'next', 'token'],
  rows: rows.map(({psid, topic, status, subscribedAt, nextAt, token}): readonly Cell[] => [
    psid ?? 'of an audience',
    topic,
    subscribedAt && style.ago(subscribedAt),
    status === 'eligible' ? style.good(status) : style.faint(status),
    status === 'resting' && nextAt !== undefined ? style.time(nextAt) : undefined,
    token,
  ]),
  whole: ['person'],
  leaveOut: ['token', 'topic', 'since', 'next'],
})
