import type {JSX} from 'preact'
import {lazily} from '../../app/lazily.tsx'
import {useFloating} from '../dismiss.ts'
import {Icon} from '../icons.tsx'

const MoreActsList = lazily(async () => (await import('./list.tsx')).MoreActsList)

/** The plus button of the composer: what a person can do besides writing. Its list is loaded when it opens. */
export function MoreActs(): JSX.Element {
  const {isOpen, toggle, close, box, opener} = useFloating()
  return (
    <div class="more-acts-place" ref={box}>
      <button
        type="button"
        class="tool large"
        ref={opener}
        aria-label="More acts"
        title="More: referral, sticker, voice, comment …"
        aria-expanded={isOpen}
        onClick={toggle}
      >
        <Icon name="plus" />
      </button>
      {isOpen && <MoreActsList onDone={close} />}
    </div>
  )
}
