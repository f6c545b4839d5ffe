import type {JSX} from 'preact'
import {useRef, useState} from 'preact/hooks'
import type {ChatOverview, PersonSummary} from '../../emulator/chat/view-types.ts'
import {Icon} from '../conversation/icons.tsx'
import type {NewPerson} from '../data/store.ts'
import {AddPerson} from './add-person.tsx'
import {PersonLine} from './person-line.tsx'

interface PeopleProps {
  readonly overview: ChatOverview | undefined
  readonly psid: string | undefined
  readonly nowMs: number
  readonly choose: (psid: string) => void
  readonly add: (person: NewPerson) => Promise<boolean>
  readonly close: () => void
}

/** Who can be: everybody who knows the Page, newest conversation first. */
export function People({overview, psid, nowMs, choose, add, close}: PeopleProps): JSX.Element {
  const [search, setSearch] = useState('')
  const [isAdding, setIsAdding] = useState(false)
  const list = useRef<HTMLUListElement>(null)
  const people = overview?.people.filter(person => fits(person, search)) ?? []
  const more = (overview?.peopleTotal ?? 0) - (overview?.people.length ?? 0)

  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close()
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key]
    const lines = [...(list.current?.querySelectorAll('button') ?? [])]
    if (step === undefined || lines.length === 0) return
    event.preventDefault()
    const at = lines.indexOf(document.activeElement as HTMLButtonElement)
    const next = lines[at + step]
    if (next !== undefined) next.focus()
    else if (step < 0) document.querySelector<HTMLInputElement>('#person-search')?.focus()
  }

  return (
    <aside class="people-column" aria-label="People" onKeyDown={onKey}>
      <div class="people-head">
        <input
          id="person-search"
          type="search"
          placeholder="Jump to a person (Ctrl+K)"
          aria-label="Jump to a person"
          autocomplete="off"
          value={search}
          onInput={({currentTarget}) => setSearch(currentTarget.value)}
          onKeyDown={event => {
            const [first] = people
            if (event.key !== 'Enter' || first === undefined) return
            setSearch('')
            choose(first.psid)
          }}
        />
        <button
          type="button"
          class="icon-button"
          aria-label="Add a person"
          title="Add a person"
          aria-expanded={isAdding}
          onClick={() => setIsAdding(!isAdding)}
        >
          <Icon name={isAdding ? 'close' : 'edit'} />
        </button>
      </div>
      {isAdding && (
        <AddPerson
          add={async person => {
            if (await add(person)) setIsAdding(false)
          }}
        />
      )}
      <ul class="people" ref={list}>
        {people.map(person => (
          <li key={person.psid}>
            <PersonLine person={person} nowMs={nowMs} isChosen={person.psid === psid} choose={choose} />
          </li>
        ))}
      </ul>
      {overview !== undefined && people.length === 0 && (
        <p class="hint">{search === '' ? 'Nobody knows this Page yet.' : `Nobody is called “${search}”.`}</p>
      )}
      {more > 0 && <p class="hint">{more.toLocaleString('en')} more are not listed.</p>}
    </aside>
  )
}

function fits({firstName, lastName, psid}: PersonSummary, search: string): boolean {
  const words = search.toLowerCase().split(/\s+/)
  const text = `${firstName} ${lastName} ${psid}`.toLowerCase()
  return words.every(word => text.includes(word))
}
