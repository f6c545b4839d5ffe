import type {JSX} from 'preact'
import {useCallback, useRef, useState} from 'preact/hooks'
import {lazily} from '../../app/lazily.tsx'
import {useDismiss} from '../dismiss.ts'
import {Icon} from '../icons.tsx'

const MoreActsList = lazily(async () => (await import('./list.tsx')).MoreActsList)

/** The plus button of the composer: what a person can do besides writing. Its list is loaded when it opens. */
export function MoreActs(): JSX.Element {
  const [isOpen, setIsOpen] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const opener = useRef<HTMLButtonElement>(null)
  const close = useCallback(() => {
    setIsOpen(false)
    opener.current?.focus()
  }, [])
  useDismiss(box, isOpen, close)
  return (
    <div class="more-acts-place" ref={box}>
      <button
        type="button"
        class="tool large"
        ref={opener}
        aria-label="More acts"
        title="More: referral, sticker, voice, comment …"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
      >
        <Icon name="plus" />
      </button>
      {isOpen && <MoreActsList onDone={close} />}
    </div>
  )
}
