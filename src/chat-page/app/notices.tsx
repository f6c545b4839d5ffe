import type {JSX} from 'preact'
import {Icon} from '../conversation/icons.tsx'

interface NoticesProps {
  readonly isGone: boolean
  readonly refusal: string | undefined
  readonly forget: () => void
}

/** What does not belong to one message: the emulator is gone, or refused what was tried. */
export function Notices({isGone, refusal, forget}: NoticesProps): JSX.Element {
  return (
    <div class="notices">
      <div role="status">
        {isGone && (
          <p class="notice">
            <Icon name="warn" size={16} />
            The emulator does not answer. This page comes back by itself once it runs again:{' '}
            <code>msgr emulator start</code>
          </p>
        )}
      </div>
      <div role="alert">
        {refusal !== undefined && (
          <p class="notice refusal">
            <Icon name="warn" size={16} />
            <span>{refusal}</span>
            <button type="button" class="icon-button" aria-label="Close" onClick={forget}>
              <Icon name="close" size={16} />
            </button>
          </p>
        )}
      </div>
    </div>
  )
}
