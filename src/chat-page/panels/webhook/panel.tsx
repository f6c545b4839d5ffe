import type {JSX} from 'preact'

export const WebhookPanel = (): JSX.Element => <p class="hint">Webhook</p>
