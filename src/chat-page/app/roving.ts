import {useLayoutEffect, useState} from 'preact/hooks'
import {onListKeys} from '../conversation/dismiss.ts'

export interface Roving {
  /** The key of the only item that Tab reaches. */
  readonly stop: string | undefined
  readonly onKeyDown: (event: KeyboardEvent) => void
  readonly onFocusIn: (event: FocusEvent) => void
}

/**
 * Makes a list of buttons one stop for Tab; the arrow keys, Home and End move on from there. Each button has its key as `data-key`.
 * @param initial the stop until another item has been focused.
 */
export function useRoving(keys: readonly string[], initial: string | undefined): Roving {
  const [chosen, setChosen] = useState<string>()
  useLayoutEffect(() => setChosen(undefined), [initial])
  const isThere = (key: string | undefined) => key !== undefined && keys.includes(key)
  return {
    stop: isThere(chosen) ? chosen : isThere(initial) ? initial : keys[0],
    onKeyDown: onListKeys,
    onFocusIn: ({target}) => {
      const item = target instanceof Element ? target.closest<HTMLElement>('[data-key]') : null
      if (item !== null) setChosen(item.dataset['key'])
    },
  }
}
