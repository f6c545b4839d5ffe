import {routineFields} from '../../platform/webhook-events.ts'
import type {App} from '../state/app.ts'
import type {State} from '../state/state.ts'
import {appNameOf, channelFor, writerFor} from '../state/thread-owner.ts'
import type {OutgoingEvent} from '../world.ts'
import type {Channel} from './delivery-record.ts'

/** Why an app with a callback gets no events of a field. */
export interface NotSubscribed {
  readonly field: string
  readonly appId: string
  readonly missingAt: readonly Level[]
}

type Level = 'app' | 'page'

/** Why nobody received an event. */
export type Undelivered =
  /** No app has a callback, or the only app that the event concerns has none. */
  | {readonly reason: 'no-webhook'}
  | ({readonly reason: 'not-subscribed'} & NotSubscribed)
  /** Another app controls the conversation, and no other app may see the event. */
  | {readonly reason: 'not-in-control'; readonly owner: string}

/** How an app would get an event, and what is missing for that. */
export interface Reach {
  readonly app: App
  /** Undefined: another app controls the conversation, and the event is only for that one. */
  readonly channel: Channel | undefined
  /** The first field that is not subscribed at both levels; undefined when nothing is missing. */
  readonly missing: NotSubscribed | undefined
}

/**
 * How each app with an active callback would get an event. It reaches an app only if both the app and the Page subscribe to its
 * field; for a conversation that another app controls, the field `standby` is needed too.
 */
export function* reachOf(event: OutgoingEvent, state: State, nowMs: number): Generator<Reach> {
  const {pageId, field, appId} = event
  for (const id in state.apps) {
    const app = state.apps[id]
    if (app?.callback?.isActive !== true || (appId !== undefined && appId !== app.id)) continue
    const channel = channelFor(app.id, event, state, nowMs)
    const atPage = state.pages[pageId]?.subscribedApps[app.id] ?? nothing
    const missing =
      missingOf(app, atPage, field) ?? (channel === 'standby' ? missingOf(app, atPage, 'standby') : undefined)
    yield {app, channel, missing}
  }
}

const nothing: readonly string[] = []

function missingOf(app: App, atPage: readonly string[], field: string): NotSubscribed | undefined {
  const isAtApp = app.callback?.fields.includes(field) === true
  const isAtPage = atPage.includes(field)
  if (isAtApp && isAtPage) return undefined
  const missingAt = [isAtApp ? [] : ['app' as const], isAtPage ? [] : ['page' as const]].flat()
  return {field, appId: app.id, missingAt}
}

/** Why nobody receives an event: for an app of the Page first, and the one that lacks least. */
export function whyUndelivered(
  reaches: readonly Reach[],
  event: OutgoingEvent,
  state: State,
  nowMs: number,
): Undelivered {
  const subscribed = state.pages[event.pageId]?.subscribedApps ?? {}
  const lack = ({appId, missingAt}: NotSubscribed) => missingAt.length + (appId in subscribed ? 0 : 2)
  const [nearest] = reaches
    .flatMap(({channel, missing}) => (channel === undefined || missing === undefined ? [] : missing))
    .sort((one, other) => lack(one) - lack(other))
  if (nearest !== undefined) return {reason: 'not-subscribed', ...nearest}
  if (reaches.length === 0) return {reason: 'no-webhook'}
  return {reason: 'not-in-control', owner: appNameOf(state, writerFor(event, state, nowMs) ?? '')}
}

/**
 * Whether an event that nobody receives is worth a line. Every message and every look of a person causes a routine event, which
 * most bots do not want: it is worth one only if somebody wanted it, at one level, and does not get it. What concerns an app of
 * others, such as the Page Inbox, could reach nobody here.
 */
export function leavesTrace({field, appId}: OutgoingEvent, why: Undelivered, {apps}: State): boolean {
  if (appId !== undefined && apps[appId] === undefined) return false
  if (!routineFields.includes(field)) return true
  return why.reason === 'not-subscribed' && why.missingAt.length === 1
}

/** In one sentence, for people. */
export function describeUndelivered(why: Undelivered, {apps}: State): string {
  switch (why.reason) {
    case 'no-webhook':
      return 'No webhook: nobody receives it'
    case 'not-subscribed': {
      const {field, appId, missingAt} = why
      const where = missingAt.map(level => (level === 'app' ? `The app ${apps[appId]?.name}` : 'the Page'))
      return `${where.join(' and ')} ${where.length > 1 ? 'are' : 'is'} not subscribed to ${field}`.replace(
        /^t/,
        'T',
      )
    }
    case 'not-in-control':
      return `${why.owner} controls the conversation, and no other app receives it`
  }
}
