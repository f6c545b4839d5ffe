import {randomBytes} from 'node:crypto'
import type {ActivityLog} from '../events/activity-log.ts'
import type {Delivery} from '../events/delivery.ts'
import type {LiveConversations} from '../events/live-conversations.ts'
import type {World} from '../world.ts'
import type {FileStore} from './files.ts'
import {ChatStream} from './stream.ts'

/** What the chat page and the commands of people see and do. */
export interface Chat {
  /** What the chat page shows that it is the chat page; another one at each start. */
  readonly token: string
  readonly activity: ActivityLog
  readonly live: LiveConversations
  readonly stream: ChatStream
  readonly delivery: Delivery
  /** What people attached to messages. */
  readonly files: FileStore
  /** The state is another one from now on. */
  readonly forget: () => void
  readonly close: () => void
}

export function createChat(parts: {
  readonly world: World
  readonly activity: ActivityLog
  readonly delivery: Delivery
  readonly files: FileStore
}): Chat {
  const {world, activity, delivery, files} = parts
  const {live} = world
  const stream = new ChatStream(world)
  activity.onChange = record => {
    stream.activity(record)
    // What came of a delivery tells how the webhook is.
    if (record.kind === 'event' && record.tries.length > 0) stream.overview()
  }
  live.onChange = whose => stream.conversation(whose)
  return {
    token: randomBytes(24).toString('base64url'),
    activity,
    live,
    stream,
    delivery,
    files,
    forget: () => {
      activity.clear()
      live.forget()
      stream.reset()
    },
    close: () => stream.close(),
  }
}
