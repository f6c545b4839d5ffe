import {useEffect, useState} from 'preact/hooks'
import {useChat} from './client-context.ts'

/** The emulated time, refreshed at intervals. */
export function useNow(everyMs: number): number {
  const aheadMs = useChat(state => state.aheadMs)
  const [, redraw] = useState({})
  useEffect(() => {
    const timer = setInterval(() => redraw({}), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return Date.now() + aheadMs
}
