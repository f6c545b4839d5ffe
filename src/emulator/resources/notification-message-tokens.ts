import {MARKETING_MESSAGES_SINCE} from '../../platform/marketing-messages.ts'
import {
  notificationTokenLimits as limits,
  notificationMessageTokensRoutes as routes,
  SUBSCRIPTION_NODE_PREFIX,
} from '../../platform/notification-message-tokens.ts'
import {noSuchObject, PlatformError} from '../errors.ts'
import {answerList, answerNode, type NodeType} from '../graph/nodes.ts'
import type {NotificationToken} from '../state/person.ts'
import {type Call, pageOf, type Resource, type World} from '../world.ts'
import {isBegun, isExpired, nextPaidMs} from './marketing-recipient.ts'
import {invalid} from './refusals.ts'

const HOUR_MS = 3_600_000
/** From this day on a token rests 48 hours after a message, before it 24. Source: notice on the old page */
const LONGER_REST_SINCE = '2025-09-01'

/** With fewer matches of custom audiences nobody is listed. Source: as the tokens */
const FEWEST_MATCHES = 100

const toSeconds = (ms: number): number => Math.floor(ms / 1000)

/** What a subscriber of a custom audience has none of: who they are, and times. */
const ofPerson =
  <Value>(read: (token: NotificationToken, world: World) => Value) =>
  (token: NotificationToken, world: World): Value | undefined =>
    token.psid === undefined ? undefined : read(token, world)

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
    'next_eligible_time_for_paid_messaging',
    'user_token_status',
    'notification_messages_timezone',
    'notification_messages_reoptin',
    'custom_audience_ids',
  ],
  fields: {
    notification_messages_token: ({token}) => token,
    recipient_id: ({psid}) => psid,
    topic_title: ({topic}) => topic,
    creation_timestamp: ofPerson(({createdMs}) => toSeconds(createdMs)),
    token_expiry_timestamp: ofPerson(({expiresMs}) => toSeconds(expiresMs)),
    next_eligible_time: ofPerson((token, world) => toSeconds(eligibleMs(token, world))),
    next_eligible_time_for_paid_messaging: ofPerson((token, world) =>
      world.today() < MARKETING_MESSAGES_SINCE ? undefined : toSeconds(nextPaidMs(world, token)),
    ),
    user_token_status: ofPerson(() => 'NOT_REFRESHED'),
    notification_messages_timezone: ofPerson(({timezone = 'UTC'}) => timezone),
    notification_messages_reoptin: () => 'ENABLED',
    custom_audience_ids: ({audienceIds}) => audienceIds,
  },
}

export const notificationMessageTokens: Resource = {
  [routes.list]: {
    tokens: ['page'],
    scopes: ['pages_messaging'],
    lacks: ['subscriber_tag_ids'],
    answer: (world, call) => {
      const shown = subscribersIn(world, call)
      const params = {limit: limits.defaultPerPage, ...call.params}
      const {data, paging} = answerList(
        tokenType,
        shown,
        world,
        {...call, params},
        {
          maxLimit: limits.mostPerPage,
        },
      )
      return {data: data.map(withoutId), ...(paging === undefined ? {} : {paging})}
    },
  },
  [routes.get]: {
    tokens: ['page'],
    scopes: ['pages_messaging'],
    answer: (world, call) => {
      const id = call.ids['subscription_node'] ?? ''
      const token = world.state.notificationTokens[id.slice(SUBSCRIPTION_NODE_PREFIX.length)]
      if (token === undefined || token.pageId !== pageOf(call).id || !isListed(world, token))
        throw noSuchObject('GET', id)
      return withoutId(answerNode(tokenType, token, world, call))
    },
  },
}

/** Whoever stopped the messages is not listed. */
const isListed = (world: World, token: NotificationToken): boolean =>
  token.isStopped !== true && isBegun(world, token) && !isExpired(world, token)

/** The subscribers of the Page that the parameters ask for. */
function subscribersIn(world: World, call: Call): readonly NotificationToken[] {
  const {params} = call
  const pageId = pageOf(call).id
  const own = Object.values(world.state.notificationTokens).filter(
    token => token.pageId === pageId && isListed(world, token),
  )
  const [since, until] = [timeIn(call, 'since'), timeIn(call, 'until')]
  const {opt_in_source: source, has_received_marketing_message: received} = params
  const audiences = audiencesIn(call)
  const conditions = [
    ({createdMs}: NotificationToken) => since === undefined || createdMs >= since,
    ({createdMs}: NotificationToken) => until === undefined || createdMs <= until,
    (token: NotificationToken) =>
      source === undefined ||
      [source]
        .flat()
        .map(String)
        .includes(token.source ?? ''),
    ({lastPaidMs}: NotificationToken) =>
      received === undefined || (lastPaidMs !== undefined) === (String(received) === 'true'),
    ({audienceIds = []}: NotificationToken) =>
      audiences === undefined || audienceIds.some(id => audiences.includes(id)),
  ]
  const found = own.filter(token => conditions.every(isMet => isMet(token)))
  // Few matches would show who they are.
  if (audiences !== undefined && found.length < FEWEST_MATCHES) return []
  return String(params['do_not_return_duplicates']) === 'true' ? oneEach(found) : found
}

/** The first token of each person. */
function oneEach(tokens: readonly NotificationToken[]): readonly NotificationToken[] {
  const seen = new Set<string>()
  return tokens.filter(({psid, token}) => {
    const key = psid ?? token
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

function audiencesIn({params}: Call): readonly string[] | undefined {
  const {custom_audience_ids: ids} = params
  return ids === undefined || ids === '' ? undefined : [ids].flat().flatMap(each => String(each).split(','))
}

function timeIn({params}: Call, name: string): number | undefined {
  const value = params[name]
  if (value === undefined || value === '') return undefined
  const text = String(value)
  const ms = /^\d{1,11}$/.test(text) ? Number(text) * 1000 : Date.parse(text)
  if (Number.isNaN(ms)) throw invalid(`Param ${name} is not a time - got "${text}".`)
  return ms
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
  const isAlive =
    token?.pageId === pageOf(call).id && token.expiresMs > world.now() && token.isStopped !== true
  if (token === undefined || !isAlive) throw invalid('The notification_messages_token is invalid or expired')
  if (eligibleMs(token, world) <= world.now()) return token
  throw new PlatformError(
    4,
    '(#4) The notification message was sent too soon after the previous one for this token',
    {subcode: 2018354},
  )
}
