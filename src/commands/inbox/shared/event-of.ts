import {parseJson} from '../../../platform/exact-json.ts'
import {parseEvents} from '../../../webhook/parse-events.ts'
import {type EventLine, toEventLine} from '../../shared/wording/event-line.ts'
import {toIso} from '../../shared/wording/times.ts'

/** The event in a body of the inbox, which holds one, as `listen` prints it. */
export function eventOf({body, received}: {readonly body: Buffer; readonly received: Date}): EventLine {
  const [event] = parseEvents(parseJson(body.toString('utf8')))
  if (event === undefined) throw new Error('a row of the inbox without an event')
  return toEventLine(event, {
    receivedAt: toIso(received.getTime()) ?? '',
    signature: 'unchecked',
    firstSeen: undefined,
  })
}
