import type {JSX} from 'preact'
import {useMemo} from 'preact/hooks'
import {useChat, useClient} from '../app/client-context.ts'
import {Icon} from '../conversation/icons.tsx'
import {heldEntries, passes} from '../data/entries.ts'

/** Searches, narrows, pauses and clears the log. */
export function Tools(): JSX.Element {
  return (
    <div class="log-tools">
      <Search />
      <Topics />
      <Pages />
      <Pause />
      <Clear />
    </div>
  )
}

function Search(): JSX.Element {
  const client = useClient()
  const {search} = useChat(state => state.filter)
  const hits = useChat(state => state.hits)
  const found = useFound()
  const openEntry = useChat(state => state.openEntry)
  const at = openEntry === undefined ? -1 : found.indexOf(openEntry)
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && search !== '') {
      event.preventDefault()
      client.log.search('')
    }
    if (event.key !== 'Enter' || event.isComposing || found.length === 0) return
    event.preventDefault()
    const next = event.shiftKey ? (at <= 0 ? found.length : at) - 1 : (at + 1) % found.length
    const id = found[next]
    if (id !== undefined) client.openEntries([id])
  }
  const isLooking = search !== '' && hits === undefined
  const place = at < 0 ? '' : `${at + 1} of `
  return (
    <div class="log-search">
      <Icon name="search" size={16} />
      <input
        type="search"
        class="log-search-text"
        value={search}
        placeholder="Search bodies"
        aria-label="Search requests and responses"
        aria-keyshortcuts="f"
        title="Search (F). Enter: next, Shift+Enter: previous"
        autocomplete="off"
        spellcheck={false}
        onInput={({currentTarget}) => client.log.search(currentTarget.value)}
        onKeyDown={press}
      />
      <span class="log-hits digits" role="status">
        {search !== '' &&
          (isLooking ? '…' : `${place}${found.length} ${found.length === 1 ? 'hit' : 'hits'}`)}
      </span>
    </div>
  )
}

/** The ids of the lines that are shown, if there is a search. */
function useFound(): readonly string[] {
  const filter = useChat(state => state.filter)
  const hits = useChat(state => state.hits)
  const entries = useChat(state => state.entries)
  const pausedLog = useChat(state => state.pausedLog)
  const clearedTo = useChat(state => state.clearedTo)
  const psid = useChat(state => state.psid)
  return useMemo(() => {
    if (filter.search === '' || hits === undefined) return []
    return heldEntries({entries, pausedLog, clearedTo})
      .filter(entry => passes(entry, {filter, hits, psid}))
      .map(({id}) => id)
  }, [filter, hits, entries, pausedLog, clearedTo, psid])
}

function Topics(): JSX.Element {
  const client = useClient()
  const {topic} = useChat(state => state.filter)
  const known = useTopics()
  const [events, calls] = [
    known.filter(([, kind]) => kind === 'event'),
    known.filter(([, kind]) => kind === 'call'),
  ]
  const options = (list: typeof known) =>
    list.map(([name]) => (
      <option key={name} value={name}>
        {name}
      </option>
    ))
  return (
    <select
      class="log-choice"
      aria-label="Field or call"
      value={topic ?? ''}
      onChange={({currentTarget: {value}}) => client.log.filter({topic: value === '' ? undefined : value})}
    >
      <option value="">All fields</option>
      {events.length > 0 && <optgroup label="Events">{options(events)}</optgroup>}
      {calls.length > 0 && <optgroup label="Calls">{options(calls)}</optgroup>}
    </select>
  )
}

/** The topics in the log, and the chosen one; the same list as long as they are the same. */
function useTopics(): readonly (readonly [topic: string, kind: string])[] {
  const text = useChat(({entries, filter}) => {
    const kinds = new Map(entries.map(({topic, kind}) => [topic, kind]))
    if (filter.topic !== undefined && !kinds.has(filter.topic))
      kinds.set(filter.topic, filter.topic.includes(' ') ? 'call' : 'event')
    return JSON.stringify([...kinds].sort(([one], [other]) => one.localeCompare(other)))
  })
  return useMemo(() => JSON.parse(text), [text])
}

function Pages(): JSX.Element | null {
  const client = useClient()
  const pages = useChat(state => state.overview?.pages)
  const {pageId} = useChat(state => state.filter)
  if (pages === undefined || pages.length < 2) return null
  return (
    <select
      class="log-choice"
      aria-label="Lines of the Page"
      value={pageId ?? ''}
      onChange={({currentTarget: {value}}) => client.log.filter({pageId: value === '' ? undefined : value})}
    >
      <option value="">All Pages</option>
      {pages.map(({id, name}) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  )
}

function Pause(): JSX.Element {
  const client = useClient()
  const paused = useChat(state => state.pausedLog)
  const isPaused = paused !== undefined
  const waiting = paused?.arrived ?? 0
  return (
    <button
      type="button"
      class="filter log-pause"
      aria-pressed={isPaused}
      title={isPaused ? 'Show the lines that have arrived' : 'New lines wait until you resume'}
      onClick={() => (isPaused ? client.log.resume() : client.log.pause())}
    >
      {isPaused ? `Resume${waiting === 0 ? '' : `, ${waiting} new`}` : 'Pause'}
    </button>
  )
}

function Clear(): JSX.Element {
  const client = useClient()
  return (
    <button
      type="button"
      class="filter"
      title="Clear the view. The emulator keeps its log"
      onClick={() => client.log.clear()}
    >
      Clear
    </button>
  )
}
