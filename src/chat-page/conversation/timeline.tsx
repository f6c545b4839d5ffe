import {Fragment, type JSX} from 'preact'
import {useEffect, useLayoutEffect, useMemo, useRef, useState} from 'preact/hooks'
import type {ConversationView} from '../../emulator/chat/view-types.ts'
import {useActing} from './acting.ts'
import {chunksOf} from './chunks.ts'
import {Icon} from './icons.tsx'
import {MessageLine, nameOf} from './message-line.tsx'
import type {MessageHandlers} from './message-tools.tsx'
import {dayNumber} from './moments.ts'
import {rowsOf} from './rows.ts'
import {Status} from './status.tsx'
import {useSticking} from './sticking.ts'
import {Typing} from './typing.tsx'

interface TimelineProps {
  readonly view: ConversationView
  readonly highlighted: ReadonlySet<string>
  readonly handlers: MessageHandlers
  readonly loadEarlier: () => Promise<void>
  /** Shown above the very first message. */
  readonly before?: JSX.Element | undefined
}

/** Distance from the top, in pixels, at which earlier messages are requested. */
const EARLIER_PX = 800

/** The messages, oldest first; stays at the end while the reader is there. */
export function Timeline({view, highlighted, handlers, loadEarlier, before}: TimelineProps): JSX.Element {
  const {page, nowMs} = useActing()
  const {messages, hasEarlier} = view
  const scroller = useRef<HTMLDivElement>(null)
  const {unseen, toEnd, onScroll} = useSticking(scroller, messages)
  const stop = useRovingStop(scroller, messages.at(-1)?.mid)
  const starts = useRef(new Set<string>())
  const chunks = useMemo(() => chunksOf(rowsOf(messages), starts.current), [messages])
  const nowDayMs = useMemo(() => nowMs, [dayNumber(nowMs)])
  const lastOwn = messages.findLast(({kind, from}) => kind === 'message' && from === 'person')?.mid
  const personName = nameOf(view.person)
  // An act without a message, such as a link that was followed, has its status at the end.
  const statusMid = messages.some(({mid}) => mid === view.status?.mid) ? view.status?.mid : undefined
  const ofStatus = view.status !== undefined && (
    <Status of={view.status} openActivity={handlers.openActivity} />
  )
  useEarlier(scroller, hasEarlier, messages[0]?.mid, loadEarlier)
  useHighlight(scroller, highlighted)

  return (
    <div class="timeline-frame">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys move between the messages, which can be focused */}
      <div
        class="timeline"
        ref={scroller}
        onScroll={onScroll}
        onKeyDown={stop.onKeyDown}
        onFocusCapture={stop.onFocus}
      >
        <div class="timeline-content">
          {hasEarlier ? <p class="separator">Earlier messages …</p> : before}
          {chunks.map(({key, rows}, index) => (
            <div key={key} class={index < chunks.length - 2 ? 'chunk far' : 'chunk'}>
              {rows.map(({message, separatorMs, isFirstOfGroup, isLastOfGroup}) => (
                <Fragment key={message.mid}>
                  <MessageLine
                    message={message}
                    separatorMs={separatorMs}
                    nowDayMs={nowDayMs}
                    isFirstOfGroup={isFirstOfGroup}
                    isLastOfGroup={isLastOfGroup}
                    isMarked={message.mid === lastOwn}
                    isHighlighted={highlighted.has(message.mid)}
                    isStop={message.mid === stop.mid}
                    page={page}
                    personName={personName}
                    handlers={handlers}
                  />
                  {message.mid === statusMid && ofStatus}
                </Fragment>
              ))}
            </div>
          ))}
          {statusMid === undefined && ofStatus}
          {view.typing !== undefined && <Typing typing={view.typing} page={page} />}
        </div>
      </div>
      {unseen > 0 && (
        <button type="button" class="new-messages" onClick={toEnd}>
          {unseen === 1 ? '1 new message' : `${unseen} new messages`} <Icon name="down" size={16} />
        </button>
      )}
    </div>
  )
}

type Scroller = {readonly current: HTMLDivElement | null}

/** Requests earlier messages when the reader nears the first one: once for each first message, and again after a failure. */
function useEarlier(
  scroller: Scroller,
  hasEarlier: boolean,
  firstMid: string | undefined,
  loadEarlier: () => Promise<void>,
): void {
  const askedFor = useRef<string | undefined>(undefined)
  useEffect(() => {
    const at = scroller.current
    if (at === null || !hasEarlier) return undefined
    const look = () => {
      if (at.scrollTop > EARLIER_PX || askedFor.current === firstMid) return
      askedFor.current = firstMid
      loadEarlier().catch(() => {
        askedFor.current = undefined
      })
    }
    look()
    at.addEventListener('scroll', look, {passive: true})
    return () => at.removeEventListener('scroll', look)
  }, [hasEarlier, firstMid, loadEarlier])
}

/** Scrolls to the message marked from the log. */
function useHighlight(scroller: Scroller, highlighted: ReadonlySet<string>): void {
  useEffect(() => {
    const [mid] = highlighted
    if (mid === undefined) return
    const line = scroller.current?.querySelector(`[data-mid="${CSS.escape(mid)}"]`)
    line?.scrollIntoView({block: 'nearest'})
  }, [highlighted])
}

interface RovingStop {
  readonly mid: string | undefined
  readonly onKeyDown: (event: KeyboardEvent) => void
  readonly onFocus: (event: FocusEvent) => void
}

/** One message is the Tab stop, initially the newest; the arrow keys move between messages. */
function useRovingStop(scroller: Scroller, newest: string | undefined): RovingStop {
  const [chosen, setChosen] = useState<string>()
  useLayoutEffect(() => setChosen(undefined), [newest])
  const move = (from: HTMLElement, by: number) => {
    const lines = [...(scroller.current?.querySelectorAll<HTMLElement>('[data-mid]') ?? [])]
    lines[lines.indexOf(from) + by]?.focus()
  }
  return {
    mid: chosen ?? newest,
    onKeyDown: event => {
      const by = {ArrowUp: -1, ArrowDown: 1}[event.key]
      const line = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-mid]') : null
      if (by === undefined || line === null) return
      event.preventDefault()
      move(line, by)
    },
    onFocus: ({target}) => {
      const line = target instanceof Element ? target.closest<HTMLElement>('[data-mid]') : null
      if (line !== null) setChosen(line.dataset['mid'])
    },
  }
}
