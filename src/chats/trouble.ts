import type {ActivityEntry} from '../emulator/chat/view-types.ts'
import {NetworkError} from '../errors.ts'
import type {Conversation} from './conversation.ts'
import {StepFailed} from './failure.ts'

const isEvent = ({kind}: ActivityEntry) => kind === 'event'

/** Whether no attempt has ended yet. */
export const isUnderWay = (entry: ActivityEntry) =>
  isEvent(entry) && entry.outcome !== 'ok' && entry.ms === undefined

/** Whether an attempt has ended without an answer, or with one that the platform does not accept. */
const hasFailed = (entry: ActivityEntry) => isEvent(entry) && entry.outcome !== 'ok' && entry.ms !== undefined

/**
 * Checks that the webhook accepted the person's last act: otherwise there is nothing to wait for.
 * @throws {NetworkError} when it does not answer, {StepFailed} when it answers with an error.
 */
export async function checkWebhook({activity, detail}: Conversation): Promise<void> {
  const failed = (await activity()).find(hasFailed)
  if (failed === undefined) return
  const {name, url = 'The webhook', status} = failed
  if (status !== undefined) throw new StepFailed(`${url} answered the event ${name} with ${status}`)
  const why = (await detail(failed)).tries?.at(-1)?.error ?? 'no answer'
  throw new NetworkError(`The bot does not answer at ${url}: ${why}`, {
    sent: 'no',
    hint: 'Start it, or let msgr start it: msgr emulator test -- node bot.js',
  })
}

/** Problems between the bot and the platform since the person last did something, one per line. */
export async function troubleOf({activity, refused}: Conversation): Promise<readonly string[]> {
  const waiting = (await activity()).filter(isUnderWay)
  return [
    ...(await refused()),
    ...waiting.map(({name}) => `the webhook has not answered the event ${name} yet`),
  ]
}
