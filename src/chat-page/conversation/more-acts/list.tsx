import type {JSX} from 'preact'
import {useLayoutEffect, useRef, useState} from 'preact/hooks'
import {useActing} from '../acting.ts'
import {onListKeys} from '../dismiss.ts'
import {Icon} from '../icons.tsx'
import {type PersonAct, personActs} from './acts.ts'
import {voiceMessage} from './voice.ts'

/** The acts to choose from, and the form of the chosen one. */
export function MoreActsList({onDone}: {readonly onDone: () => void}): JSX.Element {
  const {act, attach} = useActing()
  const [chosen, setChosen] = useState<PersonAct>()
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(
    () => box.current?.querySelector<HTMLElement>('input, button:not(.menu-back)')?.focus(),
    [chosen],
  )
  const perform = async (doing: PersonAct, typed: Readonly<Record<string, string>>) => {
    const outcome = await act(...doing.toAct(typed))
    if (outcome !== undefined) onDone()
  }
  const sendVoice = async () => {
    if ((await attach(voiceMessage())) !== undefined) onDone()
  }
  return (
    <div class="floating more-acts" ref={box} role="group" aria-label="More acts">
      {chosen === undefined ? (
        <div role="group" aria-label="What else to do" onKeyDown={onListKeys}>
          {personActs.map(each => (
            <button
              key={each.title}
              type="button"
              class="more-act"
              onClick={() => (each.fields.length === 0 ? void perform(each, {}) : setChosen(each))}
            >
              <span>{each.title}</span>
              <span class="hint">{each.hint}</span>
            </button>
          ))}
          <button type="button" class="more-act" onClick={() => void sendVoice()}>
            <span>Send a voice message</span>
            <span class="hint">messages with an audio attachment</span>
          </button>
        </div>
      ) : (
        <ActForm
          key={chosen.title}
          act={chosen}
          onBack={() => setChosen(undefined)}
          onSubmit={typed => perform(chosen, typed)}
        />
      )}
    </div>
  )
}

interface ActFormProps {
  readonly act: PersonAct
  readonly onBack: () => void
  readonly onSubmit: (typed: Readonly<Record<string, string>>) => Promise<void>
}

function ActForm({act: {title, hint, fields}, onBack, onSubmit}: ActFormProps): JSX.Element {
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>(
    Object.fromEntries(fields.map(({key, value}) => [key, value])),
  )
  const submit = (event: Event) => {
    event.preventDefault()
    void onSubmit(typed)
  }
  return (
    <form class="more-form" aria-label={title} onSubmit={submit}>
      <button type="button" class="menu-back" onClick={onBack}>
        <Icon name="left" size={16} /> {title}
      </button>
      <p class="hint">{hint}</p>
      {fields.map(({key, label, isOptional}) => (
        <label key={key} class="field">
          <span>
            {label}
            {isOptional === true && ' (optional)'}
          </span>
          <input
            value={typed[key]}
            required={isOptional !== true}
            onInput={({currentTarget}) => setTyped({...typed, [key]: currentTarget.value})}
          />
        </label>
      ))}
      <button type="submit" class="primary">
        Do it
      </button>
    </form>
  )
}
