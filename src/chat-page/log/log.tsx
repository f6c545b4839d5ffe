import type {JSX} from 'preact'
import {useLayoutEffect, useMemo, useRef, useState} from 'preact/hooks'
import {useChat, useClient} from '../app/client-context.ts'
import {Splitter} from '../app/splitter.tsx'
import {heldEntries} from '../data/entries.ts'
import {Filters} from './filters.tsx'
import {Inspector} from './inspector.tsx'
import {Lines} from './lines.tsx'
import {Tools} from './tools.tsx'
import {WebhookBanner} from './webhook-banner.tsx'

/** From this width on, in pixels, the details are beside the lines. */
const BESIDE_PX = 680
/** The share of the details, in percent: at first, and at least and most. */
const SHARE = {below: 58, beside: 48, min: 20, max: 80}

/** Every call to the platform and every event to the webhook, the newest at the bottom. */
export function Log(): JSX.Element {
  const {store} = useClient()
  const entries = useChat(state => state.entries)
  const pausedLog = useChat(state => state.pausedLog)
  const clearedTo = useChat(state => state.clearedTo)
  const openEntry = useChat(state => state.openEntry)
  const share = useChat(state => state.detailsShare)
  const held = useMemo(() => heldEntries({entries, pausedLog, clearedTo}), [entries, pausedLog, clearedTo])
  const column = useRef<HTMLElement>(null)
  const isBeside = useIsWide(column)
  const shown = share ?? (isBeside ? SHARE.beside : SHARE.below)
  return (
    <section class="log-column" id="log" aria-label="Log" ref={column}>
      <Filters />
      <Tools />
      <WebhookBanner />
      <div
        class={`log-body${isBeside ? ' beside' : ''}${openEntry === undefined ? '' : ' with-details'}`}
        style={{'--details': `${shown}%`}}
      >
        <Lines entries={held} />
        {openEntry !== undefined && (
          <>
            <Splitter
              label="Size of the details"
              controls="details"
              isBetweenColumns={isBeside}
              share={shown}
              min={SHARE.min}
              max={SHARE.max}
              onChange={detailsShare => store.set({detailsShare})}
            />
            <Inspector key={openEntry} id={openEntry} entry={entries.find(({id}) => id === openEntry)} />
          </>
        )}
      </div>
    </section>
  )
}

/** Whether an element has room for two things beside each other. */
function useIsWide(element: {readonly current: HTMLElement | null}): boolean {
  const [isWide, setIsWide] = useState(false)
  useLayoutEffect(() => {
    const at = element.current
    if (at === null) return undefined
    const measure = () => setIsWide(at.clientWidth >= BESIDE_PX)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(at)
    return () => observer.disconnect()
  }, [])
  return isWide
}
