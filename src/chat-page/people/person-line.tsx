import type {JSX} from 'preact'
import {memo} from 'preact/compat'
import type {PersonSummary} from '../../emulator/chat/view-types.ts'
import {shortMoment} from '../conversation/moments.ts'
import {Avatar} from '../conversation/picture.tsx'

interface PersonLineProps {
  readonly person: PersonSummary
  readonly nowMs: number
  readonly isChosen: boolean
  readonly choose: (psid: string) => void
}

export const PersonLine = memo(({person, nowMs, isChosen, choose}: PersonLineProps): JSX.Element => {
  const {psid, firstName, lastName, picture, last, unread, hasBlockedPage, isBlockedByPage, windowUntilMs} =
    person
  const isOpen = windowUntilMs !== undefined && windowUntilMs > nowMs
  return (
    <button
      type="button"
      class="person"
      aria-current={isChosen ? 'true' : undefined}
      onClick={() => choose(psid)}
    >
      <span class="person-picture" data-window={isOpen ? 'open' : 'closed'}>
        <Avatar url={picture} name={firstName} size={36} />
      </span>
      <span class="person-name" dir="auto">
        {firstName} {lastName}
      </span>
      <span class="person-time digits">{last !== undefined && shortMoment(last.atMs, nowMs)}</span>
      <span class="person-last" dir="auto">
        {hasBlockedPage || isBlockedByPage ? 'blocked' : lastText(last)}
      </span>
      {unread > 0 && (
        <span class="unread digits">
          {unread}
          <span class="for-readers"> unread</span>
        </span>
      )}
      <span class="for-readers">{isOpen ? ', window open' : ', window closed'}</span>
    </button>
  )
})

function lastText(last: PersonSummary['last']): string {
  if (last === undefined) return 'has not written yet'
  return last.from === 'page' ? `Page: ${last.text}` : last.text
}
