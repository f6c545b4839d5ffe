import type {FaultRemedy} from '../errors.ts'
import type {Route} from './route.ts'
import {parseRoute, placeholderOf} from './route.ts'

/** A name the platform once accepted: a tag, a template, a property. */
export interface EndedName {
  readonly name: string
  /** The first day without it, `YYYY-MM-DD`; shorter where only the month or the year is known. */
  readonly until: string
  /** What to do in its place. */
  readonly instead: string
  readonly remedy?: FaultRemedy
}

/** A call that the platform once answered. */
export interface EndedCall {
  /** The path is compared segment by segment: a placeholder stands for any one segment. */
  readonly route: Route
  readonly until: string
  readonly what: string
  /** Why it ended, as the second half of a sentence. */
  readonly why: string
}

const broadcasts = {
  until: '2020-03-04',
  what: 'the Broadcast API',
  why: 'under the messaging policy of that day a Page writes within 24 hours of a message, or under a tag',
}
const threadSettings = {
  until: '2020-08-04',
  what: 'thread settings',
  why: 'the Messenger Profile replaced them',
}

/**
 * Sources: https://developers.facebook.com/documentation/business-messaging/messenger-platform/changelog and the
 * deprecation notices on the reference page of each call.
 */
const endedCalls: readonly EndedCall[] = [
  {route: 'POST /{page}/message_creatives', ...broadcasts},
  {route: 'POST /{page}/broadcast_messages', ...broadcasts},
  {route: 'GET /{page}/broadcast_messages', ...broadcasts},
  {route: 'GET /{broadcast_id}', ...broadcasts},
  {route: 'POST /{broadcast_id}', ...broadcasts},
  {route: 'GET /{broadcast_id}/insights/messages_sent', ...broadcasts},
  {route: 'POST /{page}/broadcast_reach_estimations', ...broadcasts},
  {route: 'GET /{reach_estimation_id}', ...broadcasts},
  {
    route: 'POST /{ad_account_id}/sponsored_message_ads',
    until: '2020-03-04',
    what: 'sponsored messages',
    why: 'they ended with the Broadcast API, whose creatives they showed',
  },
  {
    route: 'POST /{page}/messenger_codes',
    until: '2019-10-29',
    what: 'Messenger Codes',
    why: 'the Messenger camera stopped scanning them on 2019-08-15',
  },
  {
    route: 'GET /{page}/secondary_receivers',
    until: '2026-06-08',
    what: 'the list of secondary receivers',
    why: 'Conversation Routing has no primary and secondary receivers',
  },
  {route: 'GET /{page}/thread_settings', ...threadSettings},
  {route: 'POST /{page}/thread_settings', ...threadSettings},
  {route: 'DELETE /{page}/thread_settings', ...threadSettings},
]

/** Their forms, taken apart once: every call of the emulator is compared with them. */
const endedForms = endedCalls.map(ended => {
  const {method, segments} = parseRoute(ended.route)
  const parts = segments.map(segment => (placeholderOf(segment) === undefined ? segment : undefined))
  return {ended, method, parts, namesCall: parts.some(part => part !== undefined)}
})

/**
 * The ended call that a method and the segments of a path (`me`, `broadcast_messages`, without a version) belong to, if any. A
 * path that is only an id does not identify the call: see `endedRoute`.
 */
export function endedCall(method: string, segments: readonly string[]): EndedCall | undefined {
  return endedForms.find(
    form =>
      form.method === method &&
      form.parts.length === segments.length &&
      form.namesCall &&
      form.parts.every((part, index) => part === undefined || part === segments[index]),
  )?.ended
}

/** The ended call of a route; undefined for a call that is alive. */
export function endedRoute(route: Route): EndedCall | undefined {
  return endedCalls.find(ended => ended.route === route)
}

/** Whether something with this last day is over on a day. Where only a year is known, it counts as alive all that year. */
export function hasEnded({until}: {readonly until: string}, today: string): boolean {
  return until.length < 10 ? today.slice(0, until.length) > until : today >= until
}

/** `ended on 2020-03-04`, or `ended in 2019` where the day is not known. */
export function formatEnd({until}: {readonly until: string}): string {
  return `ended ${until.length < 10 ? 'in' : 'on'} ${until}`
}
