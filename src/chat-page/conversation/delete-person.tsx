import type {JSX} from 'preact'
import {useLayoutEffect, useRef, useState} from 'preact/hooks'

interface DeletePersonProps {
  readonly name: string
  readonly remove: () => Promise<void>
}

/** Deletes the person, after a question. */
export function DeletePerson({name, remove}: DeletePersonProps): JSX.Element {
  const [isAsking, setIsAsking] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const keep = useRef<HTMLButtonElement>(null)
  const wasAsking = useRef(false)
  useLayoutEffect(() => {
    if (isAsking) keep.current?.focus()
    else if (wasAsking.current) opener.current?.focus()
    wasAsking.current = isAsking
  }, [isAsking])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    setIsAsking(false)
  }
  if (!isAsking)
    return (
      <button type="button" class="secondary danger" ref={opener} onClick={() => setIsAsking(true)}>
        Delete {name}
      </button>
    )
  return (
    <div class="confirm" role="group" aria-label={`Delete ${name}?`} onKeyDown={onKeyDown}>
      <p>Delete {name}, with the conversation, opt-ins and comments?</p>
      <div class="confirm-buttons">
        <button type="button" class="secondary danger" onClick={() => void remove()}>
          Delete
        </button>
        <button type="button" class="secondary" ref={keep} onClick={() => setIsAsking(false)}>
          Keep
        </button>
      </div>
    </div>
  )
}
