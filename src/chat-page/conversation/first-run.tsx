import type {JSX} from 'preact'
import {useState} from 'preact/hooks'
import {useChat, useClient} from '../app/client-context.ts'
import {onceDrawn} from '../app/once-drawn.ts'
import {useActing} from './acting.ts'
import {Icon, type IconName} from './icons.tsx'

/** While no bot gets the events of the Page: who could answer. While the echo bot does: that it does. */
export function FirstRun(): JSX.Element | null {
  const client = useClient()
  const {page} = useActing()
  const webhook = useChat(({overview}) => (overview?.page.id === page.id ? overview.webhook : undefined))
  const [isBusy, setIsBusy] = useState(false)
  const setEchoBot = async (isOn: boolean) => {
    // Not after the answer: the page may show sooner that the echo bot is on, and somebody begins to write.
    focusComposer()
    setIsBusy(true)
    await client.acts.setEchoBot(isOn)
    setIsBusy(false)
  }
  if (webhook?.isEchoBot === true)
    return (
      <p class="hint echo-bot-on">
        The echo bot answers for {page.name}.{' '}
        <button type="button" class="text-button" disabled={isBusy} onClick={() => void setEchoBot(false)}>
          Switch it off
        </button>
      </p>
    )
  if (webhook?.state !== 'missing') return null
  return (
    <section class="first-run" aria-label="Who answers?" aria-busy={isBusy}>
      <h3>No bot answers for {page.name} yet</h3>
      <Way
        icon="chat"
        name="Let the echo bot answer"
        note="It is built in, repeats what you write, and shows what a bot can send."
        act={() => void setEchoBot(true)}
      />
      <Way
        icon="play"
        name="Start my bot"
        note="The command that brings the events to it."
        act={() => client.openPanel('bot')}
      />
      <Way
        icon="copy"
        name="Copy a small bot"
        note="A file without dependencies, for Node.js or Python."
        act={() => client.openPanel('bot', 'small-bot')}
      />
      <Way
        icon="edit"
        name="Answer myself"
        note={`Write as ${page.name}: a text, or any template.`}
        act={() => {
          client.store.set({speaker: 'page'})
          onceDrawn(focusComposer)
        }}
      />
    </section>
  )
}

const focusComposer = (): void => document.querySelector<HTMLElement>('.composer-text')?.focus()

interface WayProps {
  readonly icon: IconName
  readonly name: string
  readonly note: string
  readonly act: () => void
}

const Way = ({icon, name, note, act}: WayProps): JSX.Element => (
  <button type="button" class="way" onClick={act}>
    <span class="way-icon">
      <Icon name={icon} />
    </span>
    <span class="way-words">
      <strong>{name}</strong>
      <span class="hint">{note}</span>
    </span>
    <Icon name="right" size={16} />
  </button>
)
