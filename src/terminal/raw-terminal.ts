import {emitKeypressEvents, type Key as PressedKey} from 'node:readline'
import type {Readable} from 'node:stream'
import type {Key, Terminal} from '../context.ts'
import type {Footer} from './footer.ts'

export interface TerminalParts {
  /** A terminal; only such a stream has `setRawMode`. */
  readonly stdin: Readable & {readonly setRawMode?: (isRaw: boolean) => unknown}
  readonly footer: Footer
  /** Ctrl-C, which a raw terminal passes on as a key. */
  readonly interrupt: () => void
  /** Ctrl-Z: stops the process, and settles when it continues. */
  readonly suspend: () => Promise<void>
}

/** Reads keys in raw mode. `close` restores the terminal, whatever state it is in. */
export function createTerminal({stdin, footer, interrupt, suspend}: TerminalParts): {
  readonly terminal: Terminal
  readonly close: () => void
} {
  let isOpen = true
  let status: string | undefined
  let stopReading: (() => void) | undefined

  function readKeys(onKey: (key: Key) => void): () => void {
    const onPress = (text: string | undefined, key: PressedKey) => {
      if (key.ctrl === true && key.name === 'c') interrupt()
      else if (key.ctrl === true && key.name === 'z') pause()
      else onKey({name: key.name ?? text ?? '', text: writtenBy(text, key), ctrl: key.ctrl ?? false})
    }
    const stop = () => {
      stopReading = undefined
      stdin.off('keypress', onPress)
      stdin.setRawMode?.(false)
      stdin.pause()
    }
    const pause = () => {
      stop()
      footer.set(undefined)
      suspend().then(() => {
        footer.set(status)
        start()
      })
    }
    const start = () => {
      if (!isOpen) return
      stopReading = stop
      stdin.on('keypress', onPress)
      stdin.setRawMode?.(true)
      stdin.resume()
    }
    emitKeypressEvents(stdin)
    start()
    return () => stopReading?.()
  }

  const setStatus = (text: string | undefined) => {
    status = text
    footer.set(text)
  }
  return {
    terminal: {readKeys, setStatus},
    close: () => {
      isOpen = false
      stopReading?.()
      setStatus(undefined)
    },
  }
}

/** Nothing for keys that move or delete. */
function writtenBy(text: string | undefined, {ctrl, meta}: PressedKey): string {
  const isWriting = text !== undefined && ctrl !== true && meta !== true && /^\P{Cc}+$/u.test(text)
  return isWriting ? text : ''
}
