import {randomBytes} from 'node:crypto'
import type {ActivityLog} from '../events/activity-log.ts'
import type {Delivery} from '../events/delivery.ts'
import type {LiveConversations} from '../events/live-conversations.ts'
import type {Faults} from '../graph/faults.ts'
import type {FileStore} from '../state/files.ts'
import type {World} from '../world.ts'
import {PeopleDirectory} from './people-directory.ts'
import type {PictureStore} from './pictures/picture-store.ts'
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
  /** Pictures that bots sent by their URLs. */
  readonly pictures: PictureStore
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
  readonly pictures: PictureStore
}): Chat {
  const {world, activity, delivery, faults, files, pictures} = parts
  const {live} = world
  const stream = new ChatStream(world)
  activity.onChange = record => {
    stream.activity(record)
    // The outcome of a delivery shows the state of the webhook.
    if (record.kind === 'event' && record.tries.length > 0) stream.overview()
  }
  live.onPageChange = pageId => stream.page(pageId)
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
    pictures,
    forget: () => {
      activity.clear()
      live.forget()
      directory.forget()
      stream.reset()
    },
    close: () => stream.close(),
  }
}
