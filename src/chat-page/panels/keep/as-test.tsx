import type {JSX} from 'preact'
import {useState} from 'preact/hooks'
import type {RecordedChat} from '../../../emulator/chat/view-types.ts'
import {useClient} from '../../app/client-context.ts'
import {copyText} from '../../app/clipboard.ts'
import {saveFile} from '../../data/save-file.ts'
import {CommandLine, Problem, Section} from '../parts.tsx'
import {useLoaded} from '../use-loaded.ts'

interface KeepAsTestProps {
  readonly psid: string
  /** Of the file, without its ending. */
  readonly name: string
}

/** The conversation, or a part of it, as a chat file: what `msgr emulator test` replays. */
export function KeepAsTest({psid, name: suggested}: KeepAsTestProps): JSX.Element {
  const client = useClient()
  const [typed, setTyped] = useState(suggested)
  const [first, setFirst] = useState(0)
  const [last, setLast] = useState<number>()
  const name = typed.trim() || suggested
  const {data} = useLoaded(
    () =>
      client.asking.ask(
        'GET',
        `chat/${psid}/test?name=${encodeURIComponent(name)}&first=${first}&last=${last ?? ''}`,
      ),
    [psid, name, first, last].join(' '),
  )
  if (data === undefined) return <p aria-busy="true">Loading…</p>
  const file = `${name.replace(/[\\/:*?"<>|]/g, '-')}.yaml`
  const copy = async () => {
    if (await copyText(client.store, data.text))
      client.store.set({notice: {kind: 'news', text: 'The test is in the clipboard'}})
  }
  if (data.steps.length === 0)
    return (
      <Section title="As a test">
        <p class="hint">
          There is nothing to replay yet. A test consists of what the person does and what is answered; the
          log has no event of this person any more, or not yet.
        </p>
      </Section>
    )
  return (
    <Section title="As a test">
      <label class="field">
        <span>Name</span>
        <input
          value={typed}
          spellcheck={false}
          onInput={({currentTarget}) => setTyped(currentTarget.value)}
        />
      </label>
      <div class="step-range">
        <StepChoice name="From" steps={data.steps} value={first} min={0} onChange={setFirst} />
        <StepChoice
          name="To"
          steps={data.steps}
          value={last ?? data.steps.length - 1}
          min={first}
          onChange={to => setLast(to === data.steps.length - 1 ? undefined : to)}
        />
      </div>
      <div class="panel-part">
        <h4>{file}</h4>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls what is wider than the panel */}
        <pre class="code-box" tabIndex={0} role="region" aria-label="Preview of the test">
          {data.text}
        </pre>
        <Problem text={data.warning} />
        <div class="panel-buttons">
          <button type="button" class="primary" onClick={() => saveFile(file, data.text, 'application/yaml')}>
            Save
          </button>
          <button type="button" class="secondary" onClick={() => void copy()}>
            Copy
          </button>
        </div>
        <CommandLine
          text={`msgr --emulator emulator test ${/^[\w.-]+$/.test(file) ? file : `'${file.replaceAll("'", '’')}'`}`}
        />
      </div>
    </Section>
  )
}

interface StepChoiceProps {
  readonly name: string
  readonly steps: RecordedChat['steps']
  readonly value: number
  /** Earlier steps cannot be chosen. */
  readonly min: number
  readonly onChange: (value: number) => void
}

const StepChoice = ({name, steps, value, min, onChange}: StepChoiceProps): JSX.Element => (
  <label class="field">
    <span>{name}</span>
    <select value={value} onChange={({currentTarget}) => onChange(Number(currentTarget.value))}>
      {steps.map(({line}, index) => (
        <option key={index} value={index} disabled={index < min}>
          {index + 1}. {line}
        </option>
      ))}
    </select>
  </label>
)
