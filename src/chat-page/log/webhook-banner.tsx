import type {JSX} from 'preact'
import type {WebhookState} from '../../emulator/chat/view-types.ts'
import {useChat} from '../app/client-context.ts'
import {Icon} from '../conversation/icons.tsx'
import {CopyButton} from './copy-button.tsx'

/** Says why events are not delivered, and what to type. */
export function WebhookBanner(): JSX.Element | null {
  const webhook = useChat(state => state.overview?.webhook)
  if (webhook === undefined || webhook.state === 'active') return null
  const {hint} = webhook
  return (
    <div class="webhook-banner" role="status">
      <Icon name="warn" />
      <div class="webhook-words">
        <p>{webhookProblem(webhook)}</p>
        {hint !== undefined && (
          <p class="webhook-hint">
            <code>{hint}</code>
            <CopyButton text={hint} what="the command" />
          </p>
        )}
      </div>
    </div>
  )
}

/** Why events are not delivered; undefined if they are. */
export function webhookProblem({state, url, target, lastStatus, appName}: WebhookState): string | undefined {
  const bot = target === undefined ? `The webhook ${url}` : `Your bot at ${target}, behind msgr listen,`
  const texts = {
    active: undefined,
    missing: `${appName ?? 'No app'} has ${appName === undefined ? 'a' : 'no'} webhook: events are not delivered.`,
    unsubscribed: `${appName ?? 'The app'} has a webhook, but the Page is not subscribed to it.`,
    failing: lastStatus === undefined ? `${bot} does not answer.` : `${bot} answered ${lastStatus}, not 200.`,
  }
  return texts[state]
}
