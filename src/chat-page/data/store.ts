import {useLayoutEffect, useRef, useState} from 'preact/hooks'

/** A value that the parts of the page watch. */
export class Store<State extends object> {
  readonly #listeners = new Set<() => void>()
  #state: State

  constructor(state: State) {
    this.#state = state
  }

  get(): State {
    return this.#state
  }

  set(change: Partial<State>): void {
    this.#state = {...this.#state, ...change}
    for (const listener of [...this.#listeners]) listener()
  }

  /** Calls back after each change; the returned function stops it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

/** Selects a part of the state; redraws the component only when that part changes. */
export function useStore<State extends object, Part>(
  store: Store<State>,
  select: (state: State) => Part,
): Part {
  const [, redraw] = useState({})
  const part = select(store.get())
  const shown = useRef(part)
  shown.current = part
  useLayoutEffect(() => {
    const look = () => {
      if (!Object.is(select(store.get()), shown.current)) redraw({})
    }
    look()
    return store.subscribe(look)
  }, [store])
  return part
}
