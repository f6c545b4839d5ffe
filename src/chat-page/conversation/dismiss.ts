import type {RefObject} from 'preact'
import {useCallback, useLayoutEffect, useRef, useState} from 'preact/hooks'

/** Closes a floating element on Escape or a click outside it; its opener counts as inside. */
export function useDismiss(
  inside: {readonly current: HTMLElement | null},
  isOpen: boolean,
  close: () => void,
): void {
  useLayoutEffect(() => {
    if (!isOpen) return undefined
    const onPointer = ({target}: PointerEvent) => {
      if (inside.current?.contains(target as Node) === false) close()
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      event.preventDefault()
      close()
    }
    document.addEventListener('pointerdown', onPointer, true)
    document.addEventListener('keydown', onKey)
    return () => {
      document.removeEventListener('pointerdown', onPointer, true)
      document.removeEventListener('keydown', onKey)
    }
  }, [isOpen, close])
}

export interface Floating {
  readonly isOpen: boolean
  readonly toggle: () => void
  /** Closes it and gives the focus back to its opener. */
  readonly close: () => void
  /** Around the opener and what opens. */
  readonly box: RefObject<HTMLDivElement | null>
  readonly opener: RefObject<HTMLButtonElement | null>
}

/** A floating element with the button that opens it. */
export function useFloating(): Floating {
  const [isOpen, setIsOpen] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const opener = useRef<HTMLButtonElement>(null)
  const close = useCallback(() => {
    setIsOpen(false)
    opener.current?.focus()
  }, [])
  useDismiss(box, isOpen, close)
  return {isOpen, toggle: () => setIsOpen(!isOpen), close, box, opener}
}

/** Moves the focus among the buttons of a list with the arrow keys, Home and End. */
export function onListKeys(event: KeyboardEvent): void {
  const list = event.currentTarget as HTMLElement
  const buttons = [...list.querySelectorAll<HTMLElement>('button:not(:disabled)')]
  const at = buttons.indexOf(document.activeElement as HTMLElement)
  const next = {
    ArrowDown: (at + 1) % buttons.length,
    ArrowUp: (at - 1 + buttons.length) % buttons.length,
    Home: 0,
    End: buttons.length - 1,
  }[event.key]
  if (next === undefined) return
  event.preventDefault()
  buttons[next]?.focus()
}
