import type {JSX} from 'preact'
import {useState} from 'preact/hooks'
import {
  type EffectOfKind,
  effectKinds,
  type FaultTarget,
  matchFields,
} from '../../../emulator/graph/fault-table.ts'
import type {Fault} from '../../../emulator/graph/faults.ts'
import {pageFieldNames} from '../../../platform/webhook-events.ts'
import {ValueField, type Values, valuesOf} from './value-field.tsx'

const targets = [
  {target: 'calls', name: 'Calls'},
  {target: 'deliveries', name: 'Deliveries'},
] as const

/** Paths to choose from; any other can be typed. */
const paths = [
  '/*/messages',
  '/*/messenger_profile',
  '/*/personas',
  '/*/custom_labels',
  '/*/conversations',
  '/*',
]

const howOften = ['nth', 'probability', 'times', 'forMs'] as const

/** A form for any fault, made of the emulator's description of them. */
export function AddFault({onAdd}: {readonly onAdd: (fault: Fault) => Promise<boolean>}): JSX.Element {
  const [target, setTarget] = useState<FaultTarget>('calls')
  const [kind, setKind] = useState('error')
  const [match, setMatch] = useState<Values>({path: '/*/messages', method: 'POST', event: '*'})
  const [values, setValues] = useState<Values>({})
  const kinds = Object.entries<EffectOfKind>(effectKinds[target])
  const [, effect] = kinds.find(([name]) => name === kind) ?? kinds[0] ?? []
  const choose = (next: FaultTarget) => {
    setTarget(next)
    setKind(Object.keys(effectKinds[next])[0] ?? '')
    setValues({})
  }
  const add = async (event: Event) => {
    event.preventDefault()
    const {path, method, event: field, ...often} = match
    const isAdded = await onAdd({
      ...(target === 'calls' ? valuesOf({path, method}, matchFields) : {event: field ?? '*'}),
      ...valuesOf(often, matchFields),
      effect: {kind, ...valuesOf(values, effect?.fields ?? {})} as Fault['effect'],
    })
    if (isAdded) setValues({})
  }
  return (
    <form class="panel-form" aria-label="Another fault" onSubmit={event => void add(event)}>
      <div class="panel-segments" role="group" aria-label="What it affects">
        {targets.map(each => (
          <button
            key={each.target}
            type="button"
            class="segment"
            aria-pressed={target === each.target}
            onClick={() => choose(each.target)}
          >
            {each.name}
          </button>
        ))}
      </div>
      {target === 'calls' ? (
        <div class="panel-pair">
          <label class="field narrow">
            <span>Method</span>
            <select
              value={match['method'] ?? ''}
              onChange={({currentTarget}) => setMatch({...match, method: currentTarget.value})}
            >
              <option value="">any</option>
              {['GET', 'POST', 'DELETE'].map(method => (
                <option key={method}>{method}</option>
              ))}
            </select>
          </label>
          <label class="field">
            <span>Path, with * for any part</span>
            <input
              value={match['path'] ?? ''}
              list="fault-paths"
              placeholder="any path"
              spellcheck={false}
              onInput={({currentTarget}) => setMatch({...match, path: currentTarget.value})}
            />
            <datalist id="fault-paths">
              {paths.map(path => (
                <option key={path} value={path} />
              ))}
            </datalist>
          </label>
        </div>
      ) : (
        <label class="field">
          <span>Field</span>
          <select
            value={match['event'] ?? '*'}
            onChange={({currentTarget}) => setMatch({...match, event: currentTarget.value})}
          >
            <option value="*">every field</option>
            {pageFieldNames.map(name => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      )}
      <label class="field">
        <span>What happens</span>
        <select
          value={kind}
          onChange={({currentTarget}) => {
            setKind(currentTarget.value)
            setValues({})
          }}
        >
          {kinds.map(([name, {does}]) => (
            <option key={name} value={name}>
              {does}
            </option>
          ))}
        </select>
      </label>
      <div class="panel-grid">
        {Object.entries(effect?.fields ?? {}).map(([name, field]) => (
          <ValueField
            key={`${target} ${kind} ${name}`}
            field={field}
            value={values[name] ?? ''}
            onChange={value => setValues({...values, [name]: value})}
          />
        ))}
      </div>
      <details class="panel-more">
        <summary>How often</summary>
        <div class="panel-grid">
          {howOften.map(name => (
            <ValueField
              key={name}
              field={matchFields[name]}
              value={match[name] ?? ''}
              onChange={value => setMatch({...match, [name]: value})}
            />
          ))}
        </div>
      </details>
      <button type="submit" class="primary">
        Add the fault
      </button>
    </form>
  )
}
