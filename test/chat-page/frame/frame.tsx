import {render} from 'preact'
import {useCallback, useEffect, useRef, useState} from 'preact/hooks'
import {Conversation} from '../../../src/chat-page/conversation/conversation.tsx'
import type {
  ActAnswer,
  ChatMessage,
  ChatOverview,
  ConversationView,
} from '../../../src/emulator/chat/view-types.ts'

/** The conversation by itself, with what the emulator really answers: `/?psid=PSID`. */
const token = document.querySelector<HTMLMetaElement>('meta[name=msgr-token]')?.content ?? ''
const psid = new URLSearchParams(location.search).get('psid') ?? ''

async function ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const isFile = body instanceof File
  const answer = await fetch(path, {
    method,
    headers: {
      'x-msgr-token': token,
      'content-type': isFile ? body.type || 'application/octet-stream' : 'application/json',
    },
    ...(body === undefined ? {} : {body: isFile ? body : JSON.stringify(body)}),
  })
  if (!answer.ok) throw new Error(await answer.text())
  return (await answer.json()) as Answer
}

const refused = () => undefined

/** Messages that did not change keep their identity, so that they are not drawn again. */
function keepSame(old: readonly ChatMessage[], fresh: readonly ChatMessage[]): readonly ChatMessage[] {
  const known = new Map(old.map(message => [message.mid, message]))
  return fresh.map(message => {
    const before = known.get(message.mid)
    return before !== undefined && JSON.stringify(before) === JSON.stringify(message) ? before : message
  })
}

function Frame() {
  const [overview, setOverview] = useState<ChatOverview>()
  const [view, setView] = useState<ConversationView>()
  const [opened, setOpened] = useState<readonly string[]>([])
  const latest = useRef(view)
  latest.current = view

  const load = useCallback(async () => {
    const fresh = await ask<ConversationView>('GET', `/_msgr/chat/${psid}`)
    const old = latest.current?.messages ?? []
    const at = old.findIndex(({mid}) => mid === fresh.messages[0]?.mid)
    const earlier = at > 0 ? old.slice(0, at) : []
    const hasEarlier = at > 0 ? latest.current?.hasEarlier === true : fresh.hasEarlier
    setView({...fresh, hasEarlier, messages: [...earlier, ...keepSame(old, fresh.messages)]})
  }, [])
  useEffect(() => {
    void ask<ChatOverview>('GET', '/_msgr/chat').then(setOverview)
    void load()
    const stream = new EventSource('/_msgr/stream')
    stream.addEventListener('conversation', ({data}) => {
      if ((JSON.parse(data) as {psid: string}).psid === psid) void load()
    })
    return () => stream.close()
  }, [])
  const act = useCallback(
    (name: string, words: unknown = {}) =>
      ask<ActAnswer>('POST', `/_msgr/people/${psid}/${name}`, words).catch(refused),
    [],
  )
  const attach = useCallback(
    (file: File) =>
      ask<ActAnswer>(
        'POST',
        `/_msgr/people/${psid}/attach?name=${encodeURIComponent(file.name)}`,
        file,
      ).catch(refused),
    [],
  )
  const change = useCallback(async (words: unknown) => {
    await ask('PATCH', `/_msgr/people/${psid}`, words)
    await load()
    return true
  }, [])
  const loadEarlier = useCallback(async () => {
    const first = latest.current?.messages.find(({kind}) => kind === 'message')
    const more = await ask<ConversationView>('GET', `/_msgr/chat/${psid}?before=${first?.mid}`)
    setView(now =>
      now === undefined
        ? now
        : {...now, hasEarlier: more.hasEarlier, messages: [...more.messages, ...now.messages]},
    )
  }, [])
  if (overview === undefined || view === undefined) return null
  return (
    <main data-opened={opened.join(' ')}>
      <Conversation
        view={view}
        page={overview.page}
        nowMs={overview.now}
        highlighted={new Set()}
        act={act}
        attach={attach}
        change={change}
        loadEarlier={loadEarlier}
        openActivity={setOpened}
      />
    </main>
  )
}

render(<Frame />, document.body)
