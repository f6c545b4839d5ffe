import {useEffect} from 'preact/hooks'

/** Keys that work anywhere but where one types; `Ctrl+K` works there too. */
export function useKeys(keys: {
  readonly jump: () => void
  readonly log: () => void
  readonly command: () => void
}): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey
      const press = (action: () => void) => {
        event.preventDefault()
        action()
      }
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') press(keys.jump)
      else if (isPlain && !isTyping(event.target)) {
        if (event.key === 'l') press(keys.log)
        if (event.key === '/') press(keys.command)
      }
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [keys])
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [contenteditable], [role="dialog"]') !== null
  )
}
