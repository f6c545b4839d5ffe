import type {JSX} from 'preact'
import {useState} from 'preact/hooks'
import type {GraphAnswer} from '../../../emulator/control/protocol.ts'
import {useClient} from '../../app/client-context.ts'
import {asFields, asText, type Fields} from '../../conversation/fields.ts'
import {focusTitle, Problem, Section} from '../parts.tsx'
import {Localised} from './localised.tsx'
import {emptyEntry, entriesOf, type PropertyForm} from './properties.ts'
import {Row} from './row.tsx'

interface PropertyProps {
  readonly form: PropertyForm
  /** As the Page has it; undefined if it is not set. */
  readonly value: unknown
  readonly pageId: string
  readonly reload: () => Promise<void>
}

/** One property of the profile, which is saved as a whole, as the platform wants it. */
export function Property({form, value, pageId, reload}: PropertyProps): JSX.Element {
  const client = useClient()
  const [draft, setDraft] = useState<unknown>()
  const [problem, setProblem] = useState<string>()
  const [isBusy, setIsBusy] = useState(false)
  const {name, title, hint, rows} = form
  const shown = draft ?? value
  const call = async (method: 'POST' | 'DELETE', body: Fields) => {
    setIsBusy(true)
    const refusal = await refusalIn(
      client.asking.ask('POST', 'graph', {method, path: '/me/messenger_profile', page: pageId, body}),
    )
    setIsBusy(false)
    setProblem(refusal)
    if (refusal === undefined) setDraft(undefined)
    await reload()
  }
  const save = (event: Event) => {
    event.preventDefault()
    void call('POST', {[name]: shown})
  }
  const remove = () => {
    focusTitle()
    void call('DELETE', {fields: [name]})
  }
  const cancel = () => {
    setDraft(undefined)
    setProblem(undefined)
  }
  const add = () => setDraft(rows === undefined ? {} : [emptyEntry(form, 'default')])
  return (
    <Section
      title={title}
      side={
        value !== undefined && (
          <button
            type="button"
            class="text-button"
            aria-label={`Delete: ${title}`}
            disabled={isBusy}
            onClick={remove}
          >
            Delete
          </button>
        )
      }
    >
      <p class="hint">{hint}</p>
      {shown === undefined ? (
        <>
          <Problem text={problem} />
          <button type="button" class="secondary panel-add" aria-label={`Add: ${title}`} onClick={add}>
            Add
          </button>
        </>
      ) : (
        <form class="panel-form" aria-label={title} aria-busy={isBusy} onSubmit={save}>
          {rows === undefined ? (
            <Row form={form} path={name} row={asFields(shown)} problem={problem} onChange={setDraft} />
          ) : (
            <Localised form={form} entries={entriesOf(form, shown)} problem={problem} onChange={setDraft} />
          )}
          <Problem text={problem} />
          {draft !== undefined && (
            <div class="panel-choices">
              <button type="submit" class="primary" disabled={isBusy}>
                Save
              </button>
              <button type="button" class="secondary" onClick={cancel}>
                Cancel
              </button>
            </div>
          )}
        </form>
      )}
    </Section>
  )
}

/** The platform's refusal in an answer, or why there was none. */
async function refusalIn(asking: Promise<GraphAnswer>): Promise<string | undefined> {
  try {
    const {status, body} = await asking
    if (status < 300) return undefined
    return asText(asFields(asFields(body)['error'])['message']) ?? `The emulator answered ${status}`
  } catch (error) {
    return error instanceof Error ? error.message : 'The emulator does not answer'
  }
}
