import type {JSX} from 'preact'
import {useCallback, useEffect, useMemo, useState} from 'preact/hooks'
import type {ActivityEntry} from '../../emulator/chat/view-types.ts'
import {useChat, useClient} from '../app/client-context.ts'
import {Icon} from '../conversation/icons.tsx'
import {passes} from '../data/entries.ts'
import {onLineKeys} from './line-keys.ts'
import {LineInList} from './line-row.tsx'
import {useKept, useReading} from './reading.ts'
import {keyOf, type Row, toRows} from './rows.ts'
import {Turn} from './turn.tsx'

/** The lines; stays at the end while the reader is there, and still while they read. */
export function Lines({entries}: {readonly entries: readonly ActivityEntry[]}): JSX.Element {
  const client = useClient()
  const filter = useChat(state => state.filter)
  const hits = useChat(state => state.hits)
  const psid = useChat(state => state.psid)
  const marked = useChat(state => state.markedEntries)
  const openEntry = useChat(state => state.openEntry)
  const people = useChat(state => state.overview?.people)
  const names = useMemo(() => new Map(people?.map(person => [person.psid, person.firstName])), [people])
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(none)
  const [reading, setReading] = useState({isAway: false, isOver: false, isFocused: false})
  const change = useCallback((part: Partial<typeof reading>) => {
    setReading(old => {
      const next = {...old, ...part}
      return Object.entries(part).some(([key, is]) => old[key as keyof typeof old] !== is) ? next : old
    })
  }, [])
  const isReading = reading.isAway || reading.isOver || reading.isFocused
  const kept = useKept(entries, isReading)
  const rows = useMemo(
    () =>
      toRows(
        kept,
        entry => passes(entry, {filter, hits, psid: filter.isOfPersonOnly ? psid : undefined}),
        filter.search === '',
      ),
    [kept, filter, hits, filter.isOfPersonOnly ? psid : undefined],
  )
  const {drawn, arrived, scroller, onScroll, toEnd} = useReading(rows, isReading, change)
  const stop = openEntry ?? rows.findLast(({kind}) => kind === 'line')?.entry.id

  useEffect(toEnd, [filter])
  useEffect(() => {
    const [id] = marked
    if (id !== undefined) document.getElementById(`line-${id}`)?.scrollIntoView({block: 'nearest'})
  }, [marked])
  const toggle = useCallback((id: string) => setUnfolded(old => toggled(old, id)), [])
  const draw = (row: Row) =>
    row.kind === 'turn' ? (
      <Turn key={keyOf(row)} row={row} person={names.get(row.entry.psid ?? '')} />
    ) : (
      <LineInList
        key={keyOf(row)}
        row={row}
        marked={marked}
        openEntry={openEntry}
        stop={stop}
        isUnfolded={unfolded.has(row.entry.id)}
        names={names}
        client={client}
        toggle={toggle}
      />
    )
  return (
    <div class="log-list">
      <ol
        class="log-lines"
        ref={scroller}
        onScroll={onScroll}
        onKeyDown={onLineKeys}
        onPointerEnter={({pointerType}) => change({isOver: pointerType === 'mouse'})}
        onPointerLeave={() => change({isOver: false})}
        onFocusIn={() => change({isFocused: true})}
        onFocusOut={() => change({isFocused: false})}
        aria-label="Lines of the log"
        aria-busy={filter.search !== '' && hits === undefined}
      >
        {drawn.map(draw)}
      </ol>
      {arrived > 0 && (
        <button type="button" class="log-arrived" onClick={toEnd}>
          <Icon name="down" size={16} />
          {arrived === 1 ? '1 new line' : `${arrived} new lines`}
        </button>
      )}
      {rows.length === 0 && <Empty isAnyHidden={client.store.get().entries.length > 0} />}
    </div>
  )
}

const none: ReadonlySet<string> = new Set()

function toggled(old: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(old)
  if (!next.delete(id)) next.add(id)
  return next
}

/** Why there are no lines. */
function Empty({isAnyHidden}: {readonly isAnyHidden: boolean}): JSX.Element {
  const client = useClient()
  const isCleared = useChat(state => state.clearedTo > 0)
  return (
    <div class="log-empty hint">
      {isAnyHidden ? (
        <>
          <p>{isCleared ? 'The log is cleared. New lines appear here.' : 'The filter hides all lines.'}</p>
          <button type="button" class="secondary" onClick={() => client.log.showAll()}>
            Show all
          </button>
        </>
      ) : (
        <p>Nothing has been called yet. Write something, or call the Graph API at {location.origin}.</p>
      )}
    </div>
  )
}
