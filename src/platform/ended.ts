import type {Route} from './route.ts'
import {parseRoute, placeholderOf} from './route.ts'

/** A name the platform once accepted: a tag, a template, a property. */
export interface EndedName {
  readonly name: string
  /** The first day without it, `YYYY-MM-DD`; shorter where only the month or the year is known. */
  readonly until: string
  /** What to do in its place. */
  readonly instead: string
}

/** A call that the platform once answered. */
export interface EndedCall {
  /** The path is compared segment by segment: a placeholder stands for any one segment. */
  readonly route: Route
  readonly until: string
  readonly what: string
  readonly instead: string
}

const broadcasts = {
  until: '2020-03-04',
  what: 'the Broadcast API',
  instead: 'msgr broadcast send writes to each person through the Send API',
}
const insteadOfCodes = 'draw a QR code of an m.me link'

/**
 * Sources: https://developers.facebook.com/documentation/business-messaging/messenger-platform/changelog and the
 * deprecation notices on the reference page of each call.
 */
export const endedCalls: readonly EndedCall[] = [
  {route: 'POST /{page}/message_creatives', ...broadcasts},
  {route: 'POST /{page}/broadcast_messages', ...broadcasts},
  {route: 'GET /{page}/broadcast_messages', ...broadcasts},
  {route: 'GET /{broadcast_id}/insights/messages_sent', ...broadcasts},
  {
    route: 'POST /{page}/broadcast_reach_estimations',
    ...broadcasts,
    instead: 'msgr broadcast plan counts who would get the message',
  },
  {
    route: 'POST /{ad_account_id}/sponsored_message_ads',
    until: '2020-03-04',
    what: 'sponsored messages',
    instead: 'the Marketing Messages API writes to people who opted in',
  },
  {
    route: 'POST /{page}/messenger_codes',
    until: '2019-10-29',
    what: 'Messenger Codes',
    instead: insteadOfCodes,
  },
  {
    route: 'GET /{page}/secondary_receivers',
    until: '2026-06-08',
    what: 'the list of secondary receivers',
    instead: 'Conversation Routing needs none',
  },
  {
    route: 'GET /{page}/thread_settings',
    until: '2020-08-04',
    what: 'thread settings',
    instead: 'the Messenger Profile: msgr profile get',
  },
  {
    route: 'POST /{page}/thread_settings',
    until: '2020-08-04',
    what: 'thread settings',
    instead: 'the Messenger Profile: msgr profile set',
  },
  {
    route: 'DELETE /{page}/thread_settings',
    until: '2020-08-04',
    what: 'thread settings',
    instead: 'the Messenger Profile: msgr profile delete',
  },
]

/** The ended call that a method and path (`/me/broadcast_messages`, without a version) belong to, if any. */
export function endedCall(method: string, path: string): EndedCall | undefined {
  const segments = path.split('/').filter(segment => segment !== '')
  return endedCalls.find(({route}) => {
    const ended = parseRoute(route)
    return (
      ended.method === method &&
      ended.segments.length === segments.length &&
      ended.segments.every(
        (segment, index) => placeholderOf(segment) !== undefined || segment === segments[index],
      )
    )
  })
}

/** The day on which a call ended, `YYYY-MM-DD`; undefined for a call that is alive. */
export function endedOn(route: Route): string | undefined {
  const [method = '', path = ''] = route.split(' ', 2)
  return endedCall(method, path)?.until
}

/** Whether something with this last day is over on a day. Where only a year is known, it counts as alive all that year. */
export function hasEnded({until}: {readonly until: string}, today: string): boolean {
  return until.length < 10 ? today.slice(0, until.length) > until : today >= until
}

/** `ended on 2020-03-04`, or `ended in 2019` where the day is not known. */
export function toldEnd({until}: {readonly until: string}): string {
  return `ended ${until.length < 10 ? 'in' : 'on'} ${until}`
}
