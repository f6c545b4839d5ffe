import type {StreamEvents} from '../../emulator/chat/view-types.ts'

type Handlers = {readonly [Name in keyof StreamEvents]: (data: StreamEvents[Name]) => void}

const RETRY_MS = 1_000

/**
 * Listens to the emulator until the page is closed. A browser reconnects on its own, but gives up when another server answers.
 * @param onOpen called on each connection: events in between were missed.
 */
export function listen(handlers: Handlers, onOpen: () => void, onGone: () => void): void {
  const source = new EventSource('/_msgr/stream')
  source.onopen = onOpen
  source.onerror = () => {
    onGone()
    if (source.readyState !== EventSource.CLOSED) return
    setTimeout(() => listen(handlers, onOpen, onGone), RETRY_MS)
  }
  for (const name of Object.keys(handlers) as (keyof StreamEvents)[]) {
    source.addEventListener(name, ({data}) => handlers[name](JSON.parse(data)))
  }
}
