import {Component, type JSX} from 'preact'
import type {PersonSummary} from '../../emulator/chat/view-types.ts'
import {nameOf} from '../conversation/message-line.tsx'
import {dayNumber, shortMoment} from '../conversation/moments.ts'
import {Avatar} from '../conversation/picture.tsx'

interface PersonLineProps {
  readonly person: PersonSummary
  readonly isOpen: boolean
  /** Whether it is the Tab stop; the arrow keys move on from it. */
  readonly isStop: boolean
  readonly nowMs: number
  readonly open: (psid: string) => void
}

/** A person with the latest message of their conversation. Redrawn only when one of its props changes. */
export class PersonLine extends Component<PersonLineProps> {
  override shouldComponentUpdate({person, isOpen, isStop, nowMs}: PersonLineProps): boolean {
    const {props} = this
    if (person !== props.person || isOpen !== props.isOpen || isStop !== props.isStop) return true
    return dayNumber(nowMs) !== dayNumber(props.nowMs)
  }

  override render(): JSX.Element {
    const {person, isOpen, isStop, nowMs, open} = this.props
    const {psid, last, unread} = person
    return (
      <li>
        <button
          type="button"
          class={`person${unread > 0 ? ' unread' : ''}`}
          data-key={psid}
          tabIndex={isStop ? 0 : -1}
          aria-current={isOpen ? 'true' : undefined}
          onClick={() => open(psid)}
        >
          <Avatar url={person.picture} name={nameOf(person)} size={36} />
          <span class="person-texts">
            <span class="person-name" dir="auto">
              {nameOf(person)}
            </span>
            <span class="person-last" dir="auto">
              {lastText(person)}
            </span>
          </span>
          <span class="person-side">
            <span class="person-time digits">{last === undefined ? '' : shortMoment(last.atMs, nowMs)}</span>
            {unread > 0 && (
              <span class="count">
                {unread}
                <span class="unseen"> unread</span>
              </span>
            )}
          </span>
        </button>
      </li>
    )
  }
}

function lastText({last, hasBlockedPage, isBlockedByPage}: PersonSummary): string {
  if (hasBlockedPage) return 'Blocked the Page'
  if (isBlockedByPage) return 'Blocked by the Page'
  if (last === undefined) return 'Has not written yet'
  return last.from === 'page' ? `Page: ${last.text}` : last.text
}
