import type {JSX} from 'preact'
import {useEffect, useRef, useState} from 'preact/hooks'
import {locales} from '../../platform/locales.ts'
import type {NewPerson} from '../data/store.ts'

/** Asks for a name and a language; the rest is as in the browser. */
export function AddPerson({add}: {readonly add: (person: NewPerson) => Promise<void>}): JSX.Element {
  const [name, setName] = useState('')
  const [locale, setLocale] = useState('en_US')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  return (
    <form
      class="add-person"
      onSubmit={event => {
        event.preventDefault()
        const [firstName = '', ...rest] = name.trim().split(/\s+/)
        if (firstName === '') return field.current?.focus()
        const timezone = -new Date().getTimezoneOffset() / 60
        void add({firstName, lastName: rest.join(' '), locale, timezone})
        return undefined
      }}
    >
      <label class="field">
        <span>Name</span>
        <input
          ref={field}
          required
          autocomplete="off"
          value={name}
          onInput={({currentTarget}) => setName(currentTarget.value)}
        />
      </label>
      <label class="field">
        <span>Locale</span>
        <select value={locale} onChange={({currentTarget}) => setLocale(currentTarget.value)}>
          {[...locales].map(each => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>
      <button type="submit" class="primary">
        Add
      </button>
    </form>
  )
}
