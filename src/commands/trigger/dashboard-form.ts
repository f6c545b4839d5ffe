import {toMilliseconds} from '../../platform/webhook-events.ts'
import {type Item, toItem, toText} from '../../webhook/json.ts'
import {parseEvents} from '../../webhook/parse-events.ts'

/**
 * What the Test button of the App Dashboard sends for the field of an event: one change, short ids, the time in seconds, and
 * "0" for the Page. A message has the same id each time.
 */
export function toDashboardForm(envelope: unknown): unknown {
  const [event] = parseEvents(envelope)
  const seconds = Math.floor((event?.timestamp ?? 0) / 1000)
  const item = event?.item ?? {}
  const value = event?.channel === 'changes' ? item : {...item, ...people(item), ...content(item)}
  const time = 'timestamp' in value ? {timestamp: timeOf(value['timestamp'])} : {}
  const change = {field: event?.field ?? 'unknown', value: {...value, ...time}}
  return {object: 'page', entry: [{id: '0', time: seconds, changes: [change]}]}
}

const people = (item: Item) => ({
  ...('sender' in item && {sender: {id: '12334'}}),
  ...('recipient' in item && {recipient: {id: '23245'}}),
})

const content = (item: Item): Item =>
  Object.fromEntries(
    ['message', 'postback']
      .filter(key => toItem(item[key])['mid'] !== undefined)
      .map(key => [key, {...toItem(item[key]), mid: 'test_message_id'}]),
  )

/** A text of seconds; a value that is not a time stays. */
function timeOf(time: unknown): unknown {
  const ms = toMilliseconds(time)
  return ms === undefined ? time : (toText(Math.floor(ms / 1000)) ?? time)
}
