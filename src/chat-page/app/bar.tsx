import type {JSX} from 'preact'
import {Icon} from '../conversation/icons.tsx'
import type {Theme} from '../data/state.ts'
import {useChat, useClient} from './client-context.ts'
import {Clock} from './clock.tsx'
import {foldLog, jumpToPeople} from './keys.ts'
import {KeysButton} from './keys-help.tsx'
import {PanelMenu} from './panel-menu.tsx'

/** The bar above the columns: the Page, its webhook, the clock and the theme. */
export function Bar(): JSX.Element {
  const client = useClient()
  const arePeopleOver = useChat(state => state.arePeopleOver)
  const isLogFolded = useChat(state => state.isLogFolded)
  const toggle = () =>
    arePeopleOver ? client.store.set({arePeopleOver: false, tab: 'chat'}) : jumpToPeople(client)
  return (
    <div class="bar" role="banner">
      <button
        type="button"
        class="bar-button people-opener"
        aria-expanded={arePeopleOver}
        aria-controls="people"
        title="People (Ctrl+K)"
        onClick={toggle}
      >
        <Icon name="people" />
        People
      </button>
      <span class="brand">
        msgr <span class="brand-rest">emulator</span>
      </span>
      <PageChoice />
      <span class="bar-space" />
      <WebhookChip />
      <Clock />
      <PanelMenu />
      <ThemeSwitch />
      <KeysButton />
      <button
        type="button"
        class="bar-button log-opener"
        aria-expanded={!isLogFolded}
        aria-controls="log"
        aria-keyshortcuts="l"
        title="Log (L)"
        onClick={() => foldLog(client)}
      >
        <Icon name="log" />
        Log
      </button>
    </div>
  )
}

function PageChoice(): JSX.Element | null {
  const client = useClient()
  const overview = useChat(state => state.overview)
  if (overview === undefined || overview.pages.length < 2) return null
  return (
    <select
      class="page-choice"
      aria-label="Page"
      value={overview.page.id}
      onChange={({currentTarget}) => client.openPage(currentTarget.value)}
    >
      {overview.pages.map(({id, name}) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  )
}

const webhookTexts = {
  active: 'Webhook active',
  failing: 'Webhook failing',
  missing: 'No webhook',
  unsubscribed: 'Not subscribed',
}

function WebhookChip(): JSX.Element | null {
  const client = useClient()
  const webhook = useChat(state => state.overview?.webhook)
  if (webhook === undefined) return null
  const {state, url} = webhook
  return (
    <button
      type="button"
      class={`bar-button webhook-chip ${state}`}
      title={url}
      onClick={() => client.openPanel('webhook')}
    >
      <Icon name={state === 'active' ? 'check' : 'warn'} size={16} />
      <span class="webhook-text">{webhook.isEchoBot === true ? 'Echo bot' : webhookTexts[state]}</span>
    </button>
  )
}

const themes: Readonly<Record<Theme, {name: string; icon: 'half' | 'sun' | 'moon'; next: Theme}>> = {
  auto: {name: 'same as system', icon: 'half', next: 'light'},
  light: {name: 'light', icon: 'sun', next: 'dark'},
  dark: {name: 'dark', icon: 'moon', next: 'auto'},
}

function ThemeSwitch(): JSX.Element {
  const {store} = useClient()
  const theme = useChat(state => state.theme)
  const {name, icon, next} = themes[theme]
  return (
    <button
      type="button"
      class="bar-button square"
      aria-label={`Theme: ${name}`}
      title={`Theme: ${name}`}
      onClick={() => store.set({theme: next})}
    >
      <Icon name={icon} />
    </button>
  )
}
