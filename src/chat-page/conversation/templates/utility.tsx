import type {JSX} from 'preact'
import type {ChatMessage} from '../../../emulator/chat/view-types.ts'
import {useActing} from '../acting.ts'
import {press} from '../buttons.tsx'
import {asFields, asItems, asText, type Fields} from '../fields.ts'

/** An approved template with its values filled in. */
export function UtilityTemplate({message}: {readonly message: ChatMessage}): JSX.Element {
  const acting = useActing()
  const template = asFields(message.message['template'])
  const buttons = asItems(template['components'])
    .filter(({type}) => asText(type)?.toLowerCase() === 'buttons')
    .flatMap(({parameters}) => asItems(parameters))
  return (
    <div class="card text-card">
      <p class="card-body" dir="auto">
        {message.utilityText ?? message.text ?? `Utility template ${asText(template['name']) ?? ''}`}
      </p>
      <div class="buttons">
        {buttons.map((button, index) => {
          const action = actionOf(button)
          return (
            <button
              key={index}
              type="button"
              class="button"
              onClick={() => press(acting, action, message.mid)}
            >
              {asText(action['title'])}
            </button>
          )
        })}
      </div>
    </div>
  )
}

/** A value of a button of the template, as the button that it makes. */
const actionOf = (parameter: Fields): Fields =>
  asText(parameter['type'])?.toUpperCase() === 'POSTBACK'
    ? {type: 'postback', title: asText(parameter['payload']), payload: parameter['payload']}
    : {type: 'web_url', title: asText(parameter['url']), url: parameter['url']}
