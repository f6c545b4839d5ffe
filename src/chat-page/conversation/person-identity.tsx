import type {JSX} from 'preact'
import {useLayoutEffect, useState} from 'preact/hooks'
import type {PersonSummary} from '../../emulator/chat/view-types.ts'
import type {PersonChange} from './acting.ts'

interface IdentityProps {
  readonly person: PersonSummary
  readonly change: (change: PersonChange) => Promise<boolean>
}

const names = [
  {key: 'firstName', label: 'First name'},
  {key: 'lastName', label: 'Last name'},
] as const

/** The person's name, saved when a field is left. What is refused is set back. */
export function PersonIdentity({person, change}: IdentityProps): JSX.Element {
  return (
    <div class="person-identity">
      {names.map(({key, label}) => (
        <Name key={key} label={label} name={person[key]} save={name => change({[key]: name})} />
      ))}
    </div>
  )
}

interface NameProps {
  readonly label: string
  readonly name: string
  /** Returns whether it was taken. */
  readonly save: (name: string) => Promise<boolean>
}

function Name({label, name, save}: NameProps): JSX.Element {
  // Apart from the name: the page is drawn again while somebody types, whenever a message arrives.
  const [typed, setTyped] = useState<string>()
  useLayoutEffect(() => setTyped(undefined), [name])
  const leave = async () => {
    if (typed !== undefined && !(await save(typed))) setTyped(undefined)
  }
  return (
    <label class="field">
      <span>{label}</span>
      <input
        maxLength={50}
        autocomplete="off"
        dir="auto"
        value={typed ?? name}
        onInput={({currentTarget}) => setTyped(currentTarget.value)}
        onChange={() => void leave()}
      />
    </label>
  )
}
