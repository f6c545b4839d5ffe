import type {JSX} from 'preact'
import {useEffect} from 'preact/hooks'
import {Log} from '../log/log.tsx'
import {PanelPlace} from '../panels/place.tsx'
import {People} from '../people/people.tsx'
import {Bar} from './bar.tsx'
import {ChatColumn} from './chat-column.tsx'
import {useChat} from './client-context.ts'
import {useKeys} from './keys.ts'
import {LogSplitter} from './log-splitter.tsx'
import {Gone, NoticeLine} from './notices.tsx'
import {Tabs} from './tabs.tsx'

/** The page: people, the conversation with one of them, and the log. */
export function App(): JSX.Element {
  const tab = useChat(state => state.tab)
  const isLogFolded = useChat(state => state.isLogFolded)
  const arePeopleOver = useChat(state => state.arePeopleOver)
  const logShare = useChat(state => state.logShare)
  const page = useChat(state => state.overview?.page.name)
  useKeys()
  useEffect(() => {
    if (page !== undefined) document.title = `${page} · msgr`
  }, [page])
  return (
    <div
      class={`app${isLogFolded ? ' log-folded' : ''}${arePeopleOver ? ' people-over' : ''}`}
      data-tab={tab}
      style={logShare === undefined ? {} : {'--log': `${logShare}vw`}}
    >
      <Bar />
      <PanelPlace />
      <People />
      <ChatColumn />
      <LogSplitter />
      <Log />
      <Tabs />
      <Gone />
      <NoticeLine />
    </div>
  )
}
