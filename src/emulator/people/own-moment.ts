import {setTimeout as sleep} from 'node:timers/promises'
import {conversationIdOf} from '../state/ids.ts'
import type {World} from '../world.ts'

/** How often the clock is looked at: a stopped clock never moves on. */
const MOST_LOOKS = 5

/**
 * Waits until nothing else in the conversation has the current time. People do not act twice in one millisecond, but programs do, and
 * then the times do not show what came first.
 */
export async function ownMoment({state, now}: World, psid: string): Promise<void> {
  const person = state.people.get(psid)
  if (person === undefined) return
  const conversation = state.conversations.get(conversationIdOf(person.psid))
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const nowMs = now()
    const isTaken = [
      person.lastActionMs,
      conversation?.updatedMs,
      conversation?.personReadMs,
      conversation?.pageSeenMs,
    ].includes(nowMs)
    if (!isTaken) return
    await sleep(1)
  }
}
