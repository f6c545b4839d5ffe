import type {ActivityLog} from '../events/activity-log.ts'
import type {StoredMessage} from '../state/conversation.ts'
import {conversationIdOf} from '../state/ids.ts'
import type {Person} from '../state/person.ts'
import type {State} from '../state/state.ts'
import {subjectOf} from './activity-entry.ts'

/** What the Page wrote to a person last. */
export interface LastAnswer {
  /**
   * Whether it was written after an entry of the log. The order of the log decides, because several things happen in one millisecond;
   * the time does only when the log does not have the call that sent the answer.
   */
  readonly isAfter: (entry: {readonly number: number; readonly atMs: number}) => boolean
}

/** The last answer to a person; undefined when the Page never wrote. */
export function lastAnswer(person: Person, activity: ActivityLog, state: State): LastAnswer | undefined {
  const message = lastOfPage(person, state)
  if (message === undefined) return undefined
  const sentBy = numberOfCall(message, activity, state)
  return {
    isAfter: ({number, atMs}) => (sentBy === undefined ? message.atMs >= atMs : sentBy > number),
  }
}

function lastOfPage({psid}: Person, {conversations, messages}: State): StoredMessage | undefined {
  const mids = conversations.get(conversationIdOf(psid))?.messageIds ?? []
  for (let place = mids.length - 1; place >= 0; place -= 1) {
    const message = messages.get(mids[place] ?? '')
    if (message?.from === 'page') return message
  }
  return undefined
}

/** The number of the call that sent a message; undefined when it is not in the log, or not answered yet. */
function numberOfCall({id}: StoredMessage, activity: ActivityLog, state: State): number | undefined {
  for (const record of activity.after(0)) {
    if (record.kind !== 'call') continue
    const {sends, mids} = subjectOf(record, state)
    if (sends === true && mids.includes(id)) return record.number
  }
  return undefined
}
