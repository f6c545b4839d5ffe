import type {JSX} from 'preact'
import type {ActivityDetail} from '../../emulator/chat/view-types.ts'
import {Icon} from '../conversation/icons.tsx'
import {Offers} from '../conversation/offers.tsx'

/** Why an entry failed, in the words of the platform or of the callback, and what helps; the first thing to read about it. */
export function Reason({of: {error, trouble}}: {readonly of: ActivityDetail}): JSX.Element | null {
  if (trouble !== undefined)
    return (
      <div class="reason quiet">
        <div class="reason-words">
          <p>{trouble.text}. This is what would be sent.</p>
          <Offers of={trouble.offers} />
        </div>
      </div>
    )
  if (error === undefined) return null
  const {code, subcode, message} = error
  return (
    <div class="reason">
      <Icon name="warn" />
      <div class="reason-words">
        <p>{message}</p>
        {code !== undefined && (
          <p class="reason-numbers digits">
            Code {code}
            {subcode !== undefined && `, subcode ${subcode}`}
          </p>
        )}
      </div>
    </div>
  )
}
