import {targetClock} from '../commands/shared/arguments/target-time.ts'
import type {Context} from '../context.ts'
import type {Psid} from '../platform/ids.ts'
import {MESSAGING_WINDOW_HOURS} from '../platform/messages.ts'
import {type Window, windowOf} from './window.ts'

const windowMs = MESSAGING_WINDOW_HOURS * 3_600_000
/** Enough to find the person's last message below some from the Page. */
const messages = {count: 20, fields: 'id,created_time,from'}

/** Finds out about one person after the other whether the 24-hour window is open. Who never wrote has none: it is closed. */
export async function personWindows(context: Context): Promise<(psid: Psid) => Promise<Window>> {
  const api = await context.api()
  const now = await targetClock(context, api)
  return async psid => {
    for await (const conversation of api.conversations.list({userId: psid, messages, limit: 1}))
      return windowOf(conversation, psid, {windowMs, nowMs: now()})
    return {state: 'closed'}
  }
}
