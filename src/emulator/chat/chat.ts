import {randomBytes} from 'node:crypto'
import type {ActivityLog} from '../events/activity-log.ts'
import type {Delivery} from '../events/delivery.ts'
import type {LiveConversations} from '../events/live-conversations.ts'
import type {Faults} from '../graph/faults.ts'
import type {FileStore} from '../state/files.ts'
import type {World} from '../world.ts'
import {PeopleDirectory} from './people-directory.ts'
import {ChatStream} from './stream.ts'

/** The chat page's and commands' view of conversations, and the acts of people. */
export interface Chat {
  /** The token that identifies the chat page; a new one at each start. */
  readonly token: string
  readonly activity: ActivityLog
  readonly live: LiveConversations
  readonly stream: ChatStream
  readonly delivery: Delivery
  readonly directory: PeopleDirectory
  readonly faults: Faults
  /** The files that people attached to messages. */
  readonly files: FileStore
  /** Replaces the state. */
  readonly forget: () => void
  readonly close: () => void
}

export function createChat(parts: {
  readonly world: World
  readonly activity: ActivityLog
  readonly delivery: Delivery
  readonly faults: Faults
  readonly files: FileStore
}): Chat {
  const {world, activity, delivery, faults, files} = parts
  const {live} = world
  const stream = new ChatStream(world)
  activity.onChange = record => {
    stream.activity(record)
    // The outcome of a delivery shows the state of the webhook.
    if (record.kind === 'event' && record.tries.length > 0) stream.overview()
  }
  const directory = new PeopleDirectory(world.state)
  live.onChange = whose => {
    directory.changed(whose.psid)
    stream.conversation(whose)
  }
  return {
    token: randomBytes(24).toString('base64url'),
    activity,
    live,
    stream,
    delivery,
    directory,
    faults,
    files,
    forget: () => {
      activity.clear()
      live.forget()
      directory.forget()
      stream.reset()
    },
    close: () => stream.close(),
  }
}
