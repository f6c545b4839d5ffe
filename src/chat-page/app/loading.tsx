import type {JSX} from 'preact'

/** How wide the placeholders of messages are, and on whose side. */
const lines = ['page wide', 'page', 'person', 'page', 'person wide', 'page wide', 'person'] as const

/** The blank column while a conversation is being loaded: nothing of it could be taken for that of somebody else. */
export function LoadingConversation(): JSX.Element {
  return (
    <div class="loading">
      <p class="unseen" role="status">
        Loading the conversation
      </p>
      <div class="loading-head" aria-hidden="true" />
      <div class="loading-lines" aria-hidden="true">
        {lines.map((line, index) => (
          <span key={index} class={`loading-line of-${line}`} />
        ))}
      </div>
    </div>
  )
}
