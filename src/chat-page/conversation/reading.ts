import {useEffect, useRef} from 'preact/hooks'
import type {ChatMessage} from '../../emulator/chat/view-types.ts'
import type {Acting} from './acting.ts'

/** The person reads what arrives while the page is in sight, as in Messenger; each message is reported once. */
export function useReading(messages: readonly ChatMessage[], act: Acting['act']): void {
  const reported = useRef<string | undefined>(undefined)
  const newest = messages.findLast(({kind, from}) => kind === 'message' && from === 'page')
  useEffect(() => {
    if (newest === undefined || newest.readMs !== undefined) return undefined
    const read = () => {
      if (document.visibilityState !== 'visible' || reported.current === newest.mid) return
      reported.current = newest.mid
      void act('read')
    }
    read()
    document.addEventListener('visibilitychange', read)
    return () => document.removeEventListener('visibilitychange', read)
  }, [newest?.mid, newest?.readMs, act])
}
