import type {JSX} from 'preact'
import {useEffect, useState} from 'preact/hooks'
import {useChat, useClient} from '../../app/client-context.ts'
import {asFields, type Fields} from '../../conversation/fields.ts'
import {sendAsPage} from '../../data/send-as-page.ts'
import {Problem} from '../parts.tsx'
import {useLoaded} from '../use-loaded.ts'

/** The body of a call of the Send API, begun with a sample and edited. What is refused stays, with the reason. */
export function AnswerPanel(): JSX.Element {
  const client = useClient()
  const view = useChat(state => state.view)
  const {data: samples} = useLoaded(() => client.asking.ask('GET', 'samples'), '')
  const [chosen, setChosen] = useState<string>()
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<string>()
  const [isBusy, setIsBusy] = useState(false)
  const choose = (name: string) => {
    setChosen(name)
    setProblem(undefined)
    setText(JSON.stringify(samples?.find(sample => sample.name === name)?.body ?? {}, null, 2))
  }
  useEffect(() => {
    if (samples?.[0] !== undefined && chosen === undefined) choose(samples[0].name)
  }, [samples])
  if (view === undefined) return <p class="hint">Choose a person to write to.</p>
  if (samples === undefined) return <p aria-busy="true">Loading…</p>
  const {person, page} = view
  const send = async (event: Event) => {
    event.preventDefault()
    const body = bodyIn(text)
    if (typeof body === 'string') return setProblem(body)
    setIsBusy(true)
    const why = await sendAsPage(client.asking, {psid: person.psid, pageId: page.id}, body)
    setIsBusy(false)
    setProblem(why)
  }
  return (
    <form
      class="panel-form answer-form"
      aria-label={`Call to ${person.firstName}`}
      aria-busy={isBusy}
      onSubmit={event => void send(event)}
    >
      <p class="hint">
        Goes to {person.firstName} {person.lastName} from {page.name}, as a call of POST /me/messages with the
        token that the emulator holds. The recipient is filled in.
      </p>
      <label class="field">
        <span>Sample</span>
        <select value={chosen} onChange={({currentTarget}) => choose(currentTarget.value)}>
          {samples.map(({name}) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label class="field answer-body">
        <span>JSON of the call</span>
        <textarea
          class="code-area"
          value={text}
          spellcheck={false}
          onInput={({currentTarget}) => {
            setText(currentTarget.value)
            setProblem(undefined)
          }}
        />
      </label>
      <Problem text={problem} />
      <button type="submit" class="primary" disabled={isBusy}>
        {isBusy ? 'Sending…' : `Send to ${person.firstName}`}
      </button>
    </form>
  )
}

/** The object of a text, or why it is not one. */
function bodyIn(text: string): Fields | string {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? asFields(value) : 'The call must be a JSON object, in { }.'
  } catch (error) {
    return `This is not valid JSON: ${error instanceof Error ? error.message : String(error)}`
  }
}
