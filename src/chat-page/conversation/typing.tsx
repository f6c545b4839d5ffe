import type {JSX} from 'preact'
import type {ConversationView, PageSummary} from '../../emulator/chat/view-types.ts'
import {Avatar} from './picture.tsx'

interface TypingProps {
  readonly typing: NonNullable<ConversationView['typing']>
  readonly page: PageSummary
}

export function Typing({typing, page}: TypingProps): JSX.Element {
  const {name, picture} = typing.persona ?? page
  return (
    <div class="line of-page first last typing">
      <span class="line-picture">
        <Avatar url={picture} name={name} />
      </span>
      <span class="bubble dots" role="img" aria-label={`${name} is typing`}>
        <span class="dot" />
        <span class="dot" />
        <span class="dot" />
      </span>
    </div>
  )
}
