import type {JSX} from 'preact'
import {useMemo, useRef, useState} from 'preact/hooks'
import {useChat, useClient} from '../app/client-context.ts'
import {useNow} from '../app/now.ts'
import {useRoving} from '../app/roving.ts'
import {Icon} from '../conversation/icons.tsx'
import {MOST_LISTED} from '../data/client.ts'
import {AddPerson} from './add-person.tsx'
import {type Found, useFound} from './finding.ts'
import {useHeldOrder} from './holding.ts'
import {PersonLine} from './person-line.tsx'

const DAY_EVERY_MS = 60_000

/** Everyone with a conversation, newest first. */
export function People(): JSX.Element {
  const client = useClient()
  const overview = useChat(state => state.overview)
  const psid = useChat(state => state.psid)
  const nowMs = useNow(DAY_EVERY_MS)
  const [text, setText] = useState('')
  const [isAdding, setIsAdding] = useState(false)
  const adder = useRef<HTMLButtonElement>(null)
  const search = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLUListElement>(null)
  const found = useFound(text)
  const people = found?.people ?? overview?.people ?? []
  const total = found?.total ?? overview?.peopleTotal ?? 0
  const held = useHeldOrder({people, isComplete: people.length === total, of: found?.text ?? ''})
  const psids = useMemo(() => held.people.map(person => person.psid), [held.people])
  const roving = useRoving(psids, psid)

  const open = (chosen: string | undefined) => {
    if (chosen === undefined) return
    setText('')
    client.openPerson(chosen)
  }
  const endAdding = () => {
    setIsAdding(false)
    adder.current?.focus()
  }
  const onSearchKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && found !== undefined) void found.first().then(person => open(person?.psid))
    else if (event.key === 'ArrowDown') list.current?.querySelector('button')?.focus()
    else if (event.key === 'Escape' && text !== '') setText('')
    else return
    event.preventDefault()
  }

  const onLineKey = (event: KeyboardEvent) => {
    const isAtFirst = document.activeElement === list.current?.querySelector('button')
    if (event.key !== 'ArrowUp' || !isAtFirst) return roving.onKeyDown(event)
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
          ref={adder}
          aria-label="Add a person"
          title="Add a person"
          aria-expanded={isAdding}
          onClick={() => setIsAdding(!isAdding)}
        >
          <Icon name="plus" />
        </button>
        {isAdding && <AddPerson onDone={endAdding} />}
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
      <ul
        class="people-list"
        ref={list}
        aria-busy={overview === undefined || found?.isBusy === true}
        onKeyDown={onLineKey}
        onPointerEnter={held.onPointerEnter}
        onPointerLeave={held.onPointerLeave}
        onFocusIn={event => {
          roving.onFocusIn(event)
          held.onFocusIn(event)
        }}
        onFocusOut={held.onFocusOut}
      >
        {held.people.map(person => (
          <PersonLine
            key={person.psid}
            person={person}
            isOpen={person.psid === psid}
            isStop={person.psid === roving.stop}
            nowMs={nowMs}
            open={client.openPerson}
          />
        ))}
      </ul>
      <p class="people-hint hint" role="status">
        {hintFor(found, people.length, total)}
      </p>
      {found === undefined && total > people.length && people.length < MOST_LISTED && (
        <button type="button" class="text-button people-more" onClick={client.showMorePeople}>
          List more
        </button>
      )}
    </nav>
  )
}

/** How many people there are beside those in the list. */
function hintFor(found: Found | undefined, shown: number, total: number): string {
  if (found === undefined)
    return total > shown
      ? `The newest ${shown} of ${total.toLocaleString('en')}. Search by name or PSID.`
      : ''
  if (found.isBusy) return ''
  if (total === 0) return 'Nobody has this name or PSID.'
  return total > shown
    ? `The newest ${shown} of ${total.toLocaleString('en')} found. Add a word.`
    : `${total} found.`
}
