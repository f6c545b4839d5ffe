import {noSuchObject, PlatformError} from '../errors.ts'
import type {State} from '../state/state.ts'
import type {ActivityRecord, CallRecord, EventRecord} from './activity-log.ts'
import type {Delivery} from './delivery.ts'
import type {DeliveryAttempt} from './delivery-record.ts'

/** How an event's bytes are sent again: once, twice, or later. */
export interface ResendOptions {
  readonly as: 'again' | 'duplicate' | 'late'
  /** Delay of `late`, in ms; default 10,000. */
  readonly afterMs?: number
}

const LATE_MS = 10_000
const LATEST_MS = 3_600_000

/**
 * Sends an event's bytes again, or for the first time if nobody received it.
 * @param edited Other bytes to send instead.
 * @returns the last delivery, if there is one already.
 * @throws {PlatformError} when nobody receives it.
 */
export function resendEvent(
  delivery: Delivery,
  record: Exclude<ActivityRecord, CallRecord>,
  {as = 'again', afterMs = LATE_MS}: {readonly [Name in keyof ResendOptions]?: unknown},
  edited?: Buffer,
): EventRecord | undefined {
  switch (as) {
    case 'again':
      return delivery.sendAgain(record, edited)
    case 'duplicate':
      delivery.sendAgain(record, edited)
      return delivery.sendAgain(record, edited)
    case 'late':
      if (!(typeof afterMs === 'number' && afterMs >= 0 && afterMs <= LATEST_MS))
        throw new PlatformError(100, `afterMs is at most ${LATEST_MS}`)
      setTimeout(() => sendQuietly(delivery, record, edited), afterMs).unref()
      return undefined
    default:
      throw new PlatformError(100, 'as must be again, duplicate or late')
  }
}

/** Nobody waits for the answer any more. */
function sendQuietly(delivery: Delivery, ...sent: Parameters<Delivery['sendAgain']>): void {
  try {
    delivery.sendAgain(...sent)
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error
  }
}

interface RawEventWords {
  readonly appId?: unknown
  readonly pageId?: unknown
  readonly field?: unknown
  readonly headers?: unknown
  readonly body?: unknown
}

/** Sends hand-made bytes, in base64, to an app's callback, and waits for the answer. */
export async function sendRawEvent(
  state: State,
  delivery: Delivery,
  {appId, pageId = '', field = 'unknown', headers = {}, body = ''}: RawEventWords,
): Promise<{readonly ok: true; readonly activity: string} & Partial<DeliveryAttempt>> {
  const app = state.apps[String(appId)]
  if (app === undefined) throw noSuchObject('POST', String(appId))
  if (app.callback === undefined) throw new PlatformError(100, `The app ${app.name} has no callback`)
  const event = await delivery.sendRaw({
    app,
    pageId: String(pageId),
    field: String(field),
    headers: headers as Readonly<Record<string, string>>,
    body: Buffer.from(String(body), 'base64'),
  })
  return {ok: true, activity: `a${event.number}`, ...event.tries.at(-1)}
}
