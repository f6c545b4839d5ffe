import type {JSX} from 'preact'
import {useEffect, useState} from 'preact/hooks'
import {useClient} from '../app/client-context.ts'
import {copyText} from '../app/clipboard.ts'
import {Icon} from '../conversation/icons.tsx'

const TOLD_MS = 1_500

/** Copies a text to the clipboard, and says so. */
export function CopyButton({text, what}: {readonly text: string; readonly what: string}): JSX.Element {
  const {store} = useClient()
  const [isCopied, setIsCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return undefined
    const timer = setTimeout(() => setIsCopied(false), TOLD_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
  const copy = async () => {
    if (await copyText(store, text)) setIsCopied(true)
  }
  return (
    <button
      type="button"
      class="tool copy"
      aria-label={isCopied ? 'Copied' : `Copy ${what}`}
      title={isCopied ? 'Copied' : `Copy ${what}`}
      onClick={() => void copy()}
    >
      <Icon name={isCopied ? 'check' : 'copy'} size={16} />
    </button>
  )
}
