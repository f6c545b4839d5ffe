/** Something that was delivered to a bot. */
export interface DeliveredEvent {
  /** `messages`, `message_echoes` … */
  readonly field: string
  readonly psid: string | undefined
  readonly mid: string | undefined
  readonly atMs: number
}

/** So many messages of the Page in a row, without a word of the person, within so long: a bot that answers itself. */
const MANY_ECHOES = 8
const WITHIN_MS = 60_000
/** People who are watched at once. */
const MAX_PEOPLE = 1000

/** Neither a message of the Page nor something that the person did. */
const neutral: readonly string[] = ['message_deliveries', 'message_reads']

interface Row {
  count: number
  sinceMs: number
  mid: string | undefined
}

/**
 * Notices once when a bot replies to echoes of messages it sent. Returns what to say about it.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks
 */
export function createLoopFinder(): (event: DeliveredEvent) => string | undefined {
  const rows = new Map<string, Row>()
  let isFound = false
  return ({field, psid, mid, atMs}) => {
    if (isFound || psid === undefined || neutral.includes(field)) return undefined
    if (field !== 'message_echoes') {
      rows.delete(psid)
      return undefined
    }
    const known = rows.get(psid)
    if (known?.mid === mid && known !== undefined) return undefined
    const row = known === undefined || atMs - known.sinceMs > WITHIN_MS ? {count: 0, sinceMs: atMs} : known
    rows.delete(psid)
    rows.set(psid, {...row, mid, count: row.count + 1})
    const [oldest] = rows.keys()
    if (rows.size > MAX_PEOPLE && oldest !== undefined) rows.delete(oldest)
    if (row.count + 1 < MANY_ECHOES) return undefined
    isFound = true
    return `The bot seems to answer its own messages: ${MANY_ECHOES} in a row to ${psid}, and nothing from that person. It must ignore events with message.is_echo`
  }
}
