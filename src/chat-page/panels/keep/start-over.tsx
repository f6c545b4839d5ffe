import type {JSX} from 'preact'
import {useRef, useState} from 'preact/hooks'
import {useChat, useClient} from '../../app/client-context.ts'
import {onceDrawn} from '../../app/once-drawn.ts'
import {Section} from '../parts.tsx'

interface StartOverProps {
  readonly psid: string
  /** First name. */
  readonly name: string
}

/** Begins the conversation again, once the developer has confirmed it. */
export function StartOver({psid, name}: StartOverProps): JSX.Element {
  const client = useClient()
  const page = useChat(state => state.view?.page.name ?? 'the Page')
  const [isAsking, setIsAsking] = useState(false)
  const [isBusy, setIsBusy] = useState(false)
  const confirm = useRef<HTMLButtonElement>(null)
  const opener = useRef<HTMLButtonElement>(null)
  // After the buttons have changed places.
  const ask = (isOpen: boolean) => {
    setIsAsking(isOpen)
    onceDrawn(() => (isOpen ? confirm : opener).current?.focus())
  }
  const startOver = async () => {
    setIsBusy(true)
    const isDone = await client.acts.startOver(psid)
    setIsBusy(false)
    ask(false)
    if (isDone) client.store.set({notice: {kind: 'news', text: `${name} is new to ${page}`}})
  }
  return (
    <Section title="Start over">
      <div class="panel-part" aria-busy={isBusy}>
        <p class="hint">
          {name} becomes new to {page}: no messages, opt-ins, labels or blocks, and no open window. The log
          stays.
        </p>
        {isAsking ? (
          <div class="panel-buttons">
            <button
              type="button"
              class="primary danger"
              disabled={isBusy}
              ref={confirm}
              onClick={() => void startOver()}
            >
              Delete the messages
            </button>
            <button type="button" class="secondary" onClick={() => ask(false)}>
              Keep them
            </button>
          </div>
        ) : (
          <button type="button" class="secondary" ref={opener} onClick={() => ask(true)}>
            Start over…
          </button>
        )}
      </div>
    </Section>
  )
}
