import type {JSX} from 'preact'
import type {ChatMessage, PersonSummary} from '../../emulator/chat/view-types.ts'
import {useActing} from './acting.ts'
import {asItems, asText, cut, type Fields} from './fields.ts'
import {Icon, type IconName} from './icons.tsx'
import {Picture} from './picture.tsx'
import {Remarks, remarksAt} from './remarks.tsx'

/** The platform cuts longer titles. */
const MOST_TITLE = 20

/** The quick replies of the last message; they disappear with the next message from either side. */
export function QuickReplies({to}: {readonly to: ChatMessage | undefined}): JSX.Element | null {
  const {act, person} = useActing()
  const replies = to?.from === 'page' ? asItems(to.message['quick_replies']) : []
  if (to === undefined || replies.length === 0) return null
  return (
    <div class="quick-replies" role="group" aria-label="Quick replies">
      <div class="chips">
        {replies.map((reply, index) => {
          const {shown, say, icon} = answerOf(reply, person)
          const image = asText(reply['image_url'])
          return (
            <button
              key={index}
              type="button"
              class="chip"
              aria-label={shown === '' ? 'Picture without a title' : undefined}
              onClick={() => void act('say', say)}
            >
              {image !== undefined && (
                <span class="chip-image">
                  <Picture url={image} />
                </span>
              )}
              {icon !== undefined && <Icon name={icon} size={16} />}
              <span dir="auto">{shown}</span>
            </button>
          )
        })}
      </div>
      <Remarks of={remarksAt(to.remarks, 'quick_replies')} />
    </div>
  )
}

interface Answer {
  readonly shown: string
  readonly say: {readonly text: string; readonly payload: string}
  readonly icon?: IconName
}

function answerOf(reply: Fields, person: PersonSummary): Answer {
  if (reply['content_type'] === 'user_phone_number') {
    const phone = phoneOf(person)
    return {shown: phone, say: {text: phone, payload: phone}, icon: 'phone'}
  }
  if (reply['content_type'] === 'user_email') {
    const email = emailOf(person)
    return {shown: email, say: {text: email, payload: email}, icon: 'mail'}
  }
  const title = asText(reply['title']) ?? ''
  return {
    shown: cut(title, MOST_TITLE),
    say: {text: cut(title, MOST_TITLE), payload: asText(reply['payload']) ?? ''},
  }
}

/** A number from the range reserved for fiction, always the same for a person. */
const phoneOf = ({psid}: PersonSummary): string => `+1555010${psid.slice(-4).padStart(4, '0')}`

const emailOf = ({firstName, lastName}: PersonSummary): string => {
  const name = [firstName, lastName].filter(part => part !== '').join('.')
  return `${name.toLowerCase().replace(/[^\p{L}\p{N}.]+/gu, '')}@example.test`
}
