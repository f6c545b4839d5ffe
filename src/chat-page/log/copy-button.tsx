import type {JSX} from 'preact'
import {useState} from 'preact/hooks'

const DONE_MS = 1_500

/** Puts a text on the clipboard, and says so. */
export function CopyButton({text, what}: {readonly text: string; readonly what: string}): JSX.Element {
  const [isDone, setIsDone] = useState(false)
  return (
    <button
      type="button"
      class="copy"
      aria-label={isDone ? 'Copied' : `Copy ${what}`}
      onClick={async () => {
        await navigator.clipboard.writeText(text)
        setIsDone(true)
        setTimeout(() => setIsDone(false), DONE_MS)
      }}
    >
      {isDone ? 'Copied' : 'Copy'}
    </button>
  )
}
