import {createContext, type JSX} from 'preact'
import {useContext} from 'preact/hooks'
import type {ConversationView} from '../../emulator/chat/view-types.ts'
import {useActing} from './acting.ts'

type Subscriptions = ConversationView['person']['subscriptions']

const context = createContext<Subscriptions>([])

/** The topics that the person subscribed to. */
export const SubscriptionsProvider = context.Provider

export const useSubscriptions = (): Subscriptions => useContext(context)

/** Stops the marketing messages about a topic, or resumes them. */
export function StopButton({
  topic,
  isStopped,
}: {
  readonly topic: string
  readonly isStopped: boolean
}): JSX.Element {
  const {act} = useActing()
  return (
    <button
      type="button"
      class="button"
      onClick={() => void act('opt-in', {status: isStopped ? 'resume' : 'stop', topic})}
    >
      {isStopped ? 'Resume messages' : 'Stop messages'}
    </button>
  )
}

/** Below a marketing message: what it is, and a way to stop them. */
export function ManageMessages({topic}: {readonly topic: string}): JSX.Element {
  const {act} = useActing()
  const known = useSubscriptions().find(each => each.topic === topic)
  const isStopped = known?.isStopped === true
  return (
    <span class="manage">
      Marketing message
      {known !== undefined && (
        <button
          type="button"
          aria-label={`${isStopped ? 'Resume' : 'Stop'} messages about ${topic}`}
          onClick={() => void act('opt-in', {status: isStopped ? 'resume' : 'stop', topic})}
        >
          {isStopped ? 'Resume' : 'Stop'}
        </button>
      )}
    </span>
  )
}
