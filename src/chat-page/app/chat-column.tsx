import type {JSX} from 'preact'
import {useCallback} from 'preact/hooks'
import type {PersonChange} from '../conversation/acting.ts'
import {Conversation} from '../conversation/conversation.tsx'
import type {Fields} from '../conversation/fields.ts'
import {linkTo, type Named} from '../data/address.ts'
import type {Client} from '../data/client.ts'
import type {ChatState} from '../data/state.ts'
import {useChat, useClient} from './client-context.ts'
import {copyText} from './clipboard.ts'
import {LoadingConversation} from './loading.tsx'
import {MissingMessage, MissingPlace} from './missing.tsx'
import {useNow} from './now.ts'

/** How precisely the page shows when a window closes. */
const NOW_EVERY_MS = 15_000

/** The open conversation, or why there is none. */
export function ChatColumn(): JSX.Element {
  const isLoading = useChat(isLoadingConversation)
  return (
    <main class="chat-column" id="chat" aria-busy={isLoading}>
      <Open />
      <MissingMessage />
    </main>
  )
}

const isLoadingConversation = ({view, overview, missing}: ChatState): boolean =>
  view === undefined && missing === undefined && overview?.people.length !== 0

function Open(): JSX.Element | null {
  const client = useClient()
  const view = useChat(state => state.view)
  const missing = useChat(state => state.missing)
  const isLoading = useChat(isLoadingConversation)
  const page = useChat(state => state.overview?.page.name)
  const highlighted = useChat(state => state.markedMids)
  const nowMs = useNow(NOW_EVERY_MS)
  const psid = view?.person.psid ?? ''
  const act = useCallback((name: string, words?: Fields) => client.acts.act(psid, name, words), [psid])
  const attach = useCallback((file: File) => client.acts.attach(psid, file), [psid])
  const change = useCallback((change: PersonChange) => client.acts.change(psid, change), [psid])
  const remove = useCallback(() => client.deletePerson(psid), [psid])
  const copyLink = useCallback((mid: string) => void copyLinkTo(client, {psid, mid}), [psid])
  const openActivity = useCallback((ids: readonly string[]) => client.openEntries(ids), [])

  if (missing !== undefined && missing.kind !== 'message') return <MissingPlace of={missing} />
  if (isLoading) return <LoadingConversation />
  if (view === undefined) return <Nobody page={page ?? ''} />
  return (
    <Conversation
      key={psid}
      view={view}
      page={view.page}
      nowMs={nowMs}
      highlighted={highlighted}
      act={act}
      attach={attach}
      change={change}
      remove={remove}
      loadEarlier={client.conversation.loadEarlier}
      openActivity={openActivity}
      copyLink={copyLink}
    />
  )
}

async function copyLinkTo({store}: Client, named: Named): Promise<void> {
  if (await copyText(store, linkTo(named))) store.set({notice: {kind: 'news', text: 'Link copied'}})
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
