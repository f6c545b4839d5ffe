import {CONVERSATION_CALLS_PER_SECOND, conversationsRoutes} from '../../platform/conversations.ts'
import {explainGraphError} from '../../platform/graph-errors.ts'
import {marketingMessagesRoutes} from '../../platform/marketing-messages.ts'
import {messageCampaignsRoutes} from '../../platform/message-campaigns.ts'
import {messagesRoutes} from '../../platform/messages.ts'
import {notificationMessageTokensRoutes} from '../../platform/notification-message-tokens.ts'
import {
  CAMPAIGNS_PER_HOUR,
  DAILY_CALLS_PER_PERSON,
  HOURLY_CALLS_PER_USER,
  MARKETING_SENDS_PER_SECOND,
  MEDIA_SENDS_PER_SECOND,
  PRIVATE_REPLIES_PER_HOUR,
  SENDS_PER_SECOND,
  SUBSCRIBER_LISTS_PER_HOUR,
} from '../../platform/rate-limits.ts'
import type {Params, Route} from '../../platform/route.ts'
import {sponsoredMessagesRoutes} from '../../platform/sponsored-messages.ts'
import {PlatformError} from '../errors.ts'
import type {Token} from '../state/app.ts'
import type {PageState} from '../state/page.ts'
import {countIn, countOnce, type RollingCount, untilAtMost} from '../state/rolling-count.ts'
import type {State} from '../state/state.ts'
import {appUsage, businessUsage} from './usage-headers.ts'

/** The parts of a call that limits depend on. */
interface CountedCall {
  readonly route: Route
  readonly params: Params
  readonly token: Token
  readonly page: PageState | undefined
}

/** The usage of a call's allowance, and the refusal if the call exceeds it. */
export interface Counted {
  readonly headers: Readonly<Record<string, string>>
  readonly refusal?: PlatformError
}

/** The allowance of one app for one Page, as `/_msgr/limits` shows it. */
export interface Allowance {
  readonly appId: string
  readonly pageId: string
  /** Calls in the last 24 hours. */
  readonly calls: number
  readonly allowed: number
}

export interface RateLimits {
  readonly count: (call: CountedCall) => Counted
  readonly allowances: () => readonly Allowance[]
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** The headers report usage from this percentage on: the platform sends none before enough calls were made. */
const SHOWN_FROM_PERCENT = 1

/** Switches all limits on the frequency of calls, including the 10 calls to a profile or a menu. */
export function limitCalls(state: State, isOn: boolean): void {
  state.areRatesLimited = isOn
  state.isProfileLimited = isOn
}

/** Counts calls on the emulated clock and refuses too frequent ones. Refused calls count too, as on the platform. */
export function createRateLimits(state: State, now: () => number): RateLimits {
  const buckets = new Map<string, Bucket>()
  const people = createPeopleCount(state, now)

  const byPage = (token: Token, page: PageState): Counted => {
    const rolling = rollingOf(state, `${token.appId} ${page.id}`)
    const calls = countOnce(rolling, DAY_MS, now())
    const allowed = people.atLeast(page.id, calls / DAILY_CALLS_PER_PERSON) * DAILY_CALLS_PER_PERSON
    const percent = Math.floor((100 * calls) / allowed)
    if (calls <= allowed) {
      return {headers: percent < SHOWN_FROM_PERCENT ? {} : businessUsage(page.id, {percent, minutes: 0})}
    }
    const minutes = Math.ceil(untilAtMost(allowed - 1, rolling, DAY_MS, now()) / 60_000)
    return {headers: businessUsage(page.id, {percent, minutes}), refusal: tooManyOfPage()}
  }

  const byApp = ({appId}: Token): Counted => {
    const users = [...state.logins.values()].filter(login => login.appId === appId).length
    const allowed = Math.max(1, users) * HOURLY_CALLS_PER_USER
    const calls = countOnce(rollingOf(state, appId), HOUR_MS, now())
    const percent = Math.floor((100 * calls) / allowed)
    const headers = percent < SHOWN_FROM_PERCENT ? {} : appUsage(percent)
    return calls > allowed ? {headers, refusal: tooManyOfApp()} : {headers}
  }

  return {
    count(call) {
      if (!state.areRatesLimited) return {headers: {}}
      const {token, page} = call
      const ofMarketing = marketingPaces.find(pace => pace.meets(call))
      if (
        ofMarketing !== undefined &&
        !takeFrom(buckets, `${ofMarketing.name} ${token.text}`, ofMarketing, now())
      )
        return {headers: {}, refusal: tooManyMarketing(ofMarketing.code)}
      // Calls to an ad account count towards no allowance of the app.
      if (isAdCall(call)) return {headers: {}}
      if (page === undefined) return byApp(token)
      const counted = byPage(token, page)
      const isTooFast = paces.some(
        pace => pace.meets(call) && !takeFrom(buckets, `${pace.name} ${page.id}`, pace, now()),
      )
      return counted.refusal === undefined && isTooFast ? {...counted, refusal: tooFast()} : counted
    },
    allowances: () =>
      Object.entries(state.callCounts).flatMap(([key, rolling]) => {
        const [appId = '', pageId] = key.split(' ')
        if (pageId === undefined) return []
        const allowed = people.atLeast(pageId, Number.POSITIVE_INFINITY) * DAILY_CALLS_PER_PERSON
        return [{appId, pageId, calls: countIn(rolling, DAY_MS, now()), allowed}]
      }),
  }
}

/** The calls of one kind that a Page may make: this many at once, and as many more in each period. */
interface Pace {
  readonly name: string
  readonly calls: number
  readonly periodMs: number
  readonly meets: (call: CountedCall) => boolean
}

const isSend = ({route}: CountedCall) => route === messagesRoutes.send

const paces: readonly Pace[] = [
  {name: 'send', calls: SENDS_PER_SECOND, periodMs: 1000, meets: call => isSend(call) && !carriesMedia(call)},
  {
    name: 'media',
    calls: MEDIA_SENDS_PER_SECOND,
    periodMs: 1000,
    meets: call => isSend(call) && carriesMedia(call),
  },
  {name: 'private-reply', calls: PRIVATE_REPLIES_PER_HOUR, periodMs: HOUR_MS, meets: isPrivateReply},
  {
    name: 'conversations',
    calls: CONVERSATION_CALLS_PER_SECOND,
    periodMs: 1000,
    meets: ({route}) => conversationReads.includes(route),
  },
]

/** What the Marketing Messages API refuses with its own numbers. */
const marketingPaces: readonly (Pace & {readonly code: number})[] = [
  {
    code: 2_300_078,
    name: 'marketing',
    calls: MARKETING_SENDS_PER_SECOND,
    periodMs: 1000,
    meets: ({route}) => route === marketingMessagesRoutes.send,
  },
  {
    code: 2_300_079,
    name: 'campaigns',
    calls: CAMPAIGNS_PER_HOUR,
    periodMs: HOUR_MS,
    meets: ({route}) => route === messageCampaignsRoutes.create,
  },
  {
    code: 2_300_080,
    name: 'subscribers',
    calls: SUBSCRIBER_LISTS_PER_HOUR,
    periodMs: HOUR_MS,
    meets: ({route}) => route === notificationMessageTokensRoutes.list,
  },
]

const adRoute = /^\w+ \/\{(ad_account_id|campaign_id|custom_audience_id)\}/

const isAdCall = ({route}: CountedCall): boolean =>
  route !== sponsoredMessagesRoutes.create && adRoute.test(route)

const {list, threads, messages} = conversationsRoutes
const conversationReads: readonly Route[] = [list, threads, messages]

function carriesMedia({params}: CountedCall): boolean {
  const {attachment} = (params['message'] ?? {}) as {readonly attachment?: {readonly type?: unknown}}
  return attachment?.type === 'audio' || attachment?.type === 'video'
}

function isPrivateReply(call: CountedCall): boolean {
  const recipient = call.params['recipient']
  if (!isSend(call) || typeof recipient !== 'object' || recipient === null) return false
  return 'comment_id' in recipient || 'post_id' in recipient
}

/** The calls currently left; refills over time. */
interface Bucket {
  left: number
  atMs: number
}

function takeFrom(
  buckets: Map<string, Bucket>,
  key: string,
  {calls, periodMs}: Pace,
  nowMs: number,
): boolean {
  const bucket = buckets.get(key)
  if (bucket === undefined) {
    buckets.set(key, {left: calls - 1, atMs: nowMs})
    return true
  }
  const passedMs = Math.max(0, nowMs - bucket.atMs)
  bucket.left = Math.min(calls, bucket.left + (passedMs * calls) / periodMs)
  bucket.atMs = nowMs
  if (bucket.left < 1) return false
  bucket.left -= 1
  return true
}

function rollingOf({callCounts}: State, key: string): RollingCount {
  callCounts[key] ??= {total: 0, steps: []}
  return callCounts[key]
}

/** How long a count of people is reused, in ms of the emulated clock: counting at each call would be slow. */
const PEOPLE_COUNT_MS = 60_000

/** How many people a Page can write to; at least one, which allows calls for a Page without people. */
function createPeopleCount(state: State, now: () => number) {
  const known = new Map<string, {readonly people: number; readonly atMs: number}>()
  return {
    /** The cached count if that suffices, or else a new one. */
    atLeast(pageId: string, enough: number): number {
      const last = known.get(pageId)
      const isFresh = last !== undefined && Math.abs(now() - last.atMs) < PEOPLE_COUNT_MS
      if (isFresh && last.people >= enough) return last.people
      let people = 0
      for (const person of state.people.values()) {
        if (person.pageId === pageId && person.lastActionMs !== undefined && !person.hasBlockedPage)
          people += 1
      }
      known.set(pageId, {people: Math.max(1, people), atMs: now()})
      return Math.max(1, people)
    },
  }
}

const isTransient = true

function tooManyOfPage(): PlatformError {
  return new PlatformError(
    80006,
    '(#80006) There have been too many calls to this Messenger account. Wait a bit and try again. For more info, please refer to https://developers.facebook.com/docs/graph-api/overview/rate-limiting.',
    {isTransient},
  )
}

function tooManyMarketing(code: number): PlatformError {
  return new PlatformError(code, `(#${code}) ${explainGraphError(code).meaning}`, {isTransient})
}

function tooManyOfApp(): PlatformError {
  return new PlatformError(4, '(#4) Application request limit reached', {status: 403, isTransient})
}

function tooFast(): PlatformError {
  return new PlatformError(613, '(#613) Calls to this api have exceeded the rate limit.', {
    subcode: 2534040,
    isTransient,
  })
}
