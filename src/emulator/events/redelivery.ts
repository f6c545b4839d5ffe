import {DELIVERY_GIVEN_UP_MS} from '../../platform/webhook-delivery.ts'
import type {State} from '../state/state.ts'
import type {DeliveryRecord} from './delivery-record.ts'
import {watchAttempts} from './webhook-alerts.ts'

const [SECOND_MS, MINUTE_MS, HOUR_MS] = [1_000, 60_000, 3_600_000]

/**
 * The age of a delivery at each attempt: a second one at once, then less and less often. The platform documents only that
 * and publishes no schedule; this one is the emulator's.
 */
const attemptAgesMs: readonly number[] = [
  0,
  0,
  SECOND_MS,
  5 * SECOND_MS,
  30 * SECOND_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  30 * MINUTE_MS,
  ...[1, 3, 6, 12, 24].map(hours => hours * HOUR_MS),
  DELIVERY_GIVEN_UP_MS,
]

export interface Redelivery {
  /** Decides what happens to a delivery after an attempt; `again` makes the next one when it is due. */
  readonly settle: (record: DeliveryRecord, again: () => void) => void
  /** Makes the attempts due on the emulated clock; returns whether the state has changed since the last call. */
  readonly advance: () => boolean
  /** What waits for its next attempt. */
  readonly waiting: () => readonly WaitingDelivery[]
  /** Makes the next attempts for an app and a Page now; returns how many. */
  readonly hurry: (appId: string, pageId: string) => number
  /** Cancels further attempts. */
  readonly stop: () => void
}

/** A delivery that failed, and when it is sent again. */
export interface WaitingDelivery {
  readonly record: DeliveryRecord
  readonly dueMs: number
}

interface Waiting extends WaitingDelivery {
  readonly again: () => void
}

/** Attempts follow the emulated clock: advancing it by an hour shows the result of an hour of failures. */
export function createRedelivery(state: State, now: () => number): Redelivery {
  const attempts = watchAttempts(state, now)
  let waiting: Waiting[] = []
  let isStopped = false

  /** Takes out what waits and fits. */
  const take = (fits: (each: Waiting) => boolean): readonly Waiting[] => {
    const taken = waiting.filter(fits)
    if (taken.length > 0) waiting = waiting.filter(each => !fits(each))
    return taken.toSorted((one, other) => one.dueMs - other.dueMs)
  }

  const takeOf = ({appId, pageId}: Pick<DeliveryRecord, 'appId' | 'pageId'>) =>
    take(({record}) => record.appId === appId && record.pageId === pageId)

  const isOnPage = ({appId, pageId}: DeliveryRecord) =>
    state.pages[pageId]?.subscribedApps[appId] !== undefined

  return {
    settle(record, again) {
      const {status} = record
      if (status !== undefined && status >= 200 && status < 300) {
        record.state = 'delivered'
        attempts.succeeded(record)
        return
      }
      if (!isOnPage(record) || attempts.failed(record)) {
        record.state = 'failed'
        for (const each of takeOf(record)) each.record.state = 'failed'
        return
      }
      const ageMs = nextAgeMs(record, now())
      if (ageMs === undefined) record.state = 'failed'
      else if (ageMs === 0) again()
      else if (!isStopped) waiting.push({record, again, dueMs: record.at + ageMs})
    },
    advance() {
      if (waiting.length > 0) {
        const nowMs = now()
        for (const {again} of take(({dueMs}) => dueMs <= nowMs)) again()
      }
      return attempts.hasChanged()
    },
    waiting: () => waiting,
    hurry(appId, pageId) {
      const hurried = takeOf({appId, pageId})
      for (const {again} of hurried) again()
      return hurried.length
    },
    stop() {
      isStopped = true
      waiting = []
    },
  }
}

/** The age of a delivery at its next attempt. Skips attempts that the clock has jumped over. */
function nextAgeMs({attempts, at}: DeliveryRecord, nowMs: number): number | undefined {
  return attemptAgesMs.find((ageMs, index) => index >= attempts && (ageMs === 0 || at + ageMs > nowMs))
}
