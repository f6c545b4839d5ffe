import type {JSX} from 'preact'
import {useEffect, useRef} from 'preact/hooks'
import type {ConversationStatus} from '../../emulator/chat/status-types.ts'
import {useChat, useClient} from '../app/client-context.ts'
import {secondOf} from '../log/texts.ts'
import {Icon} from './icons.tsx'
import {Offers} from './offers.tsx'

/** The emulator decides to the millisecond; the clock of the page is a little late. */
const MARGIN_MS = 30

interface StatusProps {
  readonly of: ConversationStatus
  readonly openActivity: (ids: readonly string[]) => void
}

/** What became of the newest thing that the person did, and what helps. Nothing while all is well. */
export function Status({of: status, openActivity}: StatusProps): JSX.Element | null {
  useChanges(status)
  const {state, text, offers, entry, nextAttemptMs} = status
  if (state === 'taken') return null
  return (
    <div class={`status-line ${state}`}>
      <p class="status-text">
        {state !== 'sending' && <Icon name="warn" size={16} />}
        <span>
          {text}
          {nextAttemptMs !== undefined && (
            <span class="digits status-next"> It is sent again at {secondOf(nextAttemptMs)}.</span>
          )}{' '}
          {entry !== undefined && state !== 'sending' && (
            <button type="button" class="text-button" onClick={() => openActivity([entry])}>
              Show in the log
            </button>
          )}
        </span>
      </p>
      <Offers of={offers} />
    </div>
  )
}

/** What a screen reader hears of it, once. The region is there before its text, or it would not be read. */
export const SpokenStatus = ({of: status}: {readonly of: ConversationStatus | undefined}): JSX.Element => (
  <p class="unseen" role="status" aria-label="What became of your message">
    {status === undefined || ['taken', 'sending'].includes(status.state) ? '' : status.text}
  </p>
)

/** Requests the conversation again when the status changes by itself, and when the webhook has changed. */
function useChanges({changesAtMs}: ConversationStatus): void {
  const {conversation} = useClient()
  const aheadMs = useChat(({aheadMs}) => aheadMs)
  const webhook = useChat(({overview}) => JSON.stringify(overview?.webhook))
  const known = useRef(webhook)
  useEffect(() => {
    if (changesAtMs === undefined) return undefined
    const dueMs = changesAtMs - (Date.now() + aheadMs) + MARGIN_MS
    const timer = setTimeout(() => void conversation.refresh().catch(() => {}), Math.max(0, dueMs))
    return () => clearTimeout(timer)
  }, [changesAtMs, aheadMs])
  useEffect(() => {
    if (known.current === webhook) return
    known.current = webhook
    // The stream reports when the emulator does not answer.
    conversation.refresh().catch(() => {})
  }, [webhook])
}
