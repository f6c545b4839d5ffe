import type {JSX} from 'preact'
import {useCallback, useMemo, useRef, useState} from 'preact/hooks'
import type {ActAnswer, ChatMessage, ConversationView, PageSummary} from '../../emulator/chat/view-types.ts'
import {useClient} from '../app/client-context.ts'
import {lazily} from '../app/lazily.tsx'
import {type Acting, ActingProvider, type PersonChange, type Sheet} from './acting.ts'
import {Arrivals} from './arrivals.tsx'
import {Composer, type Target} from './composer.tsx'
import type {Fields} from './fields.ts'
import {Header} from './header.tsx'
import {QuickReplies} from './quick-replies.tsx'
import {useReading} from './reading.ts'
import {SpokenStatus} from './status.tsx'
import {SubscriptionsProvider} from './subscriptions.tsx'
import {Timeline} from './timeline.tsx'
import {WelcomeScreen} from './welcome.tsx'

const OpenSheet = lazily(async () => (await import('./sheets/index.tsx')).OpenSheet)

export interface ConversationProps {
  readonly view: ConversationView
  readonly page: PageSummary
  readonly nowMs: number
  readonly highlighted: ReadonlySet<string>
  readonly act: (act: string, words?: Fields) => Promise<ActAnswer | undefined>
  readonly attach: (file: File) => Promise<ActAnswer | undefined>
  readonly change: (change: PersonChange) => Promise<boolean>
  /** Deletes the person. */
  readonly remove: () => Promise<void>
  readonly loadEarlier: () => Promise<void>
  readonly openActivity: (ids: readonly string[]) => void
  /** Copies the address of a message. */
  readonly copyLink: (mid: string) => void
}

/** The column in which a developer writes to the Page as a person. Another person's is another one: its key is the PSID. */
export function Conversation(props: ConversationProps): JSX.Element {
  const {view, page, nowMs, highlighted, act, attach, change, remove, loadEarlier, openActivity, copyLink} =
    props
  const client = useClient()
  const [target, setTarget] = useState<Target>()
  const [sheet, setSheet] = useState<Sheet>()
  const [isDragging, setIsDragging] = useState(false)
  const {person, messages} = view

  useReading(messages, act)

  const acting: Acting = useMemo(
    () => ({person, page, nowMs, act, attach, open: setSheet}),
    [person, page, nowMs, act, attach],
  )
  const opener = useRef(openActivity)
  opener.current = openActivity
  const handlers = useMemo(
    () => ({
      reply: (message: ChatMessage) => setTarget({as: 'reply', message}),
      edit: (message: ChatMessage) => setTarget({as: 'edit', message}),
      openActivity: (ids: readonly string[]) => opener.current(ids),
      copyLink: ({mid}: ChatMessage) => copyLink(mid),
    }),
    [copyLink],
  )
  const clearTarget = useCallback(() => setTarget(undefined), [])
  const closeSheet = useCallback(() => setSheet(undefined), [])
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setIsDragging(false)
    const dropped = [...(event.dataTransfer?.files ?? [])]
    client.drafts.change(person.psid, ({files}) => ({files: [...files, ...dropped]}))
  }
  const last = messages.findLast(({kind}) => kind === 'message')
  const welcome = <WelcomeScreen welcome={view.welcome} isOver={last !== undefined} />

  return (
    <ActingProvider value={acting}>
      <SubscriptionsProvider value={view.person.subscriptions}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping files is a way beside the button */}
        <div
          class="conversation"
          onDragOver={event => {
            event.preventDefault()
            setIsDragging(true)
          }}
          onDragLeave={({currentTarget, relatedTarget}) => {
            if (!currentTarget.contains(relatedTarget as Node | null)) setIsDragging(false)
          }}
          onDrop={drop}
        >
          <Header view={view} change={change} remove={remove} />
          <Timeline
            view={view}
            highlighted={highlighted}
            handlers={handlers}
            loadEarlier={loadEarlier}
            before={welcome}
          />
          <QuickReplies to={last} />
          <Composer view={view} target={target} clearTarget={clearTarget} />
          <SpokenStatus of={view.status} />
          <Arrivals messages={messages} page={page} />
          {isDragging && <div class="drop-here">Drop the files to add them to your message</div>}
          {sheet !== undefined && <OpenSheet sheet={sheet} onClose={closeSheet} />}
        </div>
      </SubscriptionsProvider>
    </ActingProvider>
  )
}
