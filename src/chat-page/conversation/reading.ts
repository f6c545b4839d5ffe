import {useEffect, useRef} from 'preact/hooks'
import type {ChatMessage} from '../../emulator/chat/view-types.ts'
import type {Acting} from './acting.ts'

/** The person reads messages that arrive while the conversation is visible, as in Messenger; each is reported once. */
export function useReading(messages: readonly ChatMessage[], act: Acting['act']): void {
  const reported = useRef<string | undefined>(undefined)
  const newest = messages.findLast(({kind, from}) => kind === 'message' && from === 'page')
  useEffect(() => {
    const column = document.querySelector('#chat')
    if (column === null || newest === undefined || newest.readMs !== undefined) return undefined
    let isInSight = false
    const read = () => {
      if (!isInSight || document.visibilityState !== 'visible' || reported.current === newest.mid) return
      reported.current = newest.mid
      void act('read')
    }
    // On a narrow page, another column may be shown instead.
    const observer = new IntersectionObserver(entries => {
      isInSight = entries.at(-1)?.isIntersecting === true
      read()
    })
    observer.observe(column)
    document.addEventListener('visibilitychange', read)
    return () => {
      observer.disconnect()
      document.removeEventListener('visibilitychange', read)
    }
  }, [newest?.mid, newest?.readMs, act])
}
