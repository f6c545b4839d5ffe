import type {JSX} from 'preact'
import {useRef, useState} from 'preact/hooks'
import {useChat, useClient} from '../app/client-context.ts'
import {useDraft} from '../data/drafts.ts'
import {sendAsPage} from '../data/send-as-page.ts'
import {useActing} from './acting.ts'
import type {Fields} from './fields.ts'
import {useGrowing} from './growing.ts'
import {Icon} from './icons.tsx'

/** Where the developer answers as the Page, by calls of the Send API. What the platform refuses stays, with the reason. */
export function PageComposer(): JSX.Element {
  const client = useClient()
  const {person, page} = useActing()
  const {psid} = person
  const key = `${psid} page`
  const {text} = useDraft(client.drafts, key)
  const [persona, setPersona] = useState('')
  const [refusal, setRefusal] = useState<string>()
  const [isSending, setIsSending] = useState(false)
  const input = useRef<HTMLTextAreaElement>(null)
  const personas =
    useChat(({overview}) => (overview?.page.id === page.id ? overview.personas : undefined)) ?? []
  useGrowing(input, text)

  const call = async (body: Fields): Promise<boolean> => {
    setIsSending(true)
    const speaking = persona === '' ? body : {...body, persona_id: persona}
    const why = await sendAsPage(client.asking, {psid, pageId: page.id}, speaking)
    setIsSending(false)
    setRefusal(why)
    return why === undefined
  }
  const send = async () => {
    const said = text.trim()
    if (said === '') return
    client.drafts.change(key, {text: ''})
    const isTaken = await call({messaging_type: 'RESPONSE', message: {text: said}})
    if (!isTaken) client.drafts.change(key, now => (now.text === '' ? {text: said} : {}))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    void send()
  }
  return (
    <div aria-busy={isSending}>
      <div role="alert">{refusal !== undefined && <p class="page-refusal">{refusal}</p>}</div>
      <div class="page-acts" role="group" aria-label={`Acts of ${page.name}`}>
        {actions.map(({action, name}) => (
          <button
            key={action}
            type="button"
            class="page-act"
            onClick={() => void call({sender_action: action})}
          >
            {name}
          </button>
        ))}
        <button type="button" class="page-act" onClick={() => client.openPanel('answer')}>
          Template…
        </button>
        {personas.length > 0 && (
          <select
            class="page-act"
            aria-label="Persona"
            value={persona}
            onChange={({currentTarget}) => setPersona(currentTarget.value)}
          >
            <option value="">No persona</option>
            {personas.map(({id, name}) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
      </div>
      <div class="composer-row">
        <textarea
          ref={input}
          class="composer-text"
          rows={1}
          dir="auto"
          placeholder={`Answer ${person.firstName}`}
          aria-label={`Message to ${person.firstName} as ${page.name}`}
          value={text}
          onInput={({currentTarget}) => {
            setRefusal(undefined)
            client.drafts.change(key, {text: currentTarget.value})
          }}
          onKeyDown={onKeyDown}
        />
        <button
          type="button"
          class="tool large accent"
          aria-label="Send"
          title="Send"
          disabled={text.trim() === ''}
          onClick={() => void send()}
        >
          <Icon name="send" />
        </button>
      </div>
    </div>
  )
}

const actions = [
  {action: 'typing_on', name: 'Typing on'},
  {action: 'typing_off', name: 'Typing off'},
  {action: 'mark_seen', name: 'Mark seen'},
] as const
