import type {JSX} from 'preact'
import {useRef, useState} from 'preact/hooks'
import {useChat, useClient} from '../app/client-context.ts'
import {useNow} from '../app/now.ts'
import {onListKeys} from '../conversation/dismiss.ts'
import {Icon} from '../conversation/icons.tsx'
import {AddPerson} from './add-person.tsx'
import {PersonLine} from './person-line.tsx'
import {matchingPeople} from './search.ts'

const DAY_EVERY_MS = 60_000

/** Everyone with a conversation, newest first. */
export function People(): JSX.Element {
  const client = useClient()
  const overview = useChat(state => state.overview)
  const psid = useChat(state => state.psid)
  const nowMs = useNow(DAY_EVERY_MS)
  const [text, setText] = useState('')
  const [isAdding, setIsAdding] = useState(false)
  const search = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLUListElement>(null)
  const people = overview?.people ?? []
  const shown = matchingPeople(people, text)

  const open = (chosen: string) => {
    setText('')
    client.openPerson(chosen)
  }
  const onSearchKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && shown[0] !== undefined) open(shown[0].psid)
    else if (event.key === 'Enter' && isPsid(text)) open(text.trim())
    else if (event.key === 'ArrowDown') list.current?.querySelector('button')?.focus()
    else if (event.key === 'Escape' && text !== '') setText('')
    else return
    event.preventDefault()
  }

  const onLineKey = (event: KeyboardEvent) => {
    const isAtFirst = document.activeElement === list.current?.querySelector('button')
    if (event.key !== 'ArrowUp' || !isAtFirst) return onListKeys(event)
    event.preventDefault()
    search.current?.focus()
  }

  return (
    <nav class="people-column" id="people" aria-label="People">
      <div class="column-head">
        <h2>People</h2>
        <button
          type="button"
          class="tool large"
          aria-label="Add a person"
          title="Add a person"
          aria-expanded={isAdding}
          onClick={() => setIsAdding(!isAdding)}
        >
          <Icon name="plus" />
        </button>
        {isAdding && <AddPerson onDone={() => setIsAdding(false)} />}
      </div>
      <div class="search">
        <Icon name="search" size={16} />
        <input
          class="people-search"
          ref={search}
          type="search"
          placeholder="Search (Ctrl+K)"
          aria-label="Search people"
          aria-keyshortcuts="Control+K"
          autocomplete="off"
          value={text}
          onInput={({currentTarget}) => setText(currentTarget.value)}
          onKeyDown={onSearchKey}
        />
      </div>
      <ul class="people-list" ref={list} onKeyDown={onLineKey}>
        {shown.map(person => (
          <PersonLine
            key={person.psid}
            person={person}
            isOpen={person.psid === psid}
            nowMs={nowMs}
            open={client.openPerson}
          />
        ))}
      </ul>
      {shown.length === 0 && text !== '' && (
        <p class="people-hint hint">
          {isPsid(text) ? 'Press Enter to open this PSID.' : 'No person with this name among the newest.'}
        </p>
      )}
      {overview !== undefined && overview.peopleTotal > people.length && text === '' && (
        <p class="people-hint hint">
          The newest {people.length} of {overview.peopleTotal.toLocaleString('en')}. Search for a whole PSID
          to open somebody else.
        </p>
      )}
    </nav>
  )
}

const isPsid = (text: string): boolean => /^\d{8,20}$/.test(text.trim())
