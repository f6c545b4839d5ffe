import {
  broadcastMessagingTypes,
  broadcastMessagesRoutes as routes,
} from '../../platform/broadcast-messages.ts'
import {hasEnded} from '../../platform/ended.ts'
import type {BroadcastId} from '../../platform/ids.ts'
import {endedTags, messageTags, newsTag} from '../../platform/message-tags.ts'
import {notificationTypes} from '../../platform/messages.ts'
import {noSuchObject, notEmulated} from '../errors.ts'
import {answerList, answerNode, type NodeType} from '../graph/nodes.ts'
import type {StoredBroadcast} from '../state/broadcast.ts'
import {toPlatformTime} from '../state/time.ts'
import {type Call, pageOf, type Resource, type World} from '../world.ts'
import {readAudience} from './broadcast-audience.ts'
import {runBroadcasts} from './broadcast-run.ts'
import {creativeOf} from './message-creatives.ts'
import {invalid} from './refusals.ts'

const broadcastType: NodeType<StoredBroadcast> = {
  name: 'PageBroadcast',
  id: ({id}) => id,
  defaults: ['status'],
  fields: {
    status: ({status}) => status,
    scheduled_time: ({isScheduled, startMs}) =>
      isScheduled ? `${new Date(startMs).toISOString().slice(0, 19)}+00:00` : undefined,
  },
}

const scopes = ['pages_messaging', 'pages_messaging_subscriptions']

export const broadcastMessages: Resource = {
  [routes.create]: {tokens: ['page'], scopes, answer: create},
  [routes.list]: {
    tokens: ['page'],
    answer: (world, call) => {
      const own = Object.values(world.state.broadcasts).filter(({pageId}) => pageId === pageOf(call).id)
      return answerList(broadcastType, own.reverse(), world, call)
    },
  },
  [routes.get]: {
    tokens: ['page'],
    answer: (world, call) => answerNode(broadcastType, ownBroadcast(world, call), world, call),
  },
  [routes.cancel]: {
    tokens: ['page'],
    scopes,
    answer: (world, call) => {
      const broadcast = ownBroadcast(world, call)
      demandOneOf(call, 'operation', ['cancel'])
      if (broadcast.status !== 'SCHEDULED')
        throw invalid(`Cannot cancel a broadcast whose status is ${broadcast.status}`)
      broadcast.status = 'CANCELED'
      return {success: true}
    },
  },
  [routes.messagesSent]: {
    tokens: ['page'],
    answer: (world, call) => {
      const {id, sentCount} = ownBroadcast(world, call)
      return {
        data: [
          {
            name: 'messages_sent',
            period: 'lifetime',
            values: [{value: sentCount, end_time: toPlatformTime(24 * 3_600_000)}],
            title: 'Lifetime number of messages sent from this broadcast',
            description: 'Lifetime: The number of messages sent from this broadcast',
            id: `${id}/insights/messages_sent`,
          },
        ],
      }
    },
  },
}

/** The id of a scheduled broadcast is returned as a text, that of an immediate one as a number. */
function create(world: World, call: Call): {broadcast_id: string | number} {
  const {id: pageId} = pageOf(call)
  const creative = creativeOf(world, call, [pageId])
  const audience = readAudience(world, pageId, call.params)
  demandOneOf(call, 'notification_type', notificationTypes)
  const messagingType = demandOneOf(call, 'messaging_type', broadcastMessagingTypes)
  const tag = demandOneOf(call, 'tag', tagsOn(world.today()))
  if (messagingType === 'MESSAGE_TAG' && tag === undefined)
    throw invalid('Param tag is required when messaging_type is MESSAGE_TAG')
  for (const absent of ['schedule_local_time', 'persona_id'])
    if (call.params[absent] !== undefined) throw notEmulated(`a broadcast with ${absent}`)
  const scheduledMs = readSchedule(world, call.params['schedule_time'])
  const broadcast: StoredBroadcast = {
    id: world.newId('82') as BroadcastId,
    pageId,
    appId: call.app.id,
    creativeId: creative.id,
    audience,
    ...(messagingType === undefined ? {} : {messagingType}),
    ...(tag === undefined ? {} : {tag}),
    startMs: scheduledMs ?? world.now(),
    isScheduled: scheduledMs !== undefined,
    status: 'SCHEDULED',
    pending: [],
    sentCount: 0,
  }
  world.state.broadcasts[broadcast.id] = broadcast
  runBroadcasts(world)
  return {broadcast_id: scheduledMs === undefined ? Number(broadcast.id) : broadcast.id}
}

/** The tags available on a day. */
function tagsOn(today: string): readonly string[] {
  const ended = endedTags.filter(tag => !hasEnded(tag, today))
  return [newsTag, ...[...messageTags, ...ended].map(({name}) => name)]
}

function demandOneOf(call: Call, name: string, allowed: readonly string[]): string | undefined {
  const value = call.params[name]
  if (value === undefined && name !== 'operation') return undefined
  const known = allowed.find(each => each === value)
  if (known !== undefined) return known
  throw invalid(`Param ${name} must be one of {${allowed.join(', ')}} - got "${String(value)}".`)
}

/** ISO 8601, or seconds since 1970. @throws {PlatformError} for anything else, and for what has passed. */
function readSchedule(world: World, time: unknown): number | undefined {
  if (time === undefined) return undefined
  const isSeconds = /^\d{9,11}$/.test(String(time))
  const ms = isSeconds ? Number(time) * 1000 : Date.parse(String(time))
  if (Number.isNaN(ms)) throw invalid(`Param schedule_time is not valid - got "${String(time)}".`)
  if (ms <= world.now()) throw invalid('The schedule_time must be in the future')
  return ms
}

function ownBroadcast(world: World, call: Call): StoredBroadcast {
  const id = call.ids['broadcast_id'] ?? ''
  const broadcast = world.state.broadcasts[id]
  if (broadcast !== undefined && broadcast.pageId === call.token.pageId) return broadcast
  throw noSuchObject(call.route.split(' ')[0] ?? '', id)
}
