import type {JSX} from 'preact'
import {useChat, useClient} from '../app/client-context.ts'
import type {LogFilter} from '../data/state.ts'

const kinds = [
  {kind: 'all', name: 'All', title: 'Calls and events'},
  {kind: 'call', name: '→ Calls', title: 'Calls to the platform'},
  {kind: 'event', name: '← Events', title: 'Events to the webhook'},
] as const

/** Filters the log. */
export function Filters(): JSX.Element {
  const {store} = useClient()
  const filter = useChat(state => state.filter)
  const name = useChat(state => state.view?.person.firstName)
  const set = (change: Partial<LogFilter>) => store.set({filter: {...filter, ...change}})
  return (
    <div class="column-head log-head">
      <h2>Log</h2>
      <div class="filters" role="group" aria-label="Show">
        <span class="segments">
          {kinds.map(({kind, name: text, title}) => (
            <button
              key={kind}
              type="button"
              class="segment"
              title={title}
              aria-pressed={filter.kind === kind}
              onClick={() => set({kind})}
            >
              {text}
            </button>
          ))}
        </span>
        <button
          type="button"
          class="filter"
          aria-pressed={filter.isErrorsOnly}
          title="Only errors"
          onClick={() => set({isErrorsOnly: !filter.isErrorsOnly})}
        >
          Errors
        </button>
        {name !== undefined && (
          <button
            type="button"
            class="filter filter-person"
            aria-pressed={filter.isOfPersonOnly}
            title={`Only lines about ${name}`}
            onClick={() => set({isOfPersonOnly: !filter.isOfPersonOnly})}
          >
            {name}
          </button>
        )}
      </div>
    </div>
  )
}
