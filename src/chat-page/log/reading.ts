import {useCallback, useEffect, useLayoutEffect, useRef, useState} from 'preact/hooks'
import type {ActivityEntry} from '../../emulator/chat/view-types.ts'
import {hasLeft, type Place, placeIn} from '../app/scrolled.ts'
import {numberOf} from '../data/entries.ts'
import {keyOf, type Row} from './rows.ts'

/** Distance from the end, in pixels, within which the reader counts as being there. */
const NEAR_PX = 40
/** The number of rows that are drawn while nobody reads: more than a tall screen shows. */
const DRAWN = 120
/** The number of rows that are added when the reader nears the first one. */
const EARLIER = 300
/** How near the reader is to the first row when more are drawn, in pixels. */
const EARLIER_PX = 400
/** The number of rows that are drawn below those that were there when the reader stopped to read. */
const MOST_BELOW = 600
/** The number of entries that are kept for a reader, after the emulator has dropped them. */
const MOST_KEPT = 3_000

/** Entries as they are, and for a reader also those that would have been dropped above the lines being read. */
export function useKept(entries: readonly ActivityEntry[], isReading: boolean): readonly ActivityEntry[] {
  const kept = useRef(entries)
  const [first] = entries
  const old = kept.current
  const hasBegunAgain = numberOf(old.at(-1) ?? noEntry) > numberOf(entries.at(-1) ?? noEntry)
  if (!isReading || first === undefined || hasBegunAgain) kept.current = entries
  else if (old.at(-1) !== entries.at(-1) || old.length < entries.length) {
    const dropped = old.filter(entry => numberOf(entry) < numberOf(first))
    kept.current = dropped.length === 0 ? entries : [...dropped, ...entries].slice(-MOST_KEPT)
  }
  return kept.current
}

const noEntry = {id: 'a0'}

/** What is drawn of the rows, and what keeps them in place. */
export interface Reading {
  readonly drawn: readonly Row[]
  /** The number of lines that arrived below since the reader stopped to read. */
  readonly arrived: number
  /** For the scrolled list. */
  readonly scroller: {current: HTMLOListElement | null}
  readonly onScroll: () => void
  /** Goes to the newest line, and follows from there. */
  readonly toEnd: () => void
}

/**
 * Follows the end of the log unless the reader reads: has scrolled up, is over a line with the pointer, or has the focus on one.
 * Then nothing on the page moves: new lines are added below, and those above stay.
 */
export function useReading(
  rows: readonly Row[],
  isReading: boolean,
  setReading: (change: {isAway: boolean}) => void,
): Reading {
  const scroller = useRef<HTMLOListElement>(null)
  const [earlier, setEarlier] = useState(0)
  // Where the reader stopped: the first and the last row that were drawn.
  const stopped = useRef<{readonly first: string; readonly last: string} | undefined>(undefined)
  const keys = rows.map(keyOf)
  const newest = Math.max(0, rows.length - DRAWN)
  if (!isReading) stopped.current = undefined
  else stopped.current ??= {first: keys[newest] ?? '', last: keys.at(-1) ?? ''}
  const {first, last} = stopped.current ?? {}
  const from = first === undefined ? newest : Math.max(0, placeOf(keys, first, newest) - earlier)
  const end = last === undefined ? rows.length - 1 : placeOf(keys, last, rows.length - 1)
  const drawn = rows.slice(from, end + 1 + MOST_BELOW)
  const arrived = rows.slice(end + 1).filter(({kind}) => kind === 'line').length

  const height = useRef(0)
  const followed = useRef<Place>({top: 0, height: 0, shown: 0})
  const follow = (at: HTMLElement) => {
    at.scrollTop = at.scrollHeight
    followed.current = placeIn(at)
  }
  useLayoutEffect(() => {
    const at = scroller.current
    if (at === null) return
    if (!isReading && hasLeft(followed.current, placeIn(at), NEAR_PX)) setReading({isAway: true})
    else if (!isReading) follow(at)
    // Rows were added above: the reader stays where they are.
    else if (height.current > 0) at.scrollTop += at.scrollHeight - height.current
    height.current = 0
  }, [rows, isReading, earlier])
  useEffect(() => {
    if (!isReading) setEarlier(0)
  }, [isReading])
  useEffect(() => {
    const at = scroller.current
    if (at === null) return undefined
    const observer = new ResizeObserver(() => {
      if (stopped.current === undefined) follow(at)
    })
    observer.observe(at)
    return () => observer.disconnect()
  }, [])

  const onScroll = () => {
    const at = scroller.current
    if (at === null) return
    setReading({isAway: at.scrollHeight - at.scrollTop - at.clientHeight >= NEAR_PX})
    if (at.scrollTop >= EARLIER_PX || from === 0 || height.current > 0) return
    height.current = at.scrollHeight
    setEarlier(earlier + EARLIER)
  }
  const toEnd = useCallback(() => {
    stopped.current = undefined
    setEarlier(0)
    setReading({isAway: false})
    if (scroller.current !== null) follow(scroller.current)
  }, [])
  return {drawn, arrived, scroller, onScroll, toEnd}
}

function placeOf(keys: readonly string[], key: string, otherwise: number): number {
  const place = keys.indexOf(key)
  return place < 0 ? otherwise : place
}
