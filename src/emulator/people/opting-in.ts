import {createHash} from 'node:crypto'
import {UsageError} from '../../errors.ts'
import {nearest} from '../../platform/near-miss.ts'
import {newestOptInRequest, optInRequestIn} from '../resources/opt-in-requests.ts'
import type {NotificationToken} from '../state/person.ts'
import {newSubscription, SUBSCRIPTION_TOPIC} from '../state/seed-marketing.ts'
import {
  type Act,
  demandText,
  emit,
  messageNamed,
  oneOf,
  openWindow,
  optionalText,
  refused,
  type Scene,
} from './scene.ts'

/** What `opt-in` means. Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events/messaging_optins */
const optIns: Readonly<Record<string, Act>> = {
  notification_messages: optInToNotifications,
  one_time_notif_req: scene => {
    const token = newToken(scene)
    const payload = demandText(scene, 'payload')
    openWindow(scene)
    emit(scene, 'messaging_optins', {
      optin: {type: 'one_time_notif_req', payload, one_time_notif_token: token},
    })
    return {one_time_notif_token: token}
  },
  /** The Send-to-Messenger plugin on the business's website. */
  plugin: scene => {
    const ref = demandText(scene, 'ref')
    openWindow(scene)
    emit(scene, 'messaging_optins', {optin: {ref}})
    return {}
  },
}

export const optingIn = {
  'opt-in': scene => {
    const named = optionalText(scene, 'type') ?? 'notification_messages'
    return optIns[oneOf('type', named, Object.keys(optIns))]?.(scene)
  },
  tick: scene => {
    const {world, person} = scene
    const userRef = demandText(scene, 'user_ref')
    world.state.userRefs[userRef] = person.psid
    const optin = {ref: optionalText(scene, 'ref') ?? 'checkout', user_ref: userRef}
    const item = {recipient: {id: person.pageId}, timestamp: world.now(), optin}
    world.deliver({pageId: person.pageId, field: 'messaging_optins', item})
    return {user_ref: userRef}
  },
} satisfies Record<string, Act>

/** With a `ref`, through an m.me link; otherwise through the request in the conversation. `status`: the person stops or resumes. */
function optInToNotifications(scene: Scene) {
  const {world} = scene
  const status = optionalText(scene, 'status')
  if (status !== undefined) oneOf('status', status, ['stop', 'resume'])
  const ref = optionalText(scene, 'ref')
  const request = status === undefined && ref === undefined ? requestMeant(scene) : {}
  const timezone = timezoneIn(scene, request['notification_messages_timezone'])
  const asked = optionalText(scene, 'title') ?? textOf(request['title'])
  const settings = status === undefined ? newOptIn(scene, asked) : optInMeant(scene)
  const title = asked ?? settings.topic
  const payload = optionalText(scene, 'payload') ?? textOf(request['payload']) ?? settings.topic
  const common = {
    notification_messages_token: settings.token,
    notification_messages_timezone: timezone,
    token_expiry_timestamp: settings.expiresMs,
    user_token_status: 'NOT_REFRESHED',
  }
  settings.timezone = timezone
  if (status !== undefined) settings.isStopped = status === 'stop'
  world.state.notificationTokens[settings.token] = settings
  world.live.changed(scene.person)
  if (status === undefined) openWindow(scene)
  const type = 'notification_messages'
  emit(scene, 'messaging_optins', {
    optin:
      status !== undefined
        ? {
            type,
            payload,
            ...common,
            notification_messages_status: `${status.toUpperCase()}_NOTIFICATIONS`,
            title,
          }
        : ref !== undefined
          ? {type, ref, source: 'SHORTLINK', notification_messages_topic: settings.topic, ...common}
          : {type, title, payload, ...common},
  })
  return {notification_messages_token: settings.token}
}

type Json = Readonly<Record<string, unknown>>

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/**
 * The request in the conversation that the person answers: the message that `mid` names, or the newest one when nothing else
 * says what it is about.
 */
function requestMeant(scene: Scene): Json {
  const mid = optionalText(scene, 'mid')
  if (mid !== undefined) return optInRequestIn(messageNamed(scene, mid).message) ?? {}
  const isNamed = ['title', 'topic', 'payload'].some(name => optionalText(scene, name) !== undefined)
  return isNamed ? {} : (newestOptInRequest(scene.world, scene.person) ?? {})
}

function newOptIn(scene: Scene, title: string | undefined): NotificationToken {
  const {world, person} = scene
  const createdMs = world.now()
  return {
    ...newSubscription(newToken(scene), person.pageId, createdMs),
    psid: person.psid,
    topic: optionalText(scene, 'topic') ?? title ?? SUBSCRIPTION_TOPIC,
  }
}

/** The opt-in to the named topic, or else the last one. */
function optInMeant(scene: Scene): NotificationToken {
  const {world, person} = scene
  const own = Object.values(world.state.notificationTokens).filter(({psid}) => psid === person.psid)
  const named = optionalText(scene, 'topic') ?? optionalText(scene, 'title')
  const last = own.findLast(({topic}) => topic === named) ?? own.at(-1)
  if (last !== undefined) return last
  throw refused(`${person.firstName} has not opted in to anything`)
}

/** Does not look like an access token of the emulator, which would be masked in output. */
function newToken({world, person}: Scene): string {
  return createHash('sha256')
    .update(`opt-in ${person.psid} ${world.newId('95')}`)
    .digest('hex')
}

/** @throws {UsageError} for a name that is not an IANA time zone. */
function timezoneIn(scene: Scene, requested: unknown): string {
  const named = optionalText(scene, 'timezone') ?? textOf(requested) ?? 'UTC'
  try {
    new Intl.DateTimeFormat('en', {timeZone: named})
    return named
  } catch {
    const known = Intl.supportedValuesOf('timeZone')
    const meant = known.find(zone => zone.startsWith(named)) ?? nearest(named, known)
    throw new UsageError(`timezone ${named} is not a time zone such as Europe/Vienna`, {
      hint: meant === undefined ? undefined : `Did you mean ${meant}?`,
    })
  }
}
