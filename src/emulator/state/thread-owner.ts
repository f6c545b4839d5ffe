import type {AppId, Psid} from '../../platform/ids.ts'
import {CONTROL_HOURS} from '../../platform/thread-control.ts'
import {PAGE_INBOX_APP_ID} from '../../platform/webhook-events.ts'
import type {OutgoingEvent} from '../world.ts'
import type {Conversation, ThreadControl} from './conversation.ts'
import {conversationIdOf} from './ids.ts'
import type {PageState} from './page.ts'
import type {State} from './state.ts'

const CONTROL_MS = CONTROL_HOURS * 3_600_000

/** Who controls a conversation at a time; undefined while it is idle. */
export function activeControl(
  conversation: Conversation | undefined,
  nowMs: number,
): ThreadControl | undefined {
  const control = conversation?.control
  return control !== undefined && nowMs < control.untilMs ? control : undefined
}

/**
 * The one app that may write in a conversation: its owner, or in an idle one the default app of the Page. Undefined where
 * every app may.
 */
export function writingApp(
  page: PageState | undefined,
  conversation: Conversation | undefined,
  nowMs: number,
): AppId | undefined {
  return activeControl(conversation, nowMs)?.appId ?? page?.defaultAppId
}

/** Gives an app the control of a conversation for 24 hours. */
export function giveControl(conversation: Conversation, appId: AppId, nowMs: number): void {
  conversation.control = {appId, untilMs: nowMs + CONTROL_MS}
}

/** A message of the person lets the owner keep the conversation for 24 hours more; an idle one goes to the default app. */
export function renewControl(conversation: Conversation, page: PageState | undefined, nowMs: number): void {
  const active = activeControl(conversation, nowMs)
  const appId = active?.appId ?? page?.defaultAppId
  if (appId === undefined) return
  conversation.control = {appId, untilMs: Math.max(active?.untilMs ?? 0, nowMs + CONTROL_MS)}
}

/** The fields whose events an app sees that does not control the conversation, if it subscribed to `standby`. */
const standbyFields: readonly string[] = [
  'messages',
  'message_echoes',
  'messaging_postbacks',
  'message_deliveries',
  'message_reads',
]

/** By which array an event reaches an app; undefined when it does not concern the app. */
export function channelFor(
  appId: string,
  event: OutgoingEvent,
  state: State,
  nowMs: number,
): 'messaging' | 'standby' | 'changes' | undefined {
  const {channel = 'messaging', field} = event
  const writer = writerFor(event, state, nowMs)
  if (writer === undefined || writer === appId) return channel
  return standbyFields.includes(field) ? 'standby' : undefined
}

/** The one app that may answer an event; undefined where every app may. */
export function writerFor(event: OutgoingEvent, state: State, nowMs: number): AppId | undefined {
  if ((event.channel ?? 'messaging') !== 'messaging' || event.appId !== undefined) return undefined
  const conversation = conversationIn(event, state)
  return conversation === undefined ? undefined : writingApp(state.pages[event.pageId], conversation, nowMs)
}

/** The conversation that an event belongs to, if it has begun. */
function conversationIn({item, pageId}: OutgoingEvent, state: State): Conversation | undefined {
  const ends = [item['sender'], item['recipient']] as readonly ({id?: string} | undefined)[]
  const psid = ends.map(end => end?.id).find(id => id !== undefined && id !== pageId)
  return psid === undefined ? undefined : state.conversations.get(conversationIdOf(psid as Psid))
}

/** The name of an app, as a person would say it. */
export function appNameOf({apps}: State, appId: string): string {
  return appId === PAGE_INBOX_APP_ID ? 'Page Inbox' : (apps[appId]?.name ?? `App ${appId}`)
}
