import type {StreamEvents} from '../../emulator/chat/view-types.ts'

type Listeners = {readonly [Name in keyof StreamEvents]: (news: StreamEvents[Name]) => void}

interface StreamParts {
  readonly listeners: Listeners
  /** Also again, after it was gone. */
  readonly onOpen: () => void
  readonly onGone: () => void
}

const RETRY_MS = 1_000

/** Listens to the emulator, and again when it comes back, until the returned function is called. */
export function listen({listeners, onOpen, onGone}: StreamParts): () => void {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOver = false
  const connect = () => {
    source = new EventSource('/_msgr/stream')
    source.onopen = onOpen
    source.onerror = () => {
      onGone()
      // A browser gives up for good when a server refuses; the emulator may be starting.
      if (source?.readyState !== EventSource.CLOSED || isOver) return
      timer = setTimeout(connect, RETRY_MS)
    }
    for (const [name, tell] of Object.entries(listeners)) {
      source.addEventListener(name, event => tell(JSON.parse((event as MessageEvent<string>).data) as never))
    }
  }
  connect()
  return () => {
    isOver = true
    clearTimeout(timer)
    source?.close()
  }
}
