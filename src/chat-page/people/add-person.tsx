import type {JSX} from 'preact'
import {useLayoutEffect, useRef} from 'preact/hooks'
import {locales} from '../../platform/locales.ts'
import {useClient} from '../app/client-context.ts'
import {useDismiss} from '../conversation/dismiss.ts'

/** The form for a new person; adds the person and opens the conversation. */
export function AddPerson({onDone}: {readonly onDone: () => void}): JSX.Element {
  const client = useClient()
  const form = useRef<HTMLFormElement>(null)
  useDismiss(form, true, onDone)
  useLayoutEffect(() => form.current?.querySelector('input')?.focus(), [])
  const add = async (event: SubmitEvent) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget as HTMLFormElement)
    const filled = [...given].filter(([, value]) => String(value).trim() !== '')
    const psid = await client.acts.addPerson(Object.fromEntries(filled))
    if (psid === undefined) return
    onDone()
    client.openPerson(psid)
  }
  return (
    <form
      class="floating add-person"
      ref={form}
      aria-label="Add a person"
      onSubmit={event => void add(event)}
    >
      <label class="field">
        <span>First name</span>
        <input name="firstName" maxLength={50} autocomplete="off" placeholder="Guest" />
      </label>
      <label class="field">
        <span>Last name</span>
        <input name="lastName" maxLength={50} autocomplete="off" />
      </label>
      <label class="field">
        <span>Locale</span>
        <select name="locale">
          {[...locales].map(locale => (
            <option key={locale} value={locale} selected={locale === 'en_US'}>
              {locale}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>Time zone, in hours from GMT</span>
        <input name="timezone" type="number" min={-12} max={14} step="any" defaultValue={hoursHere()} />
      </label>
      <button type="submit" class="primary">
        Add
      </button>
    </form>
  )
}

/** The browser's time zone, in hours from GMT. */
const hoursHere = (): string => String(-new Date().getTimezoneOffset() / 60)
