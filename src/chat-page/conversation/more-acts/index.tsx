import type {ComponentType, JSX} from 'preact'
import {useCallback, useRef, useState} from 'preact/hooks'
import {useDismiss} from '../dismiss.ts'
import {Icon} from '../icons.tsx'

/** The plus button of the composer: what a person can do besides writing. Its list is loaded when it opens. */
export function MoreActs(): JSX.Element {
  const [List, setList] = useState<ComponentType<{onDone: () => void}>>()
  const [isOpen, setIsOpen] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const opener = useRef<HTMLButtonElement>(null)
  const close = useCallback(() => {
    setIsOpen(false)
    opener.current?.focus()
  }, [])
  useDismiss(box, isOpen, close)
  const toggle = async () => {
    setIsOpen(!isOpen)
    if (List !== undefined) return
    const {MoreActsList} = await import('./list.tsx')
    setList(() => MoreActsList)
  }
  return (
    <div class="more-acts-place" ref={box}>
      <button
        type="button"
        class="tool large"
        ref={opener}
        aria-label="More acts"
        title="More: referral, sticker, voice, comment …"
        aria-expanded={isOpen}
        onClick={() => void toggle()}
      >
        <Icon name="plus" />
      </button>
      {isOpen && List !== undefined && <List onDone={close} />}
    </div>
  )
}
