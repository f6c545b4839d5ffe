import {
  notificationTokenLimits as limits,
  notificationMessageTokensRoutes as routes,
} from '../../platform/notification-message-tokens.ts'
import {PlatformError} from '../errors.ts'
import {answerList, type NodeType} from '../graph/nodes.ts'
import type {NotificationToken} from '../state/person.ts'
import {type Call, pageOf, type Resource, type World} from '../world.ts'
import {invalid} from './refusals.ts'

const HOUR_MS = 3_600_000
/** From this day on a token rests 48 hours after a message, before it 24. Source: notice on the old page */
const LONGER_REST_SINCE = '2025-09-01'

const toSeconds = (ms: number): number => Math.floor(ms / 1000)

const tokenType: NodeType<NotificationToken> = {
  name: 'UserPageOneTimeOptInTokenSettings',
  id: ({token}) => token,
  defaults: [
    'notification_messages_token',
    'recipient_id',
    'topic_title',
    'creation_timestamp',
    'token_expiry_timestamp',
    'next_eligible_time',
    'user_token_status',
    'notification_messages_timezone',
    'notification_messages_reoptin',
  ],
  fields: {
    notification_messages_token: ({token}) => token,
    recipient_id: ({psid}) => psid,
    topic_title: ({topic}) => topic,
    creation_timestamp: ({createdMs}) => toSeconds(createdMs),
    token_expiry_timestamp: ({expiresMs}) => toSeconds(expiresMs),
    next_eligible_time: (token, world) => toSeconds(eligibleMs(token, world)),
    user_token_status: () => 'NOT_REFRESHED',
    notification_messages_timezone: () => 'UTC',
    notification_messages_reoptin: () => 'ENABLED',
  },
}

export const notificationMessageTokens: Resource = {
  [routes.list]: {
    tokens: ['page'],
    scopes: ['pages_messaging'],
    answer: (world, call) => {
      const own = Object.values(world.state.notificationTokens).filter(
        ({pageId, expiresMs}) => pageId === pageOf(call).id && expiresMs > world.now(),
      )
      const isDistinct = String(call.params['do_not_return_duplicates']) === 'true'
      const shown = isDistinct
        ? own.filter(({psid}, index) => own.findIndex(other => other.psid === psid) === index)
        : own
      const params = {limit: limits.defaultPerPage, ...call.params}
      const {data, paging} = answerList(tokenType, shown, world, {...call, params}, limits.mostPerPage)
      return {data: data.map(withoutId), ...(paging === undefined ? {} : {paging})}
    },
  },
}

/** These nodes have no `id`. */
function withoutId(node: unknown): unknown {
  const {id: _, ...fields} = node as Record<string, unknown>
  return fields
}

function eligibleMs({createdMs, lastSentMs}: NotificationToken, world: World): number {
  if (lastSentMs === undefined) return createdMs
  return lastSentMs + (world.today() < LONGER_REST_SINCE ? 24 : 48) * HOUR_MS
}

/**
 * The living token that a message is sent to, on a day when that was possible.
 * @throws {PlatformError} 100 for none of this Page, 4 when it rests.
 */
export function takeNotificationToken(world: World, call: Call, text: string): NotificationToken {
  const token = world.state.notificationTokens[text]
  if (token === undefined || token.pageId !== pageOf(call).id || token.expiresMs <= world.now())
    throw invalid('The notification_messages_token is invalid or expired')
  if (eligibleMs(token, world) <= world.now()) return token
  throw new PlatformError(
    4,
    '(#4) The notification message was sent too soon after the previous one for this token',
    {subcode: 2018354},
  )
}
