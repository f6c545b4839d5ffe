import {useCallback, useEffect, useLayoutEffect, useRef, useState} from 'preact/hooks'
import type {ChatMessage} from '../../emulator/chat/view-types.ts'
import {hasLeft, type Place, placeIn} from '../app/scrolled.ts'

/** Distance from the end, in pixels, within which the reader counts as being there. */
const NEAR_PX = 60

export interface Sticking {
  /** Messages that arrived while the reader was further up. */
  readonly unseen: number
  readonly toEnd: () => void
  readonly onScroll: () => void
}

/** Keeps the end of a conversation visible, unless the reader scrolled up; adding earlier messages does not move the view. */
export function useSticking(
  scroller: {readonly current: HTMLDivElement | null},
  messages: readonly ChatMessage[],
): Sticking {
  const isAtEnd = useRef(true)
  const anchor = useRef<{line: Element; top: number} | undefined>(undefined)
  const known = useRef<{first?: string | undefined; last?: string | undefined}>({})
  const [unseen, setUnseen] = useState(0)
  // Where the list was when it was last taken to its end.
  const followed = useRef<Place>({top: 0, height: 0, shown: 0})

  const follow = useCallback((at: HTMLElement) => {
    at.scrollTop = at.scrollHeight
    followed.current = placeIn(at)
  }, [])
  const isFollowing = useCallback((at: HTMLElement): boolean => {
    if (hasLeft(followed.current, placeIn(at), NEAR_PX)) isAtEnd.current = false
    return isAtEnd.current
  }, [])
  const toEnd = useCallback(() => {
    const at = scroller.current
    if (at === null) return
    follow(at)
    isAtEnd.current = true
    setUnseen(0)
  }, [])

  const onScroll = useCallback(() => {
    const at = scroller.current
    if (at === null) return
    isAtEnd.current = at.scrollHeight - at.scrollTop - at.clientHeight < NEAR_PX
    if (isAtEnd.current) setUnseen(0)
    anchor.current = firstInSight(at)
  }, [])

  useLayoutEffect(() => {
    const at = scroller.current
    const [first, last] = [messages[0]?.mid, messages.at(-1)?.mid]
    const {first: oldFirst, last: oldLast} = known.current
    known.current = {first, last}
    if (at === null) return
    if (first !== oldFirst && last === oldLast) {
      keepInPlace(at, anchor.current)
      return
    }
    const isOwn = last !== oldLast && messages.at(-1)?.from === 'person'
    if (isFollowing(at) || isOwn) toEnd()
    else if (last !== oldLast) setUnseen(count => count + newSince(messages, oldLast))
  }, [messages])

  useEffect(() => {
    const at = scroller.current
    if (at === null) return undefined
    const observer = new ResizeObserver(() => {
      if (isFollowing(at)) follow(at)
    })
    observer.observe(at)
    if (at.firstElementChild !== null) observer.observe(at.firstElementChild)
    return () => observer.disconnect()
  }, [])

  return {unseen, toEnd, onScroll}
}

function newSince(messages: readonly ChatMessage[], last: string | undefined): number {
  const at = messages.findIndex(({mid}) => mid === last)
  return messages.slice(at + 1).filter(({kind}) => kind === 'message').length
}

function firstInSight(at: HTMLElement): {line: Element; top: number} | undefined {
  const {top, left, width} = at.getBoundingClientRect()
  for (let down = 8; down < 160; down += 24) {
    const line = document.elementFromPoint(left + width / 2, top + down)?.closest('[data-mid]')
    if (line !== null && line !== undefined) return {line, top: line.getBoundingClientRect().top}
  }
  return undefined
}

/** Does nothing in a browser with scroll anchoring, which has already kept the position. */
function keepInPlace(at: HTMLElement, anchor: {line: Element; top: number} | undefined): void {
  if (anchor?.line.isConnected !== true) return
  at.scrollTop += anchor.line.getBoundingClientRect().top - anchor.top
}
