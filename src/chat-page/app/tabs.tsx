import type {JSX} from 'preact'
import {Icon, type IconName} from '../conversation/icons.tsx'
import type {Tab} from './app.tsx'

const tabs: readonly (readonly [Tab, string, IconName])[] = [
  ['people', 'People', 'smile'],
  ['chat', 'Chat', 'reply'],
  ['log', 'Log', 'log'],
]

/** At the bottom of a narrow page. */
export function Tabs({tab, choose}: {readonly tab: Tab; readonly choose: (tab: Tab) => void}): JSX.Element {
  return (
    <nav class="tabs" aria-label="Parts of the page">
      {tabs.map(([name, label, icon]) => (
        <button
          key={name}
          type="button"
          aria-current={tab === name ? 'page' : undefined}
          onClick={() => choose(name)}
        >
          <Icon name={icon} />
          {label}
        </button>
      ))}
    </nav>
  )
}
