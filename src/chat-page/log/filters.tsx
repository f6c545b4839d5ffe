import type {JSX} from 'preact'
import type {ActivityEntry} from '../../emulator/chat/view-types.ts'

export interface Filter {
  readonly kind: 'all' | ActivityEntry['kind']
  readonly isThisPerson: boolean
  readonly areErrors: boolean
}

export const everything: Filter = {kind: 'all', isThisPerson: false, areErrors: false}

export function passes(
  entry: ActivityEntry,
  {kind, isThisPerson, areErrors}: Filter,
  psid: string | undefined,
): boolean {
  if (kind !== 'all' && entry.kind !== kind) return false
  if (isThisPerson && entry.psid !== psid) return false
  return !areErrors || entry.outcome === 'refused' || entry.outcome === 'failed'
}

interface FiltersProps {
  readonly filter: Filter
  readonly change: (filter: Filter) => void
  readonly hasPerson: boolean
}

export function Filters({filter, change, hasPerson}: FiltersProps): JSX.Element {
  return (
    <div class="filters" role="group" aria-label="Filter">
      <label>
        <span class="for-readers">Kind</span>
        <select
          value={filter.kind}
          onChange={({currentTarget}) => change({...filter, kind: currentTarget.value as Filter['kind']})}
        >
          <option value="all">All</option>
          <option value="call">Calls</option>
          <option value="event">Events</option>
        </select>
      </label>
      <button
        type="button"
        class="chip"
        disabled={!hasPerson}
        aria-pressed={filter.isThisPerson}
        onClick={() => change({...filter, isThisPerson: !filter.isThisPerson})}
      >
        This person
      </button>
      <button
        type="button"
        class="chip"
        aria-pressed={filter.areErrors}
        onClick={() => change({...filter, areErrors: !filter.areErrors})}
      >
        Errors
      </button>
    </div>
  )
}
