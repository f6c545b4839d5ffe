import {MAX_PROFILE_CALLS, PROFILE_CALLS_WINDOW_MS} from '../../platform/messenger-profile.ts'
import type {WaitingDelivery} from '../events/redelivery.ts'
import {describeMatch} from '../graph/fault-words.ts'
import type {ListedFault} from '../graph/faults.ts'
import {warmAtMs} from '../resources/marketing-readiness.ts'
import {fullName} from '../resources/users.ts'
import type {PageState} from '../state/page.ts'
import {activeControl} from '../state/thread-owner.ts'
import type {World} from '../world.ts'
import {windowUntil} from './overview.ts'
import type {ClockView, DueItem} from './panel-types.ts'

const MOST = 40
/** With many people, their windows would hide everything else. */
const MOST_WINDOWS = 8
const MOST_RETRIES = 5

interface DueOptions {
  readonly retries: readonly WaitingDelivery[]
  readonly faults: readonly ListedFault[]
  /** A person whose window is always listed. */
  readonly psid?: string | undefined
  readonly asOf?: string | undefined
}

/** The emulated clock, and everything about a Page that happens by itself as it goes on. */
export function viewClock(world: World, page: PageState, options: DueOptions): ClockView {
  const nowMs = world.now()
  const due = [
    ...windows(world, page, options.psid),
    ...soonest(retries(world, page, options.retries), MOST_RETRIES),
    ...ofPage(world, page),
    ...options.faults.flatMap(fault => faultEnd(fault, nowMs)),
  ].filter(({atMs}) => atMs > nowMs)
  return {
    nowMs,
    offsetMs: world.state.clockOffsetMs,
    ...(options.asOf === undefined ? {} : {asOf: options.asOf}),
    due: soonest(due, MOST),
  }
}

const soonest = (items: readonly DueItem[], most: number): readonly DueItem[] =>
  items.toSorted((one, other) => one.atMs - other.atMs).slice(0, most)

function windows({state, now}: World, page: PageState, psid: string | undefined): readonly DueItem[] {
  const nowMs = now()
  const open: DueItem[] = []
  for (const person of state.people.values()) {
    if (person.pageId !== page.id || person.lastActionMs === undefined) continue
    const atMs = windowUntil(person.lastActionMs)
    if (atMs <= nowMs) continue
    open.push({kind: 'window', atMs, text: `The window of ${fullName(person)} closes`, psid: person.psid})
  }
  const own = open.filter(item => item.psid === psid)
  return [
    ...own,
    ...soonest(
      open.filter(item => item.psid !== psid),
      MOST_WINDOWS - own.length,
    ),
  ]
}

function retries({state}: World, page: PageState, waiting: readonly WaitingDelivery[]): readonly DueItem[] {
  return waiting
    .filter(({record}) => record.pageId === page.id)
    .map(({record: {appId, field, attempts}, dueMs}) => ({
      kind: 'retry',
      atMs: dueMs,
      text: `${field} is sent to ${state.apps[appId]?.name ?? appId} again, attempt ${attempts + 1}`,
    }))
}

/** What concerns a Page as a whole. */
function ofPage(world: World, page: PageState): readonly DueItem[] {
  const {state} = world
  const nowMs = world.now()
  const isOwn = ({pageId}: {readonly pageId?: string}) => pageId === page.id
  const own = <Item extends {readonly pageId?: string}>(items: Readonly<Record<string, Item>>) =>
    Object.values(items).filter(isOwn)
  const items: (DueItem | undefined)[] = [
    ...Object.values(state.tokens)
      .filter(token => token.expiresMs !== 0 && token.deadSubcode === undefined)
      .filter(token => token.pageId === undefined || isOwn(token))
      .map(({kind, text, expiresMs}): DueItem => {
        return {kind: 'token', atMs: expiresMs, text: `The ${kind} token …${text.slice(-4)} expires`}
      }),
    ...own(state.messageTemplates).map(({name, decidedMs}): DueItem => {
      return {kind: 'template', atMs: decidedMs, text: `The review of the template ${name} ends`}
    }),
    ...own(state.campaigns)
      .filter(({isMessageCampaign}) => isMessageCampaign)
      .flatMap((campaign): readonly DueItem[] => {
        const {name, startMs, endMs = 0} = campaign
        return [
          {kind: 'warm-up', atMs: warmAtMs(world, campaign) ?? 0, text: `The campaign ${name} has warmed up`},
          {kind: 'campaign', atMs: startMs, text: `The campaign ${name} starts`},
          {kind: 'campaign', atMs: endMs, text: `The campaign ${name} ends`},
        ]
      }),
    ...own(state.broadcasts)
      .filter(({status}) => status === 'SCHEDULED')
      .map(
        ({id, startMs}): DueItem => ({kind: 'broadcast', atMs: startMs, text: `The broadcast ${id} starts`}),
      ),
    ...own(state.audiences).flatMap(({name, uploads}) =>
      uploads.map(({matchedMs}): DueItem => {
        return {kind: 'audience', atMs: matchedMs, text: `An upload to the audience ${name} is matched`}
      }),
    ),
    ...own(state.notificationTokens)
      .filter(({psid}) => psid !== undefined && state.doSubscriptionsExpire)
      .map(({psid = '', topic, expiresMs}): DueItem => {
        const name = nameOf(world, psid)
        return {kind: 'subscription', atMs: expiresMs, text: `The opt-in of ${name} to “${topic}” ends`, psid}
      }),
    ...[...state.conversations.values()].filter(isOwn).map((conversation): DueItem | undefined => {
      const control = activeControl(conversation, nowMs)
      if (control === undefined) return undefined
      const app = state.apps[control.appId]?.name ?? control.appId
      const text = `${app} loses control of the conversation with ${nameOf(world, conversation.psid)}`
      return {kind: 'control', atMs: control.untilMs, text, psid: conversation.psid}
    }),
    profileLimit(world, page),
  ]
  return items.filter(item => item !== undefined)
}

function nameOf({state}: World, psid: string): string {
  const person = state.people.get(psid)
  return person === undefined ? psid : fullName(person)
}

/** When the Messenger Profile takes a call again. */
function profileLimit({state, now}: World, {profileCallsMs}: PageState): DueItem | undefined {
  const recent = profileCallsMs.filter(ms => ms > now() - PROFILE_CALLS_WINDOW_MS)
  const [oldest] = recent.slice(-MAX_PROFILE_CALLS)
  if (!state.isProfileLimited || recent.length < MAX_PROFILE_CALLS || oldest === undefined) return undefined
  const atMs = oldest + PROFILE_CALLS_WINDOW_MS
  return {kind: 'profile-limit', atMs, text: 'The Messenger Profile takes a call again'}
}

function faultEnd(fault: ListedFault, nowMs: number): readonly DueItem[] {
  const {ms} = fault.left
  if (ms === undefined) return []
  return [{kind: 'fault', atMs: nowMs + ms, text: `The fault of ${describeMatch(fault)} ends`}]
}
