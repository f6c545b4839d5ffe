import {noSuchObject} from '../errors.ts'
import type {ActivityRecord} from '../events/activity-log.ts'
import type {Delivery} from '../events/delivery.ts'
import {refused} from '../people/scene.ts'
import type {State} from '../state/state.ts'
import type {SendAgain} from './view-types.ts'

const LATE_MS = 10_000
const LATEST_MS = 3_600_000

/** Sends the bytes of an event once more, twice, or later. @throws {PlatformError} for a call. */
export function sendEventAgain(
  delivery: Delivery,
  record: ActivityRecord,
  {as = 'again', afterMs = LATE_MS}: Partial<SendAgain>,
): unknown {
  if (record.kind !== 'event')
    throw refused('Only an event can be sent again; a call has its curl and its command')
  switch (as) {
    case 'again':
      delivery.sendAgain(record)
      break
    case 'duplicate':
      delivery.sendAgain(record)
      delivery.sendAgain(record)
      break
    case 'late':
      if (!(afterMs >= 0 && afterMs <= LATEST_MS)) throw refused(`afterMs is at most ${LATEST_MS}`)
      setTimeout(() => delivery.sendAgain(record), afterMs).unref()
      break
    default:
      throw refused('as must be again, duplicate or late')
  }
  return {ok: true}
}

/** `{appId, pageId?, field, headers, body}`, the body in base64: bytes that somebody made, to the callback of an app; waits for the answer. */
export async function sendRawEvent(
  state: State,
  delivery: Delivery,
  raw: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const app = state.apps[String(raw['appId'])]
  if (app === undefined) throw noSuchObject('POST', String(raw['appId']))
  if (app.callback === undefined) throw refused(`The app ${app.name} has no callback`)
  const {pageId = '', field = 'unknown', headers = {}, body = ''} = raw
  const event = await delivery.sendRaw({
    app,
    pageId: String(pageId),
    field: String(field),
    headers: headers as Readonly<Record<string, string>>,
    body: Buffer.from(String(body), 'base64'),
  })
  const tried = event.tries.at(-1)
  return {ok: true, activity: `a${event.number}`, ...tried}
}
