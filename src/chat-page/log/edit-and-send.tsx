import type {JSX} from 'preact'
import {useId, useLayoutEffect, useRef, useState} from 'preact/hooks'
import type {ActivityDetail, Editable} from '../../emulator/chat/view-types.ts'
import {useClient} from '../app/client-context.ts'
import {onceDrawn} from '../app/once-drawn.ts'
import {Refused} from '../data/asking.ts'

interface EditProps {
  readonly of: ActivityDetail
  readonly editable: Editable
  /** Returns to the details. */
  readonly close: () => void
}

const methods = ['GET', 'POST', 'DELETE']
/** The most lines that are shown without scrolling. */
const MOST_LINES = 24

/**
 * An event as JSON, or a call, to change and to send again. The emulator checks it, signs the event, and adds the token of the
 * call.
 */
export function EditAndSend({of: {id, kind}, editable, close}: EditProps): JSX.Element {
  const client = useClient()
  const [edits, setEdits] = useState(editable)
  const [problem, setProblem] = useState<string>()
  const field = useRef<HTMLTextAreaElement>(null)
  const problemId = useId()
  useLayoutEffect(() => field.current?.focus(), [])
  const change = (part: Partial<Editable>) => {
    setEdits({...edits, ...part})
    setProblem(undefined)
  }
  const send = async (event: Event) => {
    event.preventDefault()
    try {
      const {activity} = await client.acts.sendEdited(id, edits)
      close()
      client.store.set({
        notice: {kind: 'news', text: kind === 'event' ? 'Sent, signed again' : 'Called again'},
      })
      if (activity !== undefined) client.openEntries([activity])
      focusDetails()
    } catch (error) {
      setProblem(error instanceof Refused ? error.message : 'The emulator does not answer')
      field.current?.focus()
    }
  }
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault()
      close()
    }
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send(event)
  }
  return (
    <form class="edit" aria-label="Edit and send" onSubmit={event => void send(event)} onKeyDown={press}>
      {edits.path !== undefined && (
        <div class="edit-target">
          <select
            aria-label="Method"
            value={edits.method}
            onChange={({currentTarget}) => change({method: currentTarget.value})}
          >
            {methods.map(method => (
              <option key={method} value={method}>
                {method}
              </option>
            ))}
          </select>
          <input
            aria-label="Path"
            value={edits.path}
            spellcheck={false}
            autocomplete="off"
            onInput={({currentTarget}) => change({path: currentTarget.value})}
          />
        </div>
      )}
      <textarea
        ref={field}
        class="edit-body"
        aria-label={kind === 'event' ? 'The event as JSON' : 'The parameters as JSON'}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : problemId}
        rows={Math.min(MOST_LINES, edits.body.split('\n').length + 1)}
        value={edits.body}
        spellcheck={false}
        onInput={({currentTarget}) => change({body: currentTarget.value})}
      />
      <p class="edit-problem" id={problemId} role="alert">
        {problem}
      </p>
      <div class="edit-buttons">
        <button type="submit" class="action primary-action" title="Ctrl+Enter">
          {kind === 'event' ? 'Sign and send' : 'Call'}
        </button>
        <button type="button" class="action" onClick={close}>
          Cancel
        </button>
        <span class="hint">
          {kind === 'event' ? 'The emulator signs it again.' : 'With the token of the original call.'}
        </span>
      </div>
    </form>
  )
}

/** The details of the new line have replaced those that had the focus. */
function focusDetails(): void {
  onceDrawn(() => document.querySelector<HTMLElement>('.inspector-name')?.focus())
}
