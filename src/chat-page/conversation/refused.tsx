import type {JSX} from 'preact'
import type {ChatMessage} from '../../emulator/chat/view-types.ts'
import {Icon} from './icons.tsx'

/** What the bot tried to say where the person would have read it, and why they did not. */
export function RefusedMessage({message}: {readonly message: ChatMessage}): JSX.Element {
  const {code, subcode, message: sentence = ''} = message.refusal ?? {}
  const number = [code, subcode].filter(part => part !== undefined).join('/')
  return (
    <>
      <p class="bubble refused" dir="auto">
        {message.text}
      </p>
      <p class="refusal">
        <Icon name="warn" size={16} />
        <span>
          <strong>Refused{number === '' ? '' : ` ${number}`}</strong> {sentence}
        </span>
      </p>
    </>
  )
}
