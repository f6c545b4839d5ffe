import type {JSX} from 'preact'
import {useCallback} from 'preact/hooks'
import {Conversation} from '../conversation/conversation.tsx'
import type {Fields} from '../conversation/fields.ts'
import type {PersonChange} from '../conversation/person-menu.tsx'
import {useChat, useClient} from './client-context.ts'
import {useNow} from './now.ts'

/** How precisely the page shows when a window closes. */
const NOW_EVERY_MS = 15_000

/** The open conversation, or why there is none. */
export function ChatColumn(): JSX.Element {
  return (
    <main class="chat-column" id="chat">
      <Open />
    </main>
  )
}

function Open(): JSX.Element | null {
  const client = useClient()
  const view = useChat(state => state.view)
  const page = useChat(state => state.overview?.page)
  const isNobodyThere = useChat(state => state.overview?.people.length === 0)
  const highlighted = useChat(state => state.markedMids)
  const nowMs = useNow(NOW_EVERY_MS)
  const psid = view?.person.psid ?? ''
  const act = useCallback((name: string, words?: Fields) => client.acts.act(psid, name, words), [psid])
  const attach = useCallback((file: File) => client.acts.attach(psid, file), [psid])
  const change = useCallback((change: PersonChange) => client.acts.change(psid, change), [psid])
  const openActivity = useCallback((ids: readonly string[]) => client.openEntries(ids), [])

  if (page !== undefined && view === undefined && isNobodyThere) return <Nobody page={page.name} />
  if (page === undefined || view === undefined) return null
  return (
    <Conversation
      view={view}
      page={page}
      nowMs={nowMs}
      highlighted={highlighted}
      act={act}
      attach={attach}
      change={change}
      loadEarlier={client.conversation.loadEarlier}
      openActivity={openActivity}
    />
  )
}

function Nobody({page}: {readonly page: string}): JSX.Element {
  const client = useClient()
  const add = async () => {
    const psid = await client.acts.addPerson({firstName: 'Ada', lastName: 'Lovelace'})
    if (psid !== undefined) client.openPerson(psid)
  }
  return (
    <div class="nobody">
      <h1>Nobody knows {page} yet</h1>
      <p class="hint">Add a person, and write to the Page as they would.</p>
      <button type="button" class="primary" onClick={() => void add()}>
        Add a person
      </button>
    </div>
  )
}
