import type {JSX} from 'preact'
import {useEffect} from 'preact/hooks'
import {Log} from '../log/log.tsx'
import {PanelPlace} from '../panels/place.tsx'
import {People} from '../people/people.tsx'
import {Bar} from './bar.tsx'
import {ChatColumn} from './chat-column.tsx'
import {useChat} from './client-context.ts'
import {useKeys} from './keys.ts'
import {Gone, NoticeLine} from './notices.tsx'
import {Tabs} from './tabs.tsx'

/** The page: people, the conversation with one of them, and the log. */
export function App(): JSX.Element {
  const tab = useChat(state => state.tab)
  const isLogFolded = useChat(state => state.isLogFolded)
  const arePeopleOver = useChat(state => state.arePeopleOver)
  const page = useChat(state => state.overview?.page.name)
  useKeys()
  useEffect(() => {
    if (page !== undefined) document.title = `${page} · msgr`
  }, [page])
  return (
    <div
      class={`app${isLogFolded ? ' log-folded' : ''}${arePeopleOver ? ' people-over' : ''}`}
      data-tab={tab}
    >
      <Bar />
      <PanelPlace />
      <People />
      <ChatColumn />
      <Log />
      <Tabs />
      <Gone />
      <NoticeLine />
    </div>
  )
}
