import type {JSX} from 'preact'
import {useEffect, useLayoutEffect, useMemo, useRef} from 'preact/hooks'
import type {ActivityEntry} from '../../emulator/chat/view-types.ts'
import {useChat, useClient} from '../app/client-context.ts'
import {onListKeys} from '../conversation/dismiss.ts'
import {noFilter} from '../data/state.ts'
import {Line} from './line.tsx'

/** Distance from the end, in pixels, within which the reader counts as being there. */
const NEAR_PX = 40

interface LinesProps {
  readonly entries: readonly ActivityEntry[]
  /** Whether a filter hides lines. */
  readonly isAnyHidden: boolean
}

/** The lines; stays at the end while the reader is there. */
export function Lines({entries, isAnyHidden}: LinesProps): JSX.Element {
  const client = useClient()
  const marked = useChat(state => state.markedEntries)
  const openEntry = useChat(state => state.openEntry)
  const people = useChat(state => state.overview?.people)
  const names = useMemo(() => new Map(people?.map(({psid, firstName}) => [psid, firstName])), [people])
  const scroller = useRef<HTMLOListElement>(null)
  const isAtEnd = useRef(true)
  const stop = openEntry ?? entries.at(-1)?.id

  useLayoutEffect(() => {
    const at = scroller.current
    if (at !== null && isAtEnd.current) at.scrollTop = at.scrollHeight
  }, [entries])
  useEffect(() => {
    const [id] = marked
    if (id !== undefined) document.getElementById(`line-${id}`)?.scrollIntoView({block: 'nearest'})
  }, [marked])
  useEffect(() => {
    const at = scroller.current
    if (at === null) return undefined
    const observer = new ResizeObserver(() => {
      if (isAtEnd.current) at.scrollTop = at.scrollHeight
    })
    observer.observe(at)
    return () => observer.disconnect()
  }, [])

  const onScroll = ({currentTarget: at}: {currentTarget: HTMLElement}) => {
    isAtEnd.current = at.scrollHeight - at.scrollTop - at.clientHeight < NEAR_PX
  }
  return (
    <>
      <ol
        class="log-lines"
        ref={scroller}
        onScroll={onScroll}
        onKeyDown={onListKeys}
        aria-label="Lines of the log"
      >
        {entries.map(entry => (
          <Line
            key={entry.id}
            entry={entry}
            isMarked={marked.has(entry.id)}
            isOpen={entry.id === openEntry}
            isStop={entry.id === stop}
            person={names.get(entry.psid ?? '')}
            client={client}
          />
        ))}
      </ol>
      {entries.length === 0 && (
        <div class="log-empty hint">
          {isAnyHidden ? (
            <>
              <p>The filter hides all lines.</p>
              <button type="button" class="secondary" onClick={() => client.store.set({filter: noFilter})}>
                Show all
              </button>
            </>
          ) : (
            <p>Nothing has been called yet. Write something, or call the Graph API at {location.origin}.</p>
          )}
        </div>
      )}
    </>
  )
}
