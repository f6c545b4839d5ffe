import {canGetMarketing} from '../../platform/marketing-eligibility.ts'
import {
  frequencyCaps as caps,
  marketingMessageDates as dates,
  marketingRestMs,
} from '../../platform/marketing-messages.ts'
import {conversationIdOf} from '../state/ids.ts'
import type {StoredCampaign} from '../state/marketing.ts'
import type {NotificationToken, Person} from '../state/person.ts'
import type {World} from '../world.ts'
import {marketingRefusal} from './marketing-refusals.ts'
import {isKeptOff} from './people.ts'

const DAY_MS = 24 * 3_600_000

/** How many conversations people are taken to have a day, with anybody: the emulator cannot know. */
const ORGANIC_THREADS_A_DAY = 5
/** How many of them lie at least between two marketing messages. The number is not published. */
const FEWEST_BETWEEN = 2

/** A subscriber; `person` is absent for one of a custom audience. */
export interface Subscriber {
  readonly token: NotificationToken
  readonly person: Person | undefined
}

/** Whether a token exists at present: one of a custom audience begins when it is matched. */
export const isBegun = (world: World, {createdMs}: NotificationToken): boolean => createdMs <= world.now()

export const isExpired = (world: World, {expiresMs}: NotificationToken): boolean =>
  world.state.doSubscriptionsExpire && expiresMs <= world.now()

/** When the next paid message may be sent to a token, ms since 1970. */
export const nextPaidMs = (world: World, {createdMs, lastPaidMs}: NotificationToken): number =>
  lastPaidMs === undefined ? createdMs : lastPaidMs + marketingRestMs(world.today())

/**
 * Who a token is.
 * @throws {PlatformError} for nobody, and for a person who may not be written to now.
 */
export function demandSubscriber(
  world: World,
  {pageId}: StoredCampaign,
  {text, gapSeconds}: {readonly text: string; readonly gapSeconds: number | undefined},
): Subscriber {
  const token = world.state.notificationTokens[text]
  if (token === undefined || !isBegun(world, token)) throw marketingRefusal(2_300_004)
  if (token.pageId !== pageId) throw marketingRefusal(2_300_005)
  if (token.isStopped === true) throw marketingRefusal(2_300_034)
  if (isExpired(world, token)) throw marketingRefusal(2_300_037)
  const person = token.psid === undefined ? undefined : world.state.people.get(token.psid)
  if (person?.country !== undefined && !canGetMarketing(person.country)) throw marketingRefusal(2_300_032)
  const restMs = nextPaidMs(world, token) - world.now()
  if (restMs > 0) throw marketingRefusal(2_300_035, world, restMs)
  if (person !== undefined && isKeptOff(person)) throw marketingRefusal(2_300_052)
  demandGap(world, person, gapSeconds)
  if (world.state.areMarketingCapsOn && world.today() >= dates.frequencyCaps)
    demandCaps(world, person ?? token, person?.threadsPerDay)
  return {token, person}
}

/** @throws {PlatformError} 2300052 when the conversation moved within the gap, by messages that are not marketing. */
function demandGap(world: World, person: Person | undefined, gapSeconds: number | undefined): void {
  if (person === undefined || gapSeconds === undefined) return
  const {messages, conversations} = world.state
  const ids = conversations.get(conversationIdOf(person.psid))?.messageIds ?? []
  const newest = ids.findLast(id => messages.get(id)?.sentBy?.campaignId === undefined)
  const movedMs = Math.max(messages.get(newest ?? '')?.atMs ?? 0, person.lastActionMs ?? 0)
  if (world.now() - movedMs < gapSeconds * 1000) throw marketingRefusal(2_300_052)
}

/**
 * The caps on how many marketing messages a person gets. Which of 2300042, 43 and 44 is which is inferred.
 * @throws {PlatformError} when one more would be too many.
 */
function demandCaps(
  world: World,
  {marketedMs = []}: {readonly marketedMs?: readonly number[]},
  threadsPerDay = ORGANIC_THREADS_A_DAY,
): void {
  const now = world.now()
  const since = (days: number) => marketedMs.filter(ms => now - ms < days * DAY_MS).length
  const [week, day] = [since(7), since(1)]
  if (week > 0 && week + 1 > threadsPerDay * 7 * caps.weekShare) throw marketingRefusal(2_300_042)
  if (day > 0 && day + 1 > threadsPerDay * caps.dayShare) throw marketingRefusal(2_300_043)
  const lastMs = marketedMs.at(-1)
  if (lastMs === undefined || threadsPerDay === 0) return
  const between = ((now - lastMs) / DAY_MS) * threadsPerDay
  if (between < FEWEST_BETWEEN) throw marketingRefusal(2_300_044)
}

/** Notes that a person got a marketing message. */
export function noteMarketed(world: World, {token, person}: Subscriber): void {
  const now = world.now()
  token.lastPaidMs = now
  const holder = person ?? token
  holder.marketedMs = [
    ...(holder.marketedMs ?? []).filter(ms => now - ms < caps.exemptAfterDays * DAY_MS),
    now,
  ]
}
