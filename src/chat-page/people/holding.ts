import {useRef, useState} from 'preact/hooks'
import type {PersonSummary} from '../../emulator/chat/view-types.ts'

interface HeldList {
  readonly people: readonly PersonSummary[]
  /** Whether everybody is in it: who is not does not exist any more. */
  readonly isComplete: boolean
  /** What it is the list of; the order of another list is not kept. */
  readonly of: string
}

export interface Holding {
  readonly people: readonly PersonSummary[]
  readonly onPointerEnter: () => void
  readonly onPointerLeave: () => void
  readonly onFocusIn: (event: FocusEvent) => void
  readonly onFocusOut: (event: FocusEvent) => void
}

/**
 * Keeps the order of a list while the pointer is over it or the keyboard is in it: nothing moves away from under the pointer, and a key
 * leads to the neighbour that is seen. Who is new comes last until then.
 */
export function useHeldOrder({people: fresh, isComplete, of}: HeldList): Holding {
  const [isUnderPointer, setIsUnderPointer] = useState(false)
  const [isFocused, setIsFocused] = useState(false)
  const held = useRef({people: fresh, of})
  const isHeld = (isUnderPointer || isFocused) && held.current.of === of
  held.current = {people: isHeld ? inOrderOf(held.current.people, fresh, isComplete) : fresh, of}
  return {
    people: held.current.people,
    onPointerEnter: () => setIsUnderPointer(true),
    onPointerLeave: () => setIsUnderPointer(false),
    // A click focuses too, and does not say that the keyboard is used.
    onFocusIn: ({target}) => setIsFocused(target instanceof Element && target.matches(':focus-visible')),
    onFocusOut: ({currentTarget, relatedTarget}) => {
      const list = currentTarget as Element
      if (!list.contains(relatedTarget as Node | null)) setIsFocused(false)
    },
  }
}

function inOrderOf(
  old: readonly PersonSummary[],
  fresh: readonly PersonSummary[],
  isComplete: boolean,
): readonly PersonSummary[] {
  const byPsid = new Map(fresh.map(person => [person.psid, person]))
  const kept = old.flatMap(person => byPsid.get(person.psid) ?? (isComplete ? [] : [person]))
  const known = new Set(old.map(({psid}) => psid))
  return [...kept, ...fresh.filter(({psid}) => !known.has(psid))]
}
