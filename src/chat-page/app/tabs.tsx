import type {JSX} from 'preact'
import {Icon} from '../conversation/icons.tsx'
import type {Tab} from '../data/state.ts'
import {useChat, useClient} from './client-context.ts'

const tabs = [
  {tab: 'people', name: 'People', icon: 'people'},
  {tab: 'chat', name: 'Chat', icon: 'chat'},
  {tab: 'log', name: 'Log', icon: 'log'},
] as const satisfies readonly {tab: Tab; name: string; icon: string}[]

/** On a narrow page: chooses the column to show. */
export function Tabs(): JSX.Element {
  const {store} = useClient()
  const current = useChat(state => state.tab)
  return (
    <nav class="tabs" aria-label="Columns">
      {tabs.map(({tab, name, icon}) => (
        <button
          key={tab}
          type="button"
          class="tab"
          aria-current={tab === current ? 'page' : undefined}
          onClick={() => store.set({tab, arePeopleOver: false})}
        >
          <Icon name={icon} size={24} />
          {name}
        </button>
      ))}
    </nav>
  )
}
