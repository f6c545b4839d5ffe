import type {JSX} from 'preact'
import type {ChatMessage} from '../../../emulator/chat/view-types.ts'
import {Buttons} from '../buttons.tsx'
import {asFields, asText} from '../fields.ts'
import {LinkedText} from '../linked-text.tsx'
import {Picture} from '../picture.tsx'

/** An approved template with its values filled in. */
export function UtilityTemplate({message}: {readonly message: ChatMessage}): JSX.Element {
  const {mid, utilityText, utilityImage, utilityButtons = []} = message
  const name = asText(asFields(message.message['template'])['name']) ?? ''
  return (
    <div class="card text-card">
      {utilityImage !== undefined && (
        <div class="card-image horizontal">
          <Picture url={utilityImage} alt="Header image" />
        </div>
      )}
      <p class="card-body" dir="auto">
        <LinkedText text={utilityText ?? `Utility template ${name}`} />
      </p>
      <Buttons of={utilityButtons.map(button => ({...button}))} mid={mid} />
    </div>
  )
}
