import type {JSX} from 'preact'
import type {WebhookState} from '../../emulator/chat/view-types.ts'
import {Icon} from '../conversation/icons.tsx'
import {CopyButton} from './copy-button.tsx'

const says: Readonly<Record<Exclude<WebhookState['state'], 'active'>, string>> = {
  missing: 'No app has a callback: events reach nobody.',
  unsubscribed: 'The Page is subscribed to no app that has a callback: events reach nobody.',
  failing: 'The webhook does not take the events.',
}

/** Why no bot answers, and what to type. */
export function WebhookBanner({webhook}: {readonly webhook: WebhookState}): JSX.Element | null {
  const {state, url, lastStatus, hint} = webhook
  if (state === 'active') return null
  return (
    <div class="webhook-banner" role="status">
      <p>
        <Icon name="warn" size={16} /> {says[state]}
      </p>
      {url !== undefined && (
        <p class="webhook-url">
          {url}
          {lastStatus !== undefined && ` answered ${lastStatus}`}
        </p>
      )}
      {hint !== undefined && (
        <p class="to-type">
          <code>{hint}</code>
          <CopyButton text={hint} what="what to type" />
        </p>
      )}
    </div>
  )
}
