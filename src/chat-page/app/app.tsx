import type {JSX} from 'preact'
import {useCallback, useEffect, useMemo, useState} from 'preact/hooks'
import type {ActivityEntry} from '../../emulator/chat/view-types.ts'
import {Conversation} from '../conversation/conversation.tsx'
import type {ChatStore} from '../data/store.ts'
import {useChat, useNow} from '../data/use-chat.ts'
import {Log} from '../log/log.tsx'
import {People} from '../people/people.tsx'
import {useKeys} from './keys.ts'
import {Notices} from './notices.tsx'
import {Tabs} from './tabs.tsx'
import {TopBar} from './top-bar.tsx'

/** On a narrow page one of the three is seen; on a wide one all. */
export type Tab = 'people' | 'chat' | 'log'

const nothing: ReadonlySet<string> = new Set()

export function App({store}: {readonly store: ChatStore}): JSX.Element {
  const {overview, view, psid, entries, clockOffsetMs, isGone, refusal} = useChat(store)
  const nowMs = useNow(clockOffsetMs)
  const [tab, setTab] = useState<Tab>('chat')
  const [isLogOpen, setIsLogOpen] = useState(true)
  const [arePeopleOpen, setArePeopleOpen] = useState(false)
  const [marked, setMarked] = useState(nothing)
  const [shown, setShown] = useState<readonly string[]>([])

  const openActivity = useCallback((ids: readonly string[]) => {
    setShown(ids)
    setIsLogOpen(true)
    setTab('log')
  }, [])
  const openMessage = useCallback(
    (entry: ActivityEntry) => {
      if (entry.psid !== undefined) store.choosePerson(entry.psid)
      setMarked(entry.mid === undefined ? nothing : new Set([entry.mid]))
      setTab('chat')
    },
    [store],
  )
  const choosePerson = useCallback(
    (chosen: string) => {
      store.choosePerson(chosen)
      setMarked(nothing)
      setArePeopleOpen(false)
      setTab('chat')
    },
    [store],
  )
  const toggleLog = useCallback(() => {
    setIsLogOpen(isOpen => !isOpen)
    setTab(former => (former === 'log' ? 'chat' : 'log'))
  }, [])
  const jump = useCallback(() => {
    setArePeopleOpen(true)
    setTab('people')
    // Once it is drawn.
    requestAnimationFrame(() => document.querySelector<HTMLInputElement>('#person-search')?.select())
  }, [])
  const command = useCallback(() => {
    setTab('chat')
    requestAnimationFrame(() => {
      const composer = document.querySelector<HTMLTextAreaElement>('.conversation textarea')
      composer?.focus()
      if (composer !== null && composer.value === '') document.execCommand('insertText', false, '/')
    })
  }, [])
  useKeys(useMemo(() => ({jump, log: toggleLog, command}), [jump, toggleLog, command]))
  useEffect(() => {
    document.title = overview === undefined ? 'msgr emulator' : `${overview.page.name} · msgr emulator`
  }, [overview])

  return (
    <div
      class="app"
      data-tab={tab}
      data-log={isLogOpen ? 'open' : 'closed'}
      data-people={arePeopleOpen ? 'open' : 'closed'}
    >
      <TopBar
        overview={overview}
        nowMs={nowMs}
        choosePage={id => store.choosePage(id)}
        isLogOpen={isLogOpen}
        toggleLog={toggleLog}
        arePeopleOpen={arePeopleOpen}
        togglePeople={() => setArePeopleOpen(!arePeopleOpen)}
      />
      <Notices isGone={isGone} refusal={refusal} forget={store.forgetRefusal} />
      <People
        overview={overview}
        psid={psid}
        nowMs={nowMs}
        choose={choosePerson}
        add={store.addPerson}
        close={() => setArePeopleOpen(false)}
      />
      <main class="chat-column" aria-label="Conversation">
        {view === undefined || overview === undefined ? (
          <Empty isKnown={overview !== undefined && psid === undefined} />
        ) : (
          <Conversation
            view={view}
            page={overview.page}
            nowMs={nowMs}
            highlighted={marked}
            act={store.act}
            attach={store.attach}
            change={store.change}
            loadEarlier={store.loadEarlier}
            openActivity={openActivity}
          />
        )}
      </main>
      <Log
        entries={entries}
        webhook={overview?.webhook}
        people={overview?.people ?? []}
        psid={psid}
        shown={shown}
        detail={store.detail}
        sendAgain={store.sendAgain}
        openMessage={openMessage}
        close={toggleLog}
      />
      <Tabs tab={tab} choose={setTab} />
    </div>
  )
}

const Empty = ({isKnown}: {readonly isKnown: boolean}): JSX.Element => (
  <div class="empty" aria-busy={!isKnown}>
    {isKnown && <p>Nobody knows this Page yet. Add a person, then write as them.</p>}
  </div>
)
