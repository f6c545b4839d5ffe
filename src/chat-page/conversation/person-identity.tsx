import type {JSX} from 'preact'
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
  const save = async (input: HTMLInputElement, key: 'firstName' | 'lastName') => {
    const isSaved = await change({[key]: input.value})
    if (!isSaved) input.value = person[key]
  }
  return (
    <div class="person-identity">
      {names.map(({key, label}) => (
        <label key={key} class="field">
          <span>{label}</span>
          <input
            maxLength={50}
            autocomplete="off"
            dir="auto"
            value={person[key]}
            onChange={({currentTarget}) => void save(currentTarget, key)}
          />
        </label>
      ))}
    </div>
  )
}
