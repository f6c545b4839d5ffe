import {useEffect, useReducer} from 'preact/hooks'
import type {ChatState, ChatStore} from './store.ts'

/** The state of the store; draws again whenever it changes. */
export function useChat(store: ChatStore): ChatState {
  const [, drawAgain] = useReducer((count: number) => count + 1, 0)
  useEffect(() => store.subscribe(() => drawAgain(undefined as never)), [store])
  return store.state
}

const TICK_MS = 15_000

/** The emulated time; draws again now and then, because windows close. */
export function useNow(clockOffsetMs: number): number {
  const [, tick] = useReducer((count: number) => count + 1, 0)
  useEffect(() => {
    const timer = setInterval(() => tick(undefined as never), TICK_MS)
    return () => clearInterval(timer)
  }, [])
  return Date.now() + clockOffsetMs
}
