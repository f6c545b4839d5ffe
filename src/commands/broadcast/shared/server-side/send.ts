import {refuseIfAnyoneOptedOut} from '../../../../audience/opt-outs.ts'
import type {Context} from '../../../../context.ts'
import {UsageError} from '../../../../errors.ts'
import {
  type BroadcastRequest,
  broadcastMessagingTypes,
  broadcastMessagesRoutes as routes,
} from '../../../../platform/broadcast-messages.ts'
import {newsTag} from '../../../../platform/message-tags.ts'
import type {NotificationType} from '../../../../platform/messages.ts'
import {parseMoment} from '../../../shared/arguments/duration.ts'
import {demandAlive} from '../../../shared/arguments/force.ts'
import {targetNow} from '../../../shared/arguments/target-time.ts'
import {creativeIdOf, readCreativeSource} from '../../../shared/files/creative-message.ts'
import {toIso} from '../../../shared/wording/times.ts'
import type {PlanningOptions} from '../planning.ts'
import type {ServerSideBroadcast, ServerSideOptions} from './send-flags.ts'
import {toTargeting} from './targeting.ts'

/** Hands a message to the platform, which sends it to everybody whom the labels select. */
export async function sendServerSide(
  context: Context,
  message: string | undefined,
  options: ServerSideOptions,
): Promise<ServerSideBroadcast> {
  await demandAlive(context, routes.create, options)
  refuseStrangeFlags(options)
  await refuseIfAnyoneOptedOut(context, 'the Broadcast API', 'Send it as a run, which does: leave out --via')
  const schedule = await readSchedule(context, options.schedule)
  const source = await readCreativeSource(context, message, options)
  const ground = toGround(options)
  const targeting = await toTargeting(context, options)
  await context.prompt.agree(question(options))
  const api = await context.api()
  const creativeId = await creativeIdOf(api, source)
  const time = schedule === undefined ? {} : {schedule_time: schedule}
  const {broadcast_id: id} = await api.broadcastMessages.create({
    message_creative_id: creativeId,
    ...targeting,
    ...ground,
    ...time,
  })
  return {broadcastId: id, messageCreativeId: creativeId, scheduledAt: toIso(schedule)}
}

const ofRuns = [
  'to',
  'activeWithin',
  'rate',
  'width',
  'notAfter',
  'notInRun',
  'notTo',
  'keepColumns',
  'linkTags',
  'name',
  'again',
  'split',
  'testTo',
  'at',
  'between',
  'tz',
  'detach',
] as const satisfies (keyof PlanningOptions)[]

/** @throws {UsageError} for flags of msgr's own broadcasts, and when nobody is named. */
function refuseStrangeFlags(options: ServerSideOptions): void {
  const stray = ofRuns.find(name => options[name] !== undefined)
  if (stray !== undefined) {
    const flag = stray.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
    throw new UsageError(`The Broadcast API has no --${flag}`, {
      hint: 'It takes --all, --label, --not-label, --targeting and --schedule',
    })
  }
  const {label, notLabel, targeting, all = false} = options
  const isTargeted = [label, notLabel, targeting].some(flag => flag !== undefined)
  if (isTargeted !== all) return
  throw new UsageError(all ? 'People are selected in two ways' : 'No people are selected', {
    hint: 'Give either labels (--label, --not-label, --targeting) or --all',
  })
}

async function readSchedule(context: Context, schedule: string | undefined): Promise<string | undefined> {
  if (schedule === undefined) return undefined
  const ms = parseMoment(schedule, '--schedule', await targetNow(context))
  return `${new Date(ms).toISOString().slice(0, 19)}+00:00`
}

/** The messaging type and tag; unless the flags set them, those of news that people subscribed to. */
function toGround({
  type,
  tag,
  notification,
}: ServerSideOptions): Pick<BroadcastRequest, 'messaging_type' | 'tag' | 'notification_type'> {
  const messagingType = type ?? 'MESSAGE_TAG'
  const known = broadcastMessagingTypes.find(each => each === messagingType)
  if (known === undefined)
    throw new UsageError(`The Broadcast API has no --type ${messagingType}`, {
      hint: `It takes ${broadcastMessagingTypes.join(', ')}`,
    })
  return {
    messaging_type: known,
    ...(known === 'MESSAGE_TAG' ? {tag: tag?.toUpperCase() ?? newsTag} : {}),
    ...(notification === undefined ? {} : {notification_type: notification as NotificationType}),
  }
}

function question({all = false, schedule}: ServerSideOptions): string {
  const whom = all ? 'everybody who has a conversation with the Page' : 'the people with these labels'
  return `Let the platform send it to ${whom}${schedule === undefined ? '' : `, ${schedule}`}?`
}
